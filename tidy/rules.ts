import { lockFileNamesNoHost, noDownloadAddresses } from './addresses.ts';
import { dataHasSources } from './data-files.ts';
import { exportsHaveDocComments } from './doc-comments.ts';
import { kebabCaseFiles, noCatchAllFiles } from './file-names.ts';
import {
  noDefaultExport,
  noSilencedChecks,
  noTestLeftOut,
  noUncheckedTypes,
  noUnfinishedMarks,
} from './forbidden-code.ts';
import { importDirections, noDeepImports } from './imports.ts';
import { pureCode, pureImports } from './purity.ts';
import type { Rule } from './rule.ts';
import { fileBytes, fileLength, functionLength } from './size.ts';
import { lowerCaseSql, noTriggers, schemaComments } from './sql.ts';
import { noBannedWords } from './words.ts';

/** Every rule of the house that a machine can hold. The others stand in CONTRIBUTING.md. */
export const rules: readonly Rule[] = [
  importDirections,
  noDeepImports,
  pureImports,
  pureCode,
  fileLength,
  functionLength,
  fileBytes,
  noCatchAllFiles,
  kebabCaseFiles,
  noDefaultExport,
  noUncheckedTypes,
  noSilencedChecks,
  noUnfinishedMarks,
  noTestLeftOut,
  noBannedWords,
  exportsHaveDocComments,
  lowerCaseSql,
  noTriggers,
  schemaComments,
  dataHasSources,
  noDownloadAddresses,
  lockFileNamesNoHost,
];
