import {
  byCodePoints,
  type RuleKind,
  type RuleId,
  type Channel,
  type ClientId,
  type DeviceKey,
  type Instant,
} from '@tact/engine';

/** Which way something would have gone instead. */
export type Change = 'blocked' | 'allowed';

/** One attempt, or one question that was blocked, that would have gone another way. */
export interface BacktestExample {
  /** Of the attempt, or of the decision. */
  readonly id: string;
  readonly of: 'attempt' | 'blocked-question';
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly channel: Channel;
  /** The first of the request's clocks, as `YYYY-MM-DDTHH:MM`; empty where none is known. */
  readonly atLocal: string;
  readonly zone: string;
  /** Why: of what would be blocked the sentence of the rule that would block it, of what would be allowed that of the rule that blocked it. */
  readonly sentence: string;
}

/** What one rule would change. */
export interface RuleTally {
  readonly kind: RuleKind;
  /** Null for what is no rule: the organization's hours and limits. */
  readonly ruleId: RuleId | null;
  readonly rule: string;
  readonly change: Change;
  readonly count: number;
  /** The newest ones. */
  readonly examples: readonly BacktestExample[];
}

/** What a backtest has found so far. Tallies add up, in whatever order. */
export interface Tally {
  /** Outbound attempts that were looked at. */
  readonly attempts: number;
  /** Questions that were blocked, and were looked at. */
  readonly blockedQuestions: number;
  /** Attempts that could not be looked at: they lie outside the time that the zone table knows. */
  readonly skipped: number;
  readonly blockedMore: number;
  readonly allowedMore: number;
  /** By the first rule that makes the difference; those that change most come first. */
  readonly rules: readonly RuleTally[];
}

/** Examples that are kept for each rule and way. */
export const EXAMPLES_MAX = 5;

/** Nothing was looked at yet. */
export const EMPTY_TALLY: Tally = {
  attempts: 0,
  blockedQuestions: 0,
  skipped: 0,
  blockedMore: 0,
  allowedMore: 0,
  rules: [],
};

/** Adds two tallies up: the same whichever way the history is parted. */
export function addTallies(one: Tally, other: Tally): Tally {
  const rules = new Map<string, RuleTally>();
  for (const rule of [...one.rules, ...other.rules]) {
    const key = `${rule.change} ${rule.kind} ${rule.ruleId ?? ''} ${rule.rule}`;
    const known = rules.get(key);
    rules.set(
      key,
      known === undefined
        ? rule
        : {
            ...rule,
            count: known.count + rule.count,
            examples: newest([...known.examples, ...rule.examples]),
          },
    );
  }
  return {
    attempts: one.attempts + other.attempts,
    blockedQuestions: one.blockedQuestions + other.blockedQuestions,
    skipped: one.skipped + other.skipped,
    blockedMore: one.blockedMore + other.blockedMore,
    allowedMore: one.allowedMore + other.allowedMore,
    rules: [...rules.values()].sort(
      (a, b) => b.count - a.count || byCodePoints(a.rule, b.rule) || byCodePoints(a.change, b.change),
    ),
  };
}

/** A tally that grows. */
export interface GrowingTally {
  look(of: BacktestExample['of']): void;
  leaveOut(): void;
  /** The example is asked for only where it is one of the newest. */
  add(
    change: Change,
    rule: Pick<RuleTally, 'kind' | 'ruleId' | 'rule'>,
    at: Instant,
    example: () => BacktestExample,
  ): void;
  /** What it has come to since it was last taken. */
  take(): Tally;
}

/** Creates an empty one. */
export function growingTally(): GrowingTally {
  let [attempts, blockedQuestions, skipped, blockedMore, allowedMore] = [0, 0, 0, 0, 0];
  let rules = new Map<
    string,
    { rule: Omit<RuleTally, 'count' | 'examples'>; count: number; examples: BacktestExample[] }
  >();
  return {
    look(of) {
      if (of === 'attempt') attempts++;
      else blockedQuestions++;
    },
    leaveOut() {
      skipped++;
    },
    add(change, { kind, ruleId, rule }, at, example) {
      if (change === 'blocked') blockedMore++;
      else allowedMore++;
      const key = `${change} ${kind} ${ruleId ?? ''} ${rule}`;
      let known = rules.get(key);
      if (known === undefined) {
        known = { rule: { kind, ruleId, rule, change }, count: 0, examples: [] };
        rules.set(key, known);
      }
      known.count++;
      const oldest = known.examples.at(-1);
      if (known.examples.length < EXAMPLES_MAX || oldest === undefined || at >= oldest.at)
        known.examples = [...newest([...known.examples, example()])];
    },
    take() {
      const taken = addTallies(EMPTY_TALLY, {
        attempts,
        blockedQuestions,
        skipped,
        blockedMore,
        allowedMore,
        rules: [...rules.values()].map(({ rule, count, examples }) => ({ ...rule, count, examples })),
      });
      [attempts, blockedQuestions, skipped, blockedMore, allowedMore] = [0, 0, 0, 0, 0];
      rules = new Map();
      return taken;
    },
  };
}

function newest(examples: readonly BacktestExample[]): readonly BacktestExample[] {
  return examples.toSorted((a, b) => b.at - a.at || byCodePoints(b.id, a.id)).slice(0, EXAMPLES_MAX);
}
