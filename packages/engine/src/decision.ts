import type { CallResult } from './call-result.ts';
import type { NextAllowed } from './next-allowed.ts';
import { factsJson, sentenceOf } from './reason.ts';
import { formatInstant, formatLocalMs } from './time/local-time.ts';
import type { Instant } from './time/instant.ts';
import type { Verdict } from './verdict.ts';

/** The answer to one request (S1, S4). */
export interface Decision {
  readonly decision: 'allowed' | 'blocked';
  readonly at: Instant;
  /** Null where the request is allowed now. */
  readonly nextAllowedAt: NextAllowed | null;
  /** Every rule's answer, in the order of S3. */
  readonly verdicts: readonly Verdict[];
  /** The first verdict that is not a pass; null where the request is allowed. */
  readonly deciding: Verdict | null;
  readonly callResult: CallResult | null;
  /** The request's own zones (S8) with their wall clocks; empty where they are not known. */
  readonly zones: readonly ShownZone[];
  readonly ruleset: string;
  readonly versions: DecisionVersions;
}

/** One of the request's zones. */
export interface ShownZone {
  readonly zone: string;
  readonly from: 'contact' | 'device' | 'organization';
  /** The wall clock there, as milliseconds since 1970-01-01T00:00 of that same wall clock. */
  readonly localMs: number;
}

/** A decision without the next allowed instant. */
export type Judgement = Omit<Decision, 'nextAllowedAt'>;

/** What the answer depends on besides its facts (S31). */
export interface DecisionVersions {
  readonly engine: string;
  readonly zones: string;
  readonly numbers: string;
}

/** A verdict on the wire. */
export interface VerdictJson {
  readonly kind: string;
  readonly ruleId: string | null;
  readonly rule: string;
  readonly verdict: 'pass' | 'block' | 'error';
  readonly code: string;
  readonly sentence: string;
  readonly facts: unknown;
}

/** A decision on the wire and in the record. Instants are RFC 3339 in UTC; the members always stand in this order. */
export interface DecisionJson {
  readonly decision: 'allowed' | 'blocked';
  readonly at: string;
  /** An instant, `never`, `unknown`, or null where the request is allowed. */
  readonly nextAllowedAt: string | null;
  readonly deciding: VerdictJson | null;
  /** The other verdicts that block. */
  readonly blocking: readonly VerdictJson[];
  readonly dispositionCode: string | null;
  readonly callResult: string | null;
  readonly zones: readonly {
    readonly zone: string;
    readonly from: ShownZone['from'];
    readonly local: string;
  }[];
  readonly ruleset: string;
  readonly versions: DecisionVersions;
}

/** The decision as it is sent and recorded: the same decision gives the same bytes when serialized. */
export function decisionJson(decision: Decision): DecisionJson {
  const { deciding } = decision;
  return {
    decision: decision.decision,
    at: formatInstant(decision.at),
    nextAllowedAt:
      typeof decision.nextAllowedAt === 'number'
        ? formatInstant(decision.nextAllowedAt)
        : decision.nextAllowedAt,
    deciding: deciding === null ? null : verdictJson(deciding),
    blocking: decision.verdicts
      .filter((verdict) => verdict.verdict !== 'pass' && verdict !== deciding)
      .map(verdictJson),
    dispositionCode: deciding?.dispositionCode ?? null,
    callResult: decision.callResult,
    zones: decision.zones.map(({ zone, from, localMs }) => ({ zone, from, local: formatLocalMs(localMs) })),
    ruleset: decision.ruleset,
    versions: decision.versions,
  };
}

/** A verdict as it is sent and recorded. */
export function verdictJson({ kind, ruleId, rule, verdict, reason }: Verdict): VerdictJson {
  return {
    kind,
    ruleId,
    rule,
    verdict,
    code: reason.code,
    sentence: sentenceOf(reason),
    facts: factsJson(reason),
  };
}
