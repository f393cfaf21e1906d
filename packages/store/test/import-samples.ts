import { randomUUID } from 'node:crypto';
import type { ListImportFields, ListImportStep } from '../src/ports.ts';

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
