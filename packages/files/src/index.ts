/** Files as users have them, turned into clean rows. No database, no HTTP; this file is its only public surface. */
export { csvRows, DELIMITERS, inspectCsv, type CsvFile, type Delimiter } from './csv/csv-file.ts';
export { CsvError, CsvScanner, ROW_BYTES_MAX, type CsvRow } from './csv/scanner.ts';
export { detectEncoding, type Encoding } from './encoding.ts';
