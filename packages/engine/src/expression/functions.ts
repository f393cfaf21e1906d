import { boundedText, type Value } from './value.ts';

/** The methods of texts that exist: JavaScript's own, called on a text that the expression has. */
export const TEXT_METHODS: Readonly<
  Record<
    string,
    {
      readonly argumentsMax: number;
      readonly givesBoolean: boolean;
      call(text: string, args: readonly Value[]): Value;
    }
  >
> = {
  includes: {
    argumentsMax: 2,
    givesBoolean: true,
    call: (text, [part, from]) => text.includes(String(part), from as number | undefined),
  },
  startsWith: {
    argumentsMax: 2,
    givesBoolean: true,
    call: (text, [part, from]) => text.startsWith(String(part), from as number | undefined),
  },
  endsWith: {
    argumentsMax: 2,
    givesBoolean: true,
    call: (text, [part, end]) => text.endsWith(String(part), end as number | undefined),
  },
  indexOf: {
    argumentsMax: 2,
    givesBoolean: false,
    call: (text, [part, from]) => text.indexOf(String(part), from as number | undefined),
  },
  charAt: { argumentsMax: 1, givesBoolean: false, call: (text, [index]) => text.charAt(index as number) },
  slice: {
    argumentsMax: 2,
    givesBoolean: false,
    call: (text, [from, to]) => text.slice(from as number | undefined, to as number | undefined),
  },
  substring: {
    argumentsMax: 2,
    givesBoolean: false,
    call: (text, [from, to]) => text.substring(from as number, to as number | undefined),
  },
  toLowerCase: { argumentsMax: 0, givesBoolean: false, call: (text) => boundedText(text.toLowerCase()) },
  toUpperCase: { argumentsMax: 0, givesBoolean: false, call: (text) => boundedText(text.toUpperCase()) },
  trim: { argumentsMax: 0, givesBoolean: false, call: (text) => text.trim() },
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
    call: (list, [value, from]) => list.indexOf(value, from === undefined ? 0 : (from as number)),
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
  getDay: { granularity: 'day', read: (clock) => clock.date().getUTCDay() },
  getHours: { granularity: 'hour', read: (clock) => clock.date().getUTCHours() },
  getMinutes: { granularity: 'minute', read: (clock) => clock.date().getUTCMinutes() },
  getSeconds: { granularity: 'finer', read: (clock) => clock.date().getUTCSeconds() },
  getMilliseconds: { granularity: 'finer', read: (clock) => clock.date().getUTCMilliseconds() },
  getTime: { granularity: 'finer', read: (clock) => clock.instantMs },
  getTimezoneOffset: {
    granularity: 'day',
    read: (clock) => (clock.instantMs - clock.localMs) / 60_000 || 0,
  },
};

/** The decision's instant on the wall clock of one zone. */
export interface WallClock {
  readonly instantMs: number;
  readonly localMs: number;
  /** A date whose UTC fields are the wall clock's: JavaScript's calendar arithmetic without its zone. */
  date(): Date;
}

/** The wall clock of an offset at an instant. */
export function wallClock(instantMs: number, localMs: number): WallClock {
  let date: Date | undefined;
  return { instantMs, localMs, date: () => (date ??= new Date(localMs)) };
}
