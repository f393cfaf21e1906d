/** One place in which two values differ. */
export interface Difference {
  /** A JSON pointer; empty: the whole. */
  readonly path: string;
  /** As JSON; undefined where there is nothing. */
  readonly recorded: string | undefined;
  readonly recomputed: string | undefined;
}

/** Differences that are told: enough to see what happened. */
const DIFFERENCES_MAX = 20;

/** Where two JSON values differ, in the order of the first; the same members in another order are told as one difference. */
export function differencesOf(recorded: unknown, recomputed: unknown): readonly Difference[] {
  const found: Difference[] = [];
  compare(recorded, recomputed, '', found);
  if (found.length === 0 && JSON.stringify(recorded) !== JSON.stringify(recomputed))
    found.push({ path: '', recorded: 'other order of members', recomputed: JSON.stringify(recomputed) });
  return found;
}

function compare(one: unknown, other: unknown, path: string, found: Difference[]): void {
  if (found.length >= DIFFERENCES_MAX || Object.is(one, other)) return;
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)]))
      compare(one[key], other[key], `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found);
    return;
  }
  found.push({ path, recorded: textOf(one), recomputed: textOf(other) });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
