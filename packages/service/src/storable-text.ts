/** How the escapes look that may spell a text which cannot be stored; where none is in a JSON text, nothing needs to be looked at. */
export const SUSPECT_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** What is said of such a text. */
export const UNSTORABLE_SENTENCE =
  'it holds a NUL, or half of a surrogate pair, which no text may; take the character out';

/**
 * The JSON pointer of a text, or of what has such a name of a field, that PostgreSQL could not keep as it is; undefined where all can be
 * kept. However deep the value is.
 */
export function unstorableAt(value: unknown): string | undefined {
  const left: { readonly value: unknown; readonly path: string }[] = [{ value, path: '' }];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { value: inner, path } = one;
    if (typeof inner === 'string' && !isStorable(inner)) return path;
    if (typeof inner !== 'object' || inner === null) continue;
    for (const [name, field] of Object.entries(inner)) {
      if (!isStorable(name)) return path;
      left.push({ value: field, path: `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` });
    }
  }
  return undefined;
}

/** What is said of a cell of a file with such a text. */
export const UNSTORABLE_CELL_SENTENCE =
  'the cell holds a zero character, or half of another one; check how the file was written, and leave it out';

/** The text with a sign in the place of what could not be kept. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}

/** Whether PostgreSQL keeps the text as it is, in a column and in JSON. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
