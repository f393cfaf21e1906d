import type { Section, Table } from './markdown.ts';
import { CellError, ScenarioError } from './scenario-error.ts';

/** The named values of one thing: the settings of a section, or the cells of a row. An empty cell is a value that was left out. */
export interface Fields {
  readonly line: number;
  /** Undefined where the value was left out. */
  read<Value>(name: string, reader: (text: string) => Value): Value | undefined;
  need<Value>(name: string, reader: (text: string) => Value): Value;
  /** The error for something wrong with a value, or, without a name, with the whole thing. */
  fail(sentence: string, name?: string): ScenarioError;
}

interface Value {
  readonly text: string;
  readonly line: number;
}

/** The settings of a section. Refuses keys that are not known, keys that come twice, and tables where there are to be none. */
export function fieldsOfSettings(
  section: Section,
  known: readonly string[],
  fileName: string,
  { tables = false }: { readonly tables?: boolean } = {},
): Fields {
  const [table] = section.tables;
  if (table !== undefined && !tables)
    throw new ScenarioError(
      fileName,
      table.line,
      `\`${section.heading}\` has no table; write \`- key: value\``,
    );
  const values = new Map<string, Value>();
  for (const { key, value, line } of section.settings) {
    if (!known.includes(key))
      throw new ScenarioError(fileName, line, `\`${key}\` is no key here; there are ${listed(known)}`);
    if (values.has(key)) throw new ScenarioError(fileName, line, `\`${key}\` stands twice; keep one`);
    values.set(key, { text: value, line });
  }
  return fieldsOf(values, section.line, fileName);
}

/**
 * The rows of a table. Refuses columns that are not known, columns that come twice, and, where a column is named that tells the rows apart,
 * a value that stands in it twice.
 */
export function fieldsOfRows(
  table: Table,
  known: readonly string[],
  fileName: string,
  { unique }: { readonly unique?: string } = {},
): readonly Fields[] {
  refuseColumns(table, known, fileName);
  const taken = new Set<string>();
  return table.rows.map(({ line, cells }) => {
    const values = new Map<string, Value>();
    for (const [index, column] of table.columns.entries()) {
      const text = cells[index] ?? '';
      if (text === '') continue;
      if (column === unique && taken.has(text))
        throw new ScenarioError(
          fileName,
          line,
          `there is another ${unique} \`${text}\`; give each its own name`,
        );
      if (column === unique) taken.add(text);
      values.set(column, { text, line });
    }
    return fieldsOf(values, line, fileName);
  });
}

function refuseColumns(table: Table, known: readonly string[], fileName: string): void {
  const seen = new Set<string>();
  for (const column of table.columns) {
    if (!known.includes(column))
      throw new ScenarioError(
        fileName,
        table.line,
        `\`${column}\` is no column here; there are ${listed(known)}`,
      );
    if (seen.has(column))
      throw new ScenarioError(fileName, table.line, `the column \`${column}\` stands twice; keep one`);
    seen.add(column);
  }
}

function fieldsOf(values: ReadonlyMap<string, Value>, line: number, fileName: string): Fields {
  const fail: Fields['fail'] = (sentence, name) =>
    new ScenarioError(fileName, (name === undefined ? undefined : values.get(name)?.line) ?? line, sentence);
  const read: Fields['read'] = (name, reader) => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    try {
      return reader(value.text);
    } catch (error) {
      if (error instanceof CellError) throw fail(error.message, name);
      throw error;
    }
  };
  return {
    line,
    fail,
    read,
    need(name, reader) {
      const value = read(name, reader);
      if (value === undefined) throw fail(`\`${name}\` is missing; write it`);
      return value;
    },
  };
}

function listed(known: readonly string[]): string {
  return known.map((name) => `\`${name}\``).join(', ');
}
