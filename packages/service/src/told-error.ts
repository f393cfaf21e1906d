/**
 * What a log says of an error: what it is called and where it broke, and never its message. A message may repeat a number, a name or a
 * secret (house rule 6); whoever needs it asks for the log level `debug`.
 */

/** How many places of a stack are told. */
const PLACES_MAX = 12;

/** The name of an error, such as `TypeError`; `unknown` for what is thrown and is none. */
export function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

/** What a fault is called: the five characters of an error of PostgreSQL (SQLSTATE, such as `XX001`), else the name of the error. */
export function nameOfFault(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) ? code : nameOfError(error);
}

/** Where an error broke: the first places of its stack, without the message above them. Empty where there is none. */
export function placesOfError(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, PLACES_MAX)
    .map((line) => line.trim());
}
