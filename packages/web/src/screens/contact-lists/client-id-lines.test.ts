import { describe, expect, test } from 'vitest';
import { clientIdLines, inGroups } from './client-id-lines.ts';

async function* piecesOf(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

const CASES: readonly (readonly [name: string, pieces: readonly string[], expected: readonly string[]])[] = [
  ['one a line', ['A-1\nA-2\n'], ['1 A-1', '2 A-2']],
  ['without an end of the last line', ['A-1\r\nA-2'], ['1 A-1', '2 A-2']],
  ['cut anywhere', ['A', '-1\r', '\nA-', '2'], ['1 A-1', '2 A-2']],
  ['empty lines count and say nothing', ['\n\nA-3\n  \n'], ['3 A-3']],
  ['a heading is left out', ['client_id,name\nA-1,Ada'], ['2 A-1']],
  ['in the first line alone', ['A-1\nclient id'], ['1 A-1', '2 client id']],
  ['the first cell, whatever parts them', ['A-1;x\nA-2\ty\nA-3|z'], ['1 A-1', '2 A-2', '3 A-3']],
  ['a quoted cell', ['"A,1","x"\n"say ""hi"""'], ['1 A,1', '2 say "hi"']],
  ['nothing', [''], []],
];

test.each(CASES)('client ids: %s', async (_, pieces, expected) => {
  const lines = await all(clientIdLines(piecesOf(pieces)));
  expect(lines.map(({ line, clientId }) => `${line} ${clientId}`)).toEqual(expected);
});

describe('groups', () => {
  test('hold so many at most, and the last what is left', async () => {
    expect(await all(inGroups(piecesOf(['a', 'b', 'c', 'd', 'e']), 2))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    expect(await all(inGroups(piecesOf([]), 2))).toEqual([]);
  });
});
