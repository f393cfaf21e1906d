import { isCode, isSql } from './repository-file.ts';
import type { Rule } from './rule.ts';

const CATCH_ALL = /^(utils?|helpers?|types?|commons?|misc|shared|stuff)\./;
/** Names that everybody, or a tool, looks for in capitals. */
const CAPITAL_NAMES =
  /^((README|ARCHITECTURE|GLOSSARY|CONTRIBUTING|CHANGELOG|SECURITY|NOTICE|LICENSE)(\.md)?|Dockerfile)$/;
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** A file is named for the one thing inside. */
export const noCatchAllFiles: Rule = {
  name: 'no file is a catch-all',
  covers: (file) => isCode(file) || isSql(file),
  check: ({ path }) =>
    CATCH_ALL.test(baseName(path))
      ? [{ line: 1, message: 'a catch-all gathers what has no home; name the file for the one thing inside' }]
      : [],
};

/** One way to write a name. */
export const kebabCaseFiles: Rule = {
  name: 'files and folders are in kebab-case',
  covers: () => true,
  check: ({ path }) =>
    path
      .split('/')
      .filter((part) => !KEBAB_CASE.test(part) && !CAPITAL_NAMES.test(part))
      .map((part) => ({
        line: 1,
        message: `\`${part}\` is not in kebab-case: small letters, digits and hyphens`,
      })),
};

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
