import type { ContactFilePlanJson } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { ContactImport } from '@tact/store';
import type { PreviewedContactFile } from '../../commands/import-contacts.ts';
import type { PreviewedRow } from '../../contact-files/preview-contact-file.ts';
import { instantOrNull } from '../instant-json.ts';

/** An import of contacts as it is sent. */
export function contactImportJson(one: ContactImport) {
  const { id, fileName, fileSha256, fileBytes, contactListId, phase, state, isStopping, done, readWhole } =
    one;
  const { good, bad, badKept, repeated, created, updated, unchanged, accountsCreated, recordsAdded } = one;
  const { error, undo, createdBy, createdAt, startedAt, finishedAt } = one;
  return {
    id,
    fileName,
    fileSha256,
    fileBytes,
    // It was a plan when it was stored.
    plan: one.plan as ContactFilePlanJson,
    contactListId,
    phase,
    state,
    isStopping,
    done,
    readWhole,
    good,
    bad,
    badKept,
    repeated,
    created,
    updated,
    unchanged,
    accountsCreated,
    recordsAdded,
    error,
    undo: undo === null ? null : { ...undo, at: instantOrNull(undo.at), by: undo.by.name },
    createdBy: createdBy.name,
    createdAt: formatInstant(createdAt),
    startedAt: instantOrNull(startedAt),
    finishedAt: instantOrNull(finishedAt),
  };
}

/** What a file was found to be, as it is sent. */
export function inspectionJson({ preview, ...inspected }: PreviewedContactFile) {
  if (preview === null) return { ...inspected, preview: null };
  const { rows, clientIds, ...counts } = preview;
  return { ...inspected, preview: { ...counts, contacts: clientIds.size, rows: rows.map(rowJson) } };
}

function rowJson({ line, read }: PreviewedRow) {
  if (!read.ok) {
    const problems = read.problems.map(({ column, value, code, reason }) => ({
      column,
      value,
      code,
      sentence: reason,
    }));
    return { line, contact: null, account: null, problems };
  }
  const { devices, ...contact } = read.contact;
  return {
    line,
    contact: {
      ...contact,
      devices: devices.map(({ position, key, type }) => ({ position, address: key, type })),
    },
    account: read.account,
    problems: [],
  };
}
