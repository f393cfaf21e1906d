import { counted } from '../counted.ts';

/** The file that says which rows are bad, and of how many; there is none where it is of none. */
export interface KeptBadRows {
  readonly path: string;
  readonly kept: number;
}

/** How many rows are bad, and where it says why. */
export function badRowsText(bad: number, { path, kept }: KeptBadRows): string {
  const which = kept < bad ? `says so of the first ${counted(kept)}` : 'says why';
  return `${counted(bad)} ${bad === 1 ? 'row is' : 'rows are'} bad and left out; \`${path}\` ${which}: mend them and import them again`;
}
