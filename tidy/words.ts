import ts from 'typescript';
import { isCode, isSql, type RepositoryFile } from './repository-file.ts';
import { lineAt, type Finding, type Rule } from './rule.ts';
import { lineOf, nodesOf } from './syntax.ts';

/**
 * Words of the glossary's "not" column. A `banned` pattern is wrong wherever it stands. A `name` is wrong as a part of a name (of a
 * variable, field, column, code) and has an honest meaning in a sentence: "one path leads on", "a calendar day".
 *
 * Not looked for, because they are good words for other things: `case`, `event`, `status` (of an account, of HTTP), `result`, `config`,
 * `context`, `touch`, `dial` (dialing profiles are the source product's own name).
 */
const BANNED_WORDS: readonly { readonly pattern: RegExp; readonly use: string }[] = [
  { pattern: /\bcustomers?\b/gi, use: 'contact; for who runs Tact: organization, user' },
  { pattern: /\bprospects?\b/gi, use: 'contact' },
  { pattern: /\b(black[- ]?|block-?|deny-?)list(s|ed|ing)?\b/gi, use: 'suppression list' },
  { pattern: /\b(a|an|the|each|every|per|new|of) leads?\b(?! to\b)/gi, use: 'contact' },
  { pattern: /\bcall(ing)? (outcome|status)(es)?\b/gi, use: 'call result' },
];

const BANNED_NAMES: ReadonlyMap<string, string> = new Map([
  ['lead', 'contact'],
  ['leads', 'contacts'],
  ['customer', 'contact'],
  ['customers', 'contacts'],
  ['prospect', 'contact'],
  ['prospects', 'contacts'],
  ['blacklist', 'suppression list'],
  ['blocklist', 'suppression list'],
  ['denylist', 'suppression list'],
  ['endpoint', 'device; for a place in the API: route'],
  ['endpoints', 'devices; for places in the API: routes'],
  ['medium', 'channel'],
  ['outcome', 'call result, disposition or decision'],
  ['outcomes', 'call results, dispositions or decisions'],
  ['policy', 'rule or ruleset'],
  ['policies', 'rules'],
  ['calendar', 'window, contact times or contact dates'],
]);

/** The one place for exceptions: where a banned word is right, and why. */
const ALLOWED: readonly { readonly path: RegExp; readonly word: RegExp; readonly because: string }[] = [
  { path: /^tidy\//, word: /./, because: 'the rules name what they look for' },
  { path: /^GLOSSARY\.md$/, word: /./, because: 'the glossary says which words not to use' },
  { path: /^LICENSE$/, word: /./, because: 'its text is given' },
  {
    path: /^packages\/(service|web)\//,
    word: /^(content-?security-?policy|referrer-?policy|cross-?origin-?\w+-?policy)$/i,
    because: 'HTTP names its headers so',
  },
  {
    path: /^(packages\/(api|service|web|cli)\/|scripts\/openapi)/,
    word: /endpoints?/i,
    because: 'the HTTP API has endpoints; engine, places, store and SQL, which have devices, do not say it',
  },
  {
    path: /^bench\/peers\//,
    word: /^(preparsePolicySet|preparsedPolicySetId|staticPolicies)$/,
    because: 'Cedar names the parts of its API so',
  },
  {
    path: /^packages\/service\/src\/channels\/address-guard\.ts$/,
    word: /^BlockList$/,
    because: 'Node names its class so',
  },
  { path: /^packages\/web\//, word: /^(Icon)?Calendar\w*$/, because: 'Mantine names its parts so' },
];

/** One word per thing, in code, SQL and docs. */
export const noBannedWords: Rule = {
  name: 'no word stands for something that has another name here',
  covers: (file) => isCode(file) || isSql(file) || /\.(md|json|html|css|ya?ml)$/.test(file.path),
  check: (file) => {
    if (/^(packages\/places\/data\/|package-lock)/.test(file.path)) return [];
    return [...bannedWordsOf(file), ...namesOf(file).flatMap((name) => bannedNamesOf(file, name))];
  },
};

function bannedWordsOf(file: RepositoryFile): Finding[] {
  return BANNED_WORDS.flatMap(({ pattern, use }) =>
    [...file.text.matchAll(pattern)]
      .filter(([word]) => !isAllowed(file, word))
      .map(({ 0: word, index }) => ({
        line: lineAt(file.text, index),
        message: `\`${word}\`: the word here is ${use}`,
      })),
  );
}

function isAllowed({ path }: RepositoryFile, word: string): boolean {
  return ALLOWED.some((entry) => entry.path.test(path) && entry.word.test(word));
}

interface Name {
  readonly text: string;
  readonly line: number;
}

function bannedNamesOf(file: RepositoryFile, { text, line }: Name): Finding[] {
  if (isAllowed(file, text)) return [];
  return partsOf(text).flatMap((part): Finding[] => {
    const use = BANNED_NAMES.get(part);
    return use === undefined ? [] : [{ line, message: `\`${text}\`: the word here is ${use}` }];
  });
}

/** `callOutcome`, `call_outcome` and `CALL-OUTCOME` are each `call` and `outcome`. */
function partsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

/** The names in a file: of code, its identifiers and the strings that are codes or keys; of SQL, its words. */
function namesOf(file: RepositoryFile): Name[] {
  if (isCode(file))
    return nodesOf(file)
      .filter((node) => ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || isCodeLike(node))
      .map((node) => ({ text: 'text' in node ? String(node.text) : '', line: lineOf(node) }));
  if (isSql(file)) return sqlNamesOf(file);
  return [];
}

/** A string that is one word is a key, a code or a column. */
function isCodeLike(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) && /^[a-z][\w-]*$/i.test(node.text);
}

/** Not `lead(…)`, a function of SQL, and not `policy` alone, a thing of PostgreSQL. */
function sqlNamesOf({ text }: RepositoryFile): Name[] {
  const code = text.replaceAll(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));
  return code.split('\n').flatMap((row, index) =>
    [...row.matchAll(/\b(?!policy\b)(?!lead\s*\()[a-z]\w*/gi)].map(([word]) => ({
      text: word,
      line: index + 1,
    })),
  );
}
