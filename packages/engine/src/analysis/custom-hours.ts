import { parseExpression } from '../expression/parse.ts';
import { conjunctsIn, type Expression } from './expression-tree.ts';
import { GETTER_RANGES, possibleValuesOf, type ClockShows } from './expression-values.ts';
import {
  ALWAYS_OPEN,
  intersection,
  joined,
  NEVER_OPEN,
  WEEK_MINUTES,
  type OpenMinutes,
} from './open-minutes.ts';
import { TRUE, TRUTHY, type Possible } from './possible-value.ts';

/** What the text of a custom rule's expression says of the requests that it allows. */
export interface CustomHours {
  /** False: it is never `true`, so it blocks every request (S28). */
  readonly canAllow: boolean;
  /** False: it is `true` for every request. */
  readonly canBlock: boolean;
  /** The minutes of a local week outside which it is never `true`; sound, not complete. */
  readonly openMinutes: OpenMinutes;
}

/** How many states of the clock are tried for one expression: a week by the minute. Beyond it, getters stand for all that they can give. */
const STATES_MAX = 10_080;
/** Whose values are tried one by one, those of a week first. */
const TRIED = ['getDay', 'getHours', 'getMinutes', 'getMonth', 'getDate'] as const;
/** The functions that stand for a getter. */
const GETTER_CALLS = /\b(getDay|getHours|getMinutes|getMonth|getDate|Weekday|LocalHour)\b/g;
const STANDS_FOR: Readonly<Record<string, string>> = { Weekday: 'getDay', LocalHour: 'getHours' };

/**
 * Tries every state of the clock that a condition can tell apart, for each of the conditions that the expression joins by `&&`. `budget` bounds how
 * many; where it is too small the answer is coarser, never wrong. An expression that does not parse allows nothing and blocks everything.
 */
export function customHoursOf(expression: string, budget = STATES_MAX): CustomHours {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return { canAllow: false, canBlock: true, openMinutes: NEVER_OPEN };
  const conjuncts = conjunctsIn(parsed.tree);
  const hours = conjuncts.map((conjunct, index) => {
    const text = expression.slice(conjunct.start, conjunct.end);
    // All but the last need only be truthy: `$name && …`.
    return hoursOf(conjunct, triedIn(text, budget), index < conjuncts.length - 1 ? TRUE | TRUTHY : TRUE);
  });
  const openMinutes = hours.reduce((open, one) => intersection(open, one.openMinutes), ALWAYS_OPEN);
  return {
    canAllow: openMinutes.length > 0,
    canBlock: hours.some(({ canBlock }) => canBlock),
    openMinutes,
  };
}

/** One condition, which lets through what comes to one of these bits. */
function hoursOf(
  condition: Expression,
  tried: readonly string[],
  lets: number,
): Pick<CustomHours, 'canBlock' | 'openMinutes'> {
  let canBlock = false;
  const open: number[] = [];
  for (const shows of statesOf(tried)) {
    const { bits } = possibleValuesOf(condition, shows);
    canBlock ||= (bits & ~lets) !== 0;
    if ((bits & lets) !== 0) open.push(...minutesShowing(shows));
  }
  return { canBlock, openMinutes: ascending(open) };
}

/** All that a part of an expression can come to, at any time. */
export function valuesAtAnyTime(tree: Expression): Possible {
  return possibleValuesOf(tree, new Map());
}

/** The getters whose values are tried one by one. */
function triedIn(expression: string, budget: number): readonly string[] {
  const read = new Set([...expression.matchAll(GETTER_CALLS)].map(([name]) => STANDS_FOR[name] ?? name));
  const tried: string[] = [];
  let states = 1;
  for (const name of TRIED) {
    const [low, high] = GETTER_RANGES[name] ?? [0, 0];
    if (!read.has(name) || states * (high - low + 1) > budget) continue;
    states *= high - low + 1;
    tried.push(name);
  }
  return tried;
}

function* statesOf(tried: readonly string[]): Generator<ClockShows> {
  const [name, ...others] = tried;
  if (name === undefined) {
    yield new Map();
    return;
  }
  const [low, high] = GETTER_RANGES[name] ?? [0, 0];
  for (let value = low; value <= high; value++)
    for (const shows of statesOf(others)) yield new Map([[name, [value, value]], ...shows]);
}

/** The minutes of a week at which the clock can show this. */
function minutesShowing(shows: ClockShows): number[] {
  const days = valuesOf(shows.get('getDay'), 0, 6);
  const hours = valuesOf(shows.get('getHours'), 0, 23);
  // Minutes of every hour would be thousands of spans, and no rule lives by them.
  const minute = shows.has('getHours') ? shows.get('getMinutes')?.[0] : undefined;
  const spans: number[] = [];
  for (const day of days) {
    // Sunday is day 0 of JavaScript and the last day of our week.
    const startsAt = ((day + 6) % 7) * 1_440;
    if (hours.length === 24 && minute === undefined) spans.push(startsAt, startsAt + 1_440);
    else
      for (const hour of hours) {
        const from = startsAt + hour * 60 + (minute ?? 0);
        spans.push(from, from + (minute === undefined ? 60 : 1));
      }
  }
  return spans;
}

function valuesOf(
  range: readonly [number, number] | undefined,
  low: number,
  high: number,
): readonly number[] {
  const [from, to] = range ?? [low, high];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Spans in their order, those that are the same or touch joined. */
function ascending(spans: readonly number[]): OpenMinutes {
  const starts = new Map<number, number>();
  for (let i = 0; i < spans.length; i += 2) starts.set(spans[i] ?? 0, spans[i + 1] ?? 0);
  const sorted = [...starts].toSorted(([one], [other]) => one - other).flat();
  const minutes = joined(sorted);
  return minutes.length === 2 && minutes[0] === 0 && minutes[1] === WEEK_MINUTES ? ALWAYS_OPEN : minutes;
}
