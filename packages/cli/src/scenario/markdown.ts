import { ScenarioError } from './scenario-error.ts';

/** A heading with what stands below it, down to the next heading. */
export interface Section {
  /** 1 for `#`, 2 for `##`, 3 for `###`. */
  readonly level: number;
  readonly heading: string;
  readonly line: number;
  /** `- key: value` lines, in order. */
  readonly settings: readonly Setting[];
  readonly tables: readonly Table[];
  /** Whether there is anything else: sentences for the reader. */
  readonly hasProse: boolean;
}

/** One `- key: value` line. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** A table, with the line of its column names. */
export interface Table {
  readonly line: number;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** One row of a table. */
export interface Row {
  readonly line: number;
  /** As many as there are columns, trimmed. */
  readonly cells: readonly string[];
}

interface OpenSection {
  readonly level: number;
  readonly heading: string;
  readonly line: number;
  readonly settings: Setting[];
  readonly tables: { line: number; columns: readonly string[]; rows: Row[] }[];
  hasProse: boolean;
}

/**
 * Reads the part of Markdown that scenarios are written in: headings, `- key: value` lists, tables, and paragraphs. Anything that looks
 * like the start of something else is refused, so that no line is skipped in silence.
 */
export function readSections(text: string, fileName: string): readonly Section[] {
  const sections: OpenSection[] = [];
  const lines = text.split(/\r?\n/);
  let table: OpenSection['tables'][number] | undefined;
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const content = raw.trim();
    const fail = (sentence: string) => new ScenarioError(fileName, line, sentence);
    if (!content.startsWith('|')) table = undefined;
    if (content === '') continue;
    const heading = /^(#{1,6}) +(.+)$/.exec(content);
    if (heading !== null) {
      const [, signs = '', name = ''] = heading;
      sections.push({ level: signs.length, heading: name, line, settings: [], tables: [], hasProse: false });
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) throw fail('a scenario begins with its title, as `# Title`');
    if (content.startsWith('|')) table = readTableLine(content, line, section, table, fail);
    else if (/^[-*+] /.test(content)) section.settings.push(readSetting(content, line, fail));
    else if (/^(#|```|~~~|>|<|\d+[.)] )/.test(content)) {
      throw fail(
        `\`${content.slice(0, 40)}\` is not understood; write headings, \`- key: value\`, tables and plain sentences`,
      );
    } else section.hasProse = true;
  }
  return sections;
}

function readSetting(content: string, line: number, fail: (sentence: string) => Error): Setting {
  const match = /^- ([a-z][a-z ]*): +(.+)$/.exec(content);
  if (match === null) throw fail(`\`${content}\` is not \`- key: value\``);
  const [, key = '', value = ''] = match;
  return { key, value: value.trim(), line };
}

function readTableLine(
  content: string,
  line: number,
  section: OpenSection,
  open: OpenSection['tables'][number] | undefined,
  fail: (sentence: string) => Error,
): OpenSection['tables'][number] {
  if (!content.endsWith('|') || content.length < 2) throw fail('a line of a table ends with `|`');
  const cells = content
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
  if (open === undefined) {
    const table = { line, columns: cells, rows: [] };
    section.tables.push(table);
    return table;
  }
  if (cells.length !== open.columns.length)
    throw fail(`the table has ${open.columns.length} columns, and this line has ${cells.length} cells`);
  const isRule = cells.every((cell) => /^:?-{3,}:?$/.test(cell));
  if (line === open.line + 1) {
    if (!isRule) throw fail('below the names of the columns stands a line of `---`');
  } else if (isRule) throw fail('a second line of `---` in a table');
  else open.rows.push({ line, cells });
  return open;
}
