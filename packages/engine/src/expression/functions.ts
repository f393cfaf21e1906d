import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/instant.ts';
import { boundedText, type Value } from './value.ts';

/** The methods of texts that exist: JavaScript's own, called on a text that the expression has. */
export const TEXT_METHODS: Readonly<
  Record<
    string,
    {
      readonly givesBoolean: boolean;
      call(text: string, args: readonly Value[]): Value;
    }
  >
> = {
  includes: {
    givesBoolean: true,
    call: (text, [part, from]) => text.includes(String(part), from as number | undefined),
  },
  startsWith: {
    givesBoolean: true,
    call: (text, [part, from]) => text.startsWith(String(part), from as number | undefined),
  },
  endsWith: {
    givesBoolean: true,
    call: (text, [part, end]) => text.endsWith(String(part), end as number | undefined),
  },
  indexOf: {
    givesBoolean: false,
    call: (text, [part, from]) => text.indexOf(String(part), from as number | undefined),
  },
  charAt: { givesBoolean: false, call: (text, [index]) => text.charAt(index as number) },
  slice: {
    givesBoolean: false,
    call: (text, [from, to]) => text.slice(from as number | undefined, to as number | undefined),
  },
  substring: {
    givesBoolean: false,
    call: (text, [from, to]) => text.substring(from as number, to as number | undefined),
  },
  toLowerCase: { givesBoolean: false, call: (text) => boundedText(text.toLowerCase()) },
  toUpperCase: { givesBoolean: false, call: (text) => boundedText(text.toUpperCase()) },
  trim: { givesBoolean: false, call: (text) => text.trim() },
};

/** The methods of lists that exist. A list occurs only where one of these, or a counter, reads it. */
export const LIST_METHODS: Readonly<
  Record<
    string,
    { readonly givesBoolean: boolean; call(list: readonly Value[], args: readonly Value[]): Value }
  >
> = {
  includes: {
    givesBoolean: true,
    call: (list, [value, from]) => list.includes(value, from as number | undefined),
  },
  indexOf: {
    givesBoolean: false,
    call: (list, [value, from]) => list.indexOf(value, from as number | undefined),
  },
};

/** The members of `Math` that exist. There is no `Math.random` (S27). */
export const MATH: Readonly<Record<string, (...args: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  trunc: Math.trunc,
};

/** Plain functions. */
export const FUNCTIONS: Readonly<
  Record<string, { readonly givesBoolean: boolean; call(...args: readonly Value[]): Value }>
> = {
  Number: { givesBoolean: false, call: (...args) => (args.length === 0 ? 0 : Number(args[0])) },
  String: { givesBoolean: false, call: (...args) => (args.length === 0 ? '' : boundedText(String(args[0]))) },
  Boolean: { givesBoolean: true, call: (value) => Boolean(value) },
  isNaN: { givesBoolean: true, call: (value) => Number.isNaN(Number(value)) },
};

/** How fine a getter of `new Date()` divides time: what a search for the next allowed instant has to step by (S4). */
export type Granularity = 'day' | 'hour' | 'minute' | 'finer';

/** The getters of `new Date()`, each local to the request's zones (S27), and how to read it from the wall clock. */
export const DATE_GETTERS: Readonly<
  Record<string, { readonly granularity: Granularity; read(clock: WallClock): number }>
> = {
  getFullYear: { granularity: 'day', read: (clock) => clock.date().getUTCFullYear() },
  getMonth: { granularity: 'day', read: (clock) => clock.date().getUTCMonth() },
  getDate: { granularity: 'day', read: (clock) => clock.date().getUTCDate() },
  getDay: { granularity: 'day', read: weekdayOf },
  getHours: { granularity: 'hour', read: hourOf },
  getMinutes: { granularity: 'minute', read: (clock) => modulo(Math.floor(clock.localMs / MINUTE_MS), 60) },
  getSeconds: { granularity: 'finer', read: (clock) => modulo(Math.floor(clock.localMs / 1_000), 60) },
  getMilliseconds: { granularity: 'finer', read: (clock) => modulo(clock.localMs, 1_000) },
  getTime: { granularity: 'finer', read: (clock) => clock.instantMs },
  getTimezoneOffset: {
    granularity: 'day',
    read: (clock) => (clock.instantMs - clock.localMs) / MINUTE_MS || 0,
  },
};

/** The decision's instant on the wall clock of one zone. */
export class WallClock {
  readonly instantMs: number;
  readonly localMs: number;

  constructor(instantMs: number, localMs: number) {
    this.instantMs = instantMs;
    this.localMs = localMs;
  }

  /** A date whose UTC fields are the wall clock's: JavaScript's calendar arithmetic without its zone. */
  date(): Date {
    return new Date(this.localMs);
  }
}

/** The wall clock of an offset at an instant. */
export function wallClock(instantMs: number, localMs: number): WallClock {
  return new WallClock(instantMs, localMs);
}

/** The hour on the wall clock, 0 to 23. */
export function hourOf({ localMs }: WallClock): number {
  return modulo(Math.floor(localMs / HOUR_MS), 24);
}

/** The day of the week on the wall clock; 0: Sunday. */
export function weekdayOf({ localMs }: WallClock): number {
  // 1970-01-01 was a Thursday.
  return modulo(Math.floor(localMs / DAY_MS) + 4, 7);
}

/** The remainder that is never negative: there were days before 1970. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
