import type { CallResult } from '../call-result.ts';
import type { Channel } from '../device.ts';
import type { FactFunctionName } from './fact-functions.ts';
import type { Granularity, WallClock } from './functions.ts';
import type { Value } from './value.ts';

/**
 * All that an expression can reach while it is evaluated: nothing else exists for it (S29). A part that is left out is not known: a function
 * that reads it has no value (S27).
 */
export interface Surroundings {
  /** The value of `$name`; undefined and null are no value (S27), and so is everything that is no text, number or boolean. */
  field(name: string): Value;
  /** The attempts that a counter finds. */
  attempts(counter: Counter): number;
  /** Whole days since the contact was last talked to: `daysSince` of `lastConversationAtMs`; Infinity: never; undefined: it is not known. */
  daysSinceConversation?(): number | undefined;
  /** Where the request goes: `requestPlace` of its facts. */
  place?(): RequestPlace;
  /** Whether the contact has opted in to a channel; undefined: it is not known. */
  optedIn?(channel: OptInChannel): boolean | undefined;
  /** The name of the zone whose wall clock is read; null: no zone is known. */
  readonly zone: string | null;
  /**
   * The wall clock, to be read this finely: whoever evaluates learns by it how long the value stays as it is. A search for the next allowed
   * instant goes by that (S4), so nothing may read more finely than it says.
   */
  clock(granularity: Granularity): WallClock;
}

/** A channel, or the one that the request is for. */
export type OptInChannel = Channel | 'request';

/** Country (`US`) and state (`CA`, without its country) of a request; null: not known, or several are possible. */
export interface RequestPlace {
  readonly country: string | null;
  readonly state: string | null;
}

/** `AttemptsOnDevice` or `AttemptsOnContact` with its constant arguments: known before anything is decided, so the store can load for it. */
export interface Counter {
  readonly on: 'device' | 'contact';
  readonly periodMs: number;
  /** Null: all results. */
  readonly results: readonly CallResult[] | null;
}

/** What an expression reads, worked out from its text. */
export interface ExpressionReads {
  /** Names of `$name`, without the `$`. */
  readonly fields: ReadonlySet<string>;
  /** What is counted. `DaysSinceLastConversation()` adds one, so that what it looks at is loaded like the rest. */
  readonly counters: readonly Counter[];
  /** Getters of `new Date()`, and those that `LocalHour()` and `Weekday()` stand for. */
  readonly dateGetters: ReadonlySet<string>;
  /** The functions of facts that occur, such as `State` or `Zone`. */
  readonly functions: ReadonlySet<FactFunctionName>;
  /** The channels that `HasOptedIn(…)` asks for. */
  readonly optIns: ReadonlySet<OptInChannel>;
}
