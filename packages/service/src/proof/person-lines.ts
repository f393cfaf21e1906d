import type { PersonPart } from '@tact/store';

/** Everything about a person as lines of JSON: what it is, and what is stored of it. */
export async function* personLines(parts: AsyncIterable<PersonPart>): AsyncGenerator<string> {
  for await (const { kind, rows } of parts) {
    let text = '';
    for (const row of rows) text += `${JSON.stringify({ kind, stored: withNames(row) })}\n`;
    yield text;
  }
}

/** The names of columns as the API writes names. What stands in them stays as it is. */
function withNames(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}
