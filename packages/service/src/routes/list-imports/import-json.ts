import type { ReadPlanJson } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { ListImport, ListImportState } from '@tact/store';
import { instantOrNull } from '../instant-json.ts';

const STATES = {
  loading: 'loading',
  'in force': 'in_force',
  replaced: 'replaced',
  'rolled back': 'rolled_back',
  failed: 'failed',
} as const satisfies Readonly<Record<ListImportState, string>>;

/** An import as it is sent. */
export function importJson(one: ListImport) {
  const { id, listId, jobId, fileName, fileSha256, fileBytes, mode, plan, label, coverage } = one;
  const { good, bad, badKept, repeated, rolledBack } = one;
  return {
    id,
    listId,
    jobId,
    fileName,
    fileSha256,
    fileBytes,
    mode,
    // It was a plan when it was stored.
    plan: plan as ReadPlanJson,
    label,
    versionAt: instantOrNull(one.dataAt),
    coverage,
    state: STATES[one.state],
    good,
    bad,
    badKept,
    repeated,
    createdAt: formatInstant(one.createdAt),
    inForceAt: instantOrNull(one.inForceAt),
    rolledBack:
      rolledBack === null
        ? null
        : { at: formatInstant(rolledBack.at), by: rolledBack.by.name, reason: rolledBack.reason },
  };
}
