import { ApiError } from '@tact/api';
import type { Member } from './model.ts';

/** Two contacts that share one device. */
export interface HouseholdName {
  readonly index: number;
  readonly clientIds: readonly [string, string];
  /** The number of the device. */
  readonly number: string;
}

/** What was called. `tag`: a text that stands in what the call leaves behind, so that it can be found there. */
export type Made =
  | { readonly kind: 'reserve' | 'ask'; readonly household: number; readonly of: Member }
  | { readonly kind: 'release'; readonly household: number; readonly of: Member; readonly attemptId: string }
  | {
      readonly kind: 'opt-out';
      readonly household: number;
      readonly of: Member;
      readonly contactOnly: boolean;
      readonly tag: string;
    }
  | {
      readonly kind: 'lift';
      readonly household: number;
      readonly of: Member;
      readonly contactOnly: boolean;
      readonly tag: string;
    }
  | { readonly kind: 'limit'; readonly limit: number; readonly tag: string }
  | { readonly kind: 'list'; readonly numbers: ReadonlySet<string>; readonly tag: string };

/** What came back: an answer; a refusal, which changed nothing; or nothing that says what happened. */
export type Reply =
  | { readonly came: 'answer'; readonly answer: string | null; readonly attemptId: string | null }
  | { readonly came: 'refusal'; readonly code: string }
  | { readonly came: 'unknown'; readonly code: string };

/** One call with its times, milliseconds of the simulation's own clock, which no fault moves. */
export interface Recorded {
  readonly made: Made;
  readonly node: string;
  readonly calledAtMs: number;
  readonly endedAtMs: number;
  readonly reply: Reply;
}

/** All that was called in one era, in the order of the answers. */
export interface History {
  readonly calls: readonly Recorded[];
  /** Makes a call and writes down what came of it; the work gives what was answered. Never throws for a failure of the service. */
  record(
    made: Made,
    node: string,
    work: () => Promise<Partial<Pick<Answered, 'answer' | 'attemptId'>>>,
  ): Promise<Reply>;
}
type Answered = Extract<Reply, { readonly came: 'answer' }>;

/** An empty history. */
export function newHistory(): History {
  const calls: Recorded[] = [];
  return {
    calls,
    async record(made, node, work) {
      const calledAtMs = performance.now();
      const reply = await work().then(
        ({ answer = null, attemptId = null }): Reply => ({ came: 'answer', answer, attemptId }),
        failureOf,
      );
      calls.push({ made, node, calledAtMs, endedAtMs: performance.now(), reply });
      return reply;
    },
  };
}

/** A refusal of the service changed nothing. Of all else (its own faults, a broken connection, no answer in time) nobody knows. */
function failureOf(error: unknown): Reply {
  if (error instanceof ApiError)
    return { came: error.status < 500 ? 'refusal' : 'unknown', code: error.code };
  if (error instanceof Error) return { came: 'unknown', code: error.name };
  throw error;
}
