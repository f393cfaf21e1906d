import { randomUUID } from 'node:crypto';
import { numberSetOf, type OrganizationId, type SuppressionListId } from '@tact/engine';
import type {
  ContactImportFields,
  ContactImportStep,
  ListImportFields,
  ListImportRun,
  ListImportStep,
  Store,
} from '../src/ports.ts';
import { TEST_ACTOR } from './database.ts';
import { contactFields } from './samples.ts';

/** A last step with one good row. */
export const importStep = (given: Partial<ListImportStep> = {}): ListImportStep => ({
  position: { member: 0, offset: 10, line: 2 },
  bytesDone: 10,
  rowsDone: 1,
  good: 1,
  bad: 0,
  repeated: 0,
  readWhole: true,
  badRows: [],
  entries: [],
  removedValues: [],
  removedRanges: [],
  added: null,
  deleted: null,
  ...given,
});

/** An import that appends a file. */
export const importFields = (given: Partial<ListImportFields> = {}): ListImportFields => ({
  id: randomUUID(),
  fileName: 'list.csv',
  fileSha256: 'aa',
  fileBytes: 100,
  mode: 'append',
  plan: { list: 'full' },
  baseLabel: null,
  label: null,
  dataAt: null,
  coverage: null,
  ...given,
});

/** The file of an import of contacts. */
export const CONTACT_FILE = '6a1f7f0e-6a53-4d9c-8b3e-0d6c7a1f2b3c';

/** An import of contacts. */
export const contactImportFields = (given: Partial<ContactImportFields> = {}): ContactImportFields => ({
  fileId: CONTACT_FILE,
  fileName: 'people.csv',
  fileSha256: 'aa',
  fileBytes: 100,
  plan: {},
  contactListId: null,
  ...given,
});

/** A step of an import of contacts, without a row. */
export const contactImportStep = (given: Partial<ContactImportStep> = {}): ContactImportStep => ({
  progress: { offset: 10, line: 4 },
  done: 0.5,
  readWhole: false,
  rows: [],
  bad: 0,
  badRows: [],
  clientIdColumn: 'id',
  ...given,
});

/** An import of contacts under way, with a contact, its account and record, and a bad row. */
export async function addContactImport(store: Store, own: OrganizationId): Promise<string> {
  const { id: contactListId } = await store.contactLists.create(own, 'imported', TEST_ACTOR);
  const { id } = await store.contactImports.create(own, contactImportFields({ contactListId }), TEST_ACTOR);
  const hold = { id, runner: randomUUID(), leaseMs: 600_000 };
  await store.contactImports.take(own, hold, [CONTACT_FILE]);
  const account = { reference: 'of a', amount: '1', currency: null };
  const rows = [{ line: 2, contact: contactFields('cy'), account }];
  const badRows = [{ line: 3, column: 'x', value: 'x', code: 'x', sentence: 'x' }];
  await store.contactImports.store(own, hold, contactImportStep({ rows, bad: 1, badRows }), TEST_ACTOR);
  return id;
}

/** A rolled back import, and one under way with a bad row and a part of its numbers. */
export async function importUnderWay(
  store: Store,
  own: OrganizationId,
  listId: SuppressionListId,
): Promise<ListImportRun> {
  const { listImport, job } = await store.listImports.begin(own, listId, importFields(), TEST_ACTOR);
  const run = { listId, importId: listImport.id, jobId: job.id, runner: randomUUID() };
  await store.jobs.take(own, job.id, run.runner, 600_000);
  const bad = { member: 'x', line: 1, column: null, value: 'x', code: 'x', sentence: 'x' };
  const added = [...numberSetOf([]).chunks()];
  await store.listImports.store(own, run, importStep({ badRows: [bad], added, readWhole: false }));
  return run;
}
