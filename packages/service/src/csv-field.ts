/** A text as one field of a row of CSV: in quotes where it holds the delimiter, a quote or a line break (RFC 4180). */
export function csvField(text: string, delimiter = ','): string {
  return text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text as one field of CSV. Spreadsheets run what begins with `=`, `+`, `-`, `@`, a tab or a carriage return, so an apostrophe stands
 * before it, which they take for "this is text"; that is so for every number in E.164.
 */
export function safeCsvField(text: string): string {
  if (text === '') return text;
  const first = text.charCodeAt(0);
  const runs =
    first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 9 || first === 13;
  return csvField(runs ? `'${text}` : text);
}
