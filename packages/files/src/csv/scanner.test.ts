import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { CsvError, CsvScanner, ROW_BYTES_MAX } from './scanner.ts';

const isNotEmpty = (row: readonly string[]) => row.length > 1 || row[0] !== '';

/** Reads a text cut into chunks of so many bytes. */
function read(
  text: string,
  delimiter = ',',
  chunkBytes = 1 << 20,
): { rows: string[][]; lines: number[]; problems: string[] } {
  const bytes = Buffer.from(text);
  const scanner = new CsvScanner(delimiter);
  const rows: string[][] = [];
  const lines: number[] = [];
  const problems: string[] = [];
  const take = (chunk: Buffer, isLast: boolean) => {
    for (const row of scanner.rowsOf(chunk, isLast)) {
      rows.push(Array.from({ length: row.fieldCount }, (_, index) => row.text(index)));
      lines.push(row.line);
      if (row.problem !== null) problems.push(row.problem);
    }
  };
  for (let at = 0; at < bytes.length; at += chunkBytes) take(bytes.subarray(at, at + chunkBytes), false);
  take(Buffer.alloc(0), true);
  return { rows, lines, problems };
}

describe('rows and fields', () => {
  test.each<[string, string, string[][]]>([
    [
      'LF at the end of each line',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'CR alone',
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a last line without an end',
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a delimiter inside quotes', '"a,1",b\n', [['a,1', 'b']]],
    ['a line break inside quotes', '"a\r\n1",b\n', [['a\r\n1', 'b']]],
    ['doubled quotes', '"say ""no""",b\n', [['say "no"', 'b']]],
    ['a quoted empty field', '""\n', [['']]],
    ['empty fields', ',,\n', [['', '', '']]],
    ['a field that ends the file empty', 'a,', [['a', '']]],
    ['a quote inside a plain field is a character', 'a"b,c\n', [['a"b', 'c']]],
    ['rows without a character are left out', '\na\n\n\r\nb\n', [['a'], ['b']]],
    ['spaces after a closing quote are nothing', '"a"  ,b\n', [['a', 'b']]],
    ['letters beyond ASCII', 'Zoë,"Łódź, 1"\n', [['Zoë', 'Łódź, 1']]],
    ['no rows', '', []],
  ])('%s', (_, text, rows) => {
    for (const chunkBytes of [1, 2, 3, 7, 1000]) expect(read(text, ',', chunkBytes).rows).toEqual(rows);
  });

  test.each([';', '\t', '|'])('the delimiter %j', (delimiter) => {
    expect(read(`a${delimiter}"b,${delimiter}"\n`, delimiter).rows).toEqual([['a', `b,${delimiter}`]]);
  });

  test('a row knows the line on which it begins', () => {
    expect(read('a\n"b\nb"\r\n\nc\rd\n', ',', 1).lines).toEqual([1, 2, 5, 6]);
  });

  test('a row with many fields', () => {
    const fields = Array.from({ length: 1000 }, (_, index) => `f${index}`);
    expect(read(`${fields.join(',')}\n`).rows).toEqual([fields]);
  });
});

describe('broken quotes', () => {
  test('text after a closing quote is told with its row, and the next row is whole', () => {
    const { rows, problems } = read('"a"b,c\nd,e\n');
    expect(problems).toHaveLength(1);
    expect(rows[1]).toEqual(['d', 'e']);
  });

  test('a quote that is never closed is an error that names the line', () => {
    expect(() => read('a\n"b\nc\n')).toThrow(
      new CsvError('the quote in the row that begins on line 2 is never closed', 2),
    );
  });

  test('a row without end is refused before it fills the memory', () => {
    expect(() => read(`a\n"${'x'.repeat(ROW_BYTES_MAX * 2)}`, ',', 65_536)).toThrow(CsvError);
  });
});

test('any table, written by papaparse, is read as papaparse reads it, whatever the chunks', () => {
  const field = fc.string({
    unit: fc.constantFrom('a', ' ', ',', ';', '"', '\n', '\r', 'é', '€', '𐍈', '0'),
    maxLength: 6,
  });
  const table = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.integer({ min: 1, max: 9 }),
      (rows, delimiter, newline, chunkBytes) => {
        const text = Papa.unparse(rows, { delimiter, newline, quotes: true });
        const oracle = Papa.parse<string[]>(text, { delimiter, newline, skipEmptyLines: false }).data;
        expect(read(text, delimiter, chunkBytes).rows).toEqual(oracle);
      },
    ),
    { numRuns: 500 },
  );
});

test('any unquoted or half-quoted text that papaparse reads without an error is read alike', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n'), maxLength: 24 });
  let compared = 0;
  fc.assert(
    fc.property(text, (written) => {
      const oracle = Papa.parse<string[]>(written, { delimiter: ',', newline: '\n' });
      fc.pre(oracle.errors.length === 0);
      compared++;
      const { rows, problems } = read(written, ',', 2);
      // A quoted empty field on a line of its own is a row here and a line without a character is not; papaparse tells neither apart.
      expect(rows.filter(isNotEmpty)).toEqual(oracle.data.filter(isNotEmpty));
      expect(problems).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
  expect(compared).toBeGreaterThan(100);
});
