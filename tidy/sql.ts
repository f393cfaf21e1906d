import { isSql, type RepositoryFile } from './repository-file.ts';
import { lineAt, matchesOf, type Finding, type Rule } from './rule.ts';

/** SQL is written in lower case, as `style.md` of the house has it. */
export const lowerCaseSql: Rule = {
  name: 'SQL is in lower case',
  covers: isSql,
  check: (file) =>
    matchesOf(
      sqlCodeOf(file),
      /\b\w*[A-Z]\w*/g,
      ([word]) => `\`${word}\` has capitals; write \`${word.toLowerCase()}\``,
    ),
};

/** Citus refuses triggers, and a reader of the code does not see them. */
export const noTriggers: Rule = {
  name: 'SQL creates no trigger',
  covers: isSql,
  check: (file) =>
    matchesOf(
      sqlCodeOf(file),
      /\bcreate\s+(or\s+replace\s+)?(constraint\s+)?(event\s+)?trigger\b/gi,
      () => 'a trigger: Citus refuses it; use a grant, a constraint, or a statement of the transaction',
    ),
};

/** The schema explains itself: what a table holds, which query an index is for. */
export const schemaComments: Rule = {
  name: 'each table and index has a comment after it',
  covers: (file) => isSql(file) && /^packages\/store\/sql\/\d/.test(file.path),
  check: (file) => {
    const code = sqlCodeOf(file);
    const created = [...code.matchAll(CREATE)].filter((match) => !isPartition(code, match));
    return created.flatMap((match): Finding[] => {
      const [, kind = '', name] = match;
      const line = lineAt(code, match.index);
      if (name === undefined || name === 'on')
        return [{ line, message: 'an index without a name; give it one' }];
      const comment = new RegExp(
        `\\bcomment\\s+on\\s+${kind}\\s+(\\w+\\.)?${name.replaceAll('.', '\\.')}\\s+is\\b`,
        'i',
      );
      if (comment.test(code.slice(match.index))) return [];
      const says = kind === 'table' ? 'what a row is' : 'which query needs it';
      return [
        { line, message: `\`${name}\` has no \`comment on ${kind} ${name} is …\` after it; say ${says}` },
      ];
    });
  },
};

const CREATE =
  /\bcreate\s+(?:unlogged\s+|unique\s+)?(table|index)\b(?:\s+concurrently\b)?(?:\s+if\s+not\s+exists\b)?\s+([\w."]+)/gi;

/** A partition is one part of a table that has its comment. */
function isPartition(code: string, { index, 0: created }: RegExpExecArray): boolean {
  return /^\s+partition\s+of\b/i.test(code.slice(index + created.length));
}

/** The SQL with comments, strings and quoted names blanked out; the bodies of functions between `$$` stay. */
function sqlCodeOf({ text }: RepositoryFile): string {
  return text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"\n]*"/g, (part) =>
    part.replaceAll(/[^\n]/g, ' '),
  );
}
