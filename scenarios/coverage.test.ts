import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../packages/cli/src/scenario/parse-scenario.ts';

const FOLDER = import.meta.dirname;

/**
 * How many rows each table of the source products has, and how many statements each number of the semantics. A statement that is added there
 * is added here, and `coverage.md` must then say what shows it.
 */
const ROWS: Readonly<Record<string, number>> = {
  ...{ A2: 14, A3: 15, 'A3.1': 12, 'A3.2': 3, 'A3.3': 3, 'A3.4': 5, A4: 6, 'A4.1': 6, A5: 6, 'A5.1': 5 },
  ...{
    'A5.2': 6,
    A6: 16,
    A7: 9,
    'A7.1': 4,
    'A7.2': 2,
    'A7.3': 5,
    'A7.4': 1,
    'A7.5': 3,
    A8: 6,
    A10: 11,
    B2: 8,
  },
  ...{
    S1: 3,
    S2: 2,
    S3: 5,
    S4: 10,
    S5: 5,
    S6: 2,
    S7: 5,
    S8: 8,
    S9: 7,
    S10: 2,
    S11: 4,
    S12: 2,
    S13: 8,
    S14: 4,
  },
  ...{ S15: 7, S16: 12, S17: 4, S18: 6, S19: 2, S20: 7, S21: 5, S22: 5, S23: 1, S24: 3, S25: 3, S26: 3 },
  ...{ S27: 9, S28: 4, S29: 3, S33: 3 },
};

interface CoverageRow {
  readonly id: string;
  readonly shownIn: string;
  readonly cases: readonly string[];
}

/** The rows of all tables of the page, in their order. */
async function readCoverage(): Promise<readonly CoverageRow[]> {
  const text = await readFile(join(FOLDER, 'coverage.md'), 'utf8');
  return text.split('\n').flatMap((line) => {
    const [id = '', , shownIn = '', cases = ''] = line.split('|').map((cell) => cell.trim()).slice(1); // prettier-ignore
    return /^[ABS]\d/.test(id) ? [{ id, shownIn, cases: cases.split(' · ') }] : [];
  });
}

/** Whether a case is on a page, or a test in a file, by its name. */
async function whatIsThere(shownIn: string): Promise<(name: string) => boolean> {
  if (shownIn.endsWith('.test.ts')) {
    const text = await readFile(join(FOLDER, '..', shownIn), 'utf8');
    return (name) => text.includes(name);
  }
  const file = `${shownIn}.scenario.md`;
  const { cases } = parseScenario(await readFile(join(FOLDER, file), 'utf8'), file);
  const names = new Set(cases.map(({ name }) => name));
  return (name) => names.has(name);
}

const rows = await readCoverage();
const shownIns = [...new Set(rows.map(({ shownIn }) => shownIn))].toSorted();

describe('the page that says which case shows what', () => {
  test('has every row of every table, in order', () => {
    const expected = Object.entries(ROWS).flatMap(([table, count]) =>
      Array.from({ length: count }, (_, index) => `${table}-${index + 1}`),
    );
    expect([...new Set(rows.map(({ id }) => id))]).toEqual(expected);
  });

  test('has each statement of the semantics that is about deciding', () => {
    const numbers = [...Array.from({ length: 29 }, (_, index) => index + 1), 33];
    expect(Object.keys(ROWS).filter((table) => table.startsWith('S'))).toEqual(numbers.map((one) => `S${one}`)); // prettier-ignore
  });

  test.each(shownIns)('names nothing of %s that is not there', async (shownIn) => {
    const isThere = await whatIsThere(shownIn);
    const named = rows.filter((row) => row.shownIn === shownIn).flatMap(({ cases }) => cases);
    expect(named.filter((name) => name === '' || !isThere(name))).toEqual([]);
  });
});
