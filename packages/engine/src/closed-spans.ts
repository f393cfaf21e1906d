import type { Facts } from './facts.ts';
import type { ContactRequest } from './request.ts';
import type { Ruleset } from './ruleset.ts';
import { situationOf, type CompiledRule, type CompiledRules, type Situation } from './situation.ts';
import type { Instant } from './time/instant.ts';
import type { Verdict } from './verdict.ts';
import type { AllowedSpan, AllowedWindows } from './windows.ts';

/** A span in which a request would be blocked, half-open, with the verdict that decides at its beginning (S3). */
export interface ClosedSpan extends AllowedSpan {
  readonly deciding: Verdict;
}

/** How many pieces closed spans are told in at most; what is beyond is told as one with the last. */
const PIECES_MAX = 5_000;

/**
 * What lies between the allowed spans of the same request, ruleset and facts, cut wherever another rule decides: each piece names the first
 * rule that does not pass, which is the one that a decision at that instant names. Ascending. Nothing is told from `unknownFrom` on.
 */
export function closedSpans(
  request: ContactRequest,
  ruleset: Ruleset,
  facts: Facts,
  { spans, unknownFrom }: AllowedWindows,
  until: Instant,
): readonly ClosedSpan[] {
  const { clock, zoneTable, factsNeeded } = ruleset;
  const situation = situationOf(request, facts, clock, zoneTable, factsNeeded.lookBackMs);
  const end = unknownFrom ?? until;
  const closed: ClosedSpan[] = [];
  let at = facts.at;
  for (const span of [...spans, { from: end, until: end }]) {
    addGap(closed, situation, ruleset, at, span.from);
    at = span.until;
  }
  return closed;
}

function addGap(
  closed: ClosedSpan[],
  situation: Situation,
  { rules }: Ruleset,
  from: Instant,
  until: Instant,
): void {
  let at = from;
  while (at < until) {
    const place = rules.findIndex((rule) => blockOf(rule, situation, at) !== undefined);
    const rule = rules[place];
    const deciding = rule === undefined ? undefined : blockOf(rule, situation, at);
    if (rule === undefined || deciding === undefined) return;
    const last = closed.at(-1);
    const isSame = last?.until === at && isSameRule(last.deciding, deciding);
    // An earlier rule that begins to block takes over; NaN and what lies behind the gap end with the gap.
    const ends = [
      rule.opensAgainAt(situation, at),
      ...rules.slice(0, place).map((one) => one.passesUntil(situation, at)),
    ].filter((one) => one > at && one < until);
    const piecesLeft = closed.length < PIECES_MAX;
    const pieceEnd = (piecesLeft ? Math.min(until, ...ends) : until) as Instant;
    if (isSame) closed[closed.length - 1] = { ...last, until: pieceEnd };
    else closed.push({ from: at, until: pieceEnd, deciding });
    at = pieceEnd;
  }
}

function blockOf(rule: CompiledRule | CompiledRules, situation: Situation, at: Instant): Verdict | undefined {
  const answer = rule.evaluate(situation, at);
  if (answer === null) return undefined;
  const verdicts: readonly Verdict[] = isOne(answer) ? [answer] : answer;
  return verdicts.find(({ verdict }) => verdict !== 'pass');
}

function isOne(answer: Verdict | readonly Verdict[]): answer is Verdict {
  return !Array.isArray(answer);
}

function isSameRule(one: Verdict, other: Verdict): boolean {
  return (
    one.kind === other.kind &&
    one.ruleId === other.ruleId &&
    one.rule === other.rule &&
    one.reason.code === other.reason.code
  );
}
