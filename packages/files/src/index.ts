/** Files as users have them, turned into clean rows. No database, no HTTP; this file is its only public surface. */
export { csvRows, DELIMITERS, inspectCsv, type CsvFile, type Delimiter } from './csv/csv-file.ts';
export { CsvError, CsvScanner, ROW_BYTES_MAX, type CsvRow } from './csv/scanner.ts';
export { detectEncoding, type Encoding } from './encoding.ts';
export { bytesInMemory, fileAt, type FileSource } from './source.ts';
export {
  FILE_START,
  type BadRow,
  type BadRowCode,
  type Entry,
  type EntryBatch,
  type EntryValue,
  type ReadPosition,
} from './entry.ts';
export { FileError, type FileErrorCode } from './file-error.ts';
export { XmlReader, type XmlAttributes, type XmlToken } from './xml.ts';
export {
  COLUMN_USES,
  planProblems,
  type ColumnUse,
  type FileLayout,
  type PlannedMember,
  type PlanProblem,
  type ReadPlan,
  type TableDelimiter,
} from './plan.ts';
export { openTable, type Table } from './open-table.ts';
export {
  headerOf,
  inspectTable,
  tableRows,
  type InspectedTable,
  type TableChange,
  type TablePlan,
  type TablePosition,
  type TableRow,
  type TableRows,
} from './table-file.ts';
export { readEntries } from './read-entries.ts';
export { inspectFile } from './inspect/inspect-file.ts';
export type {
  FileKind,
  InspectedColumn,
  Inspection,
  InspectionQuestion,
  InspectionRemark,
  StatedSettings,
} from './inspect/inspection.ts';
export type { ColumnLook } from './inspect/column-looks.ts';
export type { ContainerKind } from './container.ts';
export { rowValuesReader, type RowValues, type RowValuesReader } from './row-values.ts';
export { textOfMembers, type MemberText } from './text-of-members.ts';
export { separatorsOf } from './read-values.ts';
export { isNorthAmerican } from './values/fast-lines.ts';
export { northAmericanNumber } from './values/fast-cell.ts';
export type { TextRow } from './row-reader.ts';
