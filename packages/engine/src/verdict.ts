import type { CallResult } from './call-result.ts';
import type { RuleId } from './ids.ts';
import type { Reason } from './reason.ts';

/** The kinds of condition, in the order in which their verdicts are given (S3). */
export const RULE_KINDS = [
  'opt-out',
  'suppression-list',
  'account-status',
  'contact-dates',
  'location',
  'contact-times',
  'attempt',
  'custom',
] as const;
/** A kind of condition. */
export type RuleKind = (typeof RULE_KINDS)[number];

/** Who a verdict speaks for: what the reader looks up. */
export interface RuleName {
  readonly kind: RuleKind;
  readonly ruleId: RuleId | null;
  readonly rule: string;
  /** Stamped on the attempt when this rule decides (seed A2); null: the call result of its kind is the treatment's key. */
  readonly dispositionCode: string | null;
}

/** One rule's answer for one request (S1). `error` blocks as `block` does (S3). */
export type Verdict = RuleName & { readonly verdict: 'pass' | 'block' | 'error'; readonly reason: Reason };

/**
 * A verdict. INVARIANT: all are made here and so have one shape, in which an engine of JavaScript finds a field at once; the verdicts of a decision
 * come from rules of eight kinds, and each is read.
 */
export function verdictOf(
  { kind, ruleId, rule, dispositionCode }: RuleName,
  verdict: Verdict['verdict'],
  reason: Reason,
): Verdict {
  return { kind, ruleId, rule, dispositionCode, verdict, reason };
}

/** The call result of a decision that a rule of this kind decides (S4). */
export function callResultOfKind(kind: RuleKind): CallResult {
  switch (kind) {
    case 'opt-out':
    case 'suppression-list':
    case 'custom':
      return 'Do Not Call';
    case 'account-status':
    case 'contact-dates':
    case 'location':
    case 'contact-times':
    case 'attempt':
      return 'Cancel Record';
  }
}
