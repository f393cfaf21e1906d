import {
  allowedWindows,
  closedSpans,
  DAY_MS,
  type AllowedWindows,
  type ClosedSpan,
  type Decision,
  type Instant,
  type Ruleset,
} from '@tact/engine';
import type { Refused } from './question.ts';
import { refused, type Resolved } from './resolve.ts';

/** What comes of asking when a device could be contacted. A refusal is a bad request, in the caller's words. */
export type WindowsAnswer = FoundWindows | Refused;

/** The spans in which a question would be allowed if nothing happened in between: no attempt, no new rule, no opt-out. */
export interface FoundWindows {
  readonly answered: true;
  /** The answer at the first instant, unrecorded: its zones, ruleset and versions are those of the windows. */
  readonly decision: Decision;
  readonly until: Instant;
  readonly windows: AllowedWindows;
  /** What lies between, with the rule that decides there. */
  readonly closed: readonly ClosedSpan[];
}

/** The windows of a resolved question from its instant on, over so many times 24 hours. */
export function windowsOf(
  { request, facts }: Resolved,
  ruleset: Ruleset,
  decision: Decision,
  days: number,
): WindowsAnswer {
  const until = (facts.at + days * DAY_MS) as Instant;
  if (until >= ruleset.zoneTable.endsAtUtc)
    return refused('instant_out_of_range', 'the days reach beyond the zone table; ask for fewer', '/days');
  const windows = allowedWindows(request, ruleset, facts, until);
  const closed = closedSpans(request, ruleset, facts, windows, until);
  return { answered: true, decision, until, windows, closed };
}
