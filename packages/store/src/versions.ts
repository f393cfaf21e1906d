import { StoreError } from './errors.ts';

/** Refuses a change that was made on another version than the one that is there (two people editing the same thing). */
export function assertVersion(what: string, current: number, named: number): void {
  if (current !== named) {
    throw new StoreError(
      'version_conflict',
      `the ${what} is at version \`${current}\` by now, and the change was made on \`${named}\`; load it again`,
    );
  }
}
