/**
 * The beginning of a value's JSON, up to so many characters, with `…` at its end where it is longer; a text stands as it is, without quotes. It takes no more
 * time for a value of a million fields, or of fifty thousand levels, than for one that fills those characters. `nothing` for undefined.
 */
export function shortJson(value: unknown, charactersMax: number): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : beginningOf(value, charactersMax + 1);
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text;
}

/** At least so many characters of a value's JSON; all of it where it is shorter. Each level writes a character, so that it never goes deeper than that. */
function beginningOf(value: unknown, enough: number): string {
  if (enough <= 0) return '';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, enough));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  for (const name in value) {
    if (text.length >= enough) return text;
    if (text.length > 1) text += ',';
    if (!isList) text += `${JSON.stringify(name.slice(0, enough))}:`;
    text += beginningOf((value as Readonly<Record<string, unknown>>)[name], enough - text.length);
  }
  return `${text}${isList ? ']' : '}'}`;
}
