import { usage } from './failure.ts';

/** The word that an option names; null where it was not given. Throws a usage failure where it is none of them. */
export function oneOf<const Word extends string>(words: readonly Word[], option: string, given: string): Word;
export function oneOf<const Word extends string>(
  words: readonly Word[],
  option: string,
  given: string | undefined,
): Word | null;
export function oneOf<const Word extends string>(
  words: readonly Word[],
  option: string,
  given: string | undefined,
): Word | null {
  if (given === undefined) return null;
  const found = words.find((word) => word === given);
  if (found === undefined) throw usage(`${option} \`${given}\` is none; choose ${words.join(', ')}`);
  return found;
}
