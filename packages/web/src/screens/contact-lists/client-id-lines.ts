/** A line of a file or of what was typed, counted from 1, and the client id in it. */
export interface ClientIdLine {
  readonly line: number;
  readonly clientId: string;
}

/** The heading of a column of client ids, in any spelling. */
const HEADING = /^client[ _-]?id$/i;

/**
 * The client ids of text that comes in pieces, one a line: the first cell, with or without quotes. Empty lines say nothing, nor does a
 * heading in the first one. Holds no more than a line.
 */
export async function* clientIdLines(pieces: AsyncIterable<string>): AsyncGenerator<ClientIdLine> {
  let line = 0;
  let rest = '';
  const read = (text: string): readonly ClientIdLine[] => {
    line += 1;
    const clientId = firstCell(text);
    return clientId === '' || (line === 1 && HEADING.test(clientId)) ? [] : [{ line, clientId }];
  };
  for await (const piece of pieces) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const text of lines) yield* read(text);
  }
  yield* read(rest);
}

/** The first cell of a line; a quoted one may hold the sign that parts cells, and doubled quotes. */
function firstCell(line: string): string {
  const text = line.trim();
  const quoted = /^"((?:[^"]|"")*)"/.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('""', '"').trim();
  return (/^[^,;\t|]*/.exec(text)?.[0] ?? '').trim();
}

/** Things in groups of at most so many. */
export async function* inGroups<Item>(
  items: AsyncIterable<Item>,
  itemsMax: number,
): AsyncGenerator<readonly Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < itemsMax) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
