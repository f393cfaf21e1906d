/**
 * The object that a text of JSON holds; undefined where it holds something else, or is none. What is checked may be forged or damaged: nothing of it is
 * taken for what it should be.
 */
export function objectInText(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value as an object; undefined: it is none. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
