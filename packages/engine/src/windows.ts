import { nextAllowed } from './next-allowed.ts';
import type { Facts } from './facts.ts';
import type { ContactRequest } from './request.ts';
import type { Ruleset } from './ruleset.ts';
import { situationOf, type Situation } from './situation.ts';
import type { Instant } from './time/instant.ts';

/** A span in which a request would be allowed, half-open. */
export interface AllowedSpan {
  readonly from: Instant;
  readonly until: Instant;
}

/** The spans in which a request would be allowed, if nothing else happened. */
export interface AllowedWindows {
  /** Ascending; they do not touch. */
  readonly spans: readonly AllowedSpan[];
  /** From this instant on it could not be told (a rule with a clock finer than a minute); null: all of the time that was asked for is covered. */
  readonly unknownFrom: Instant | null;
}

/** How many pieces the spans are put together from at most: enough for a rule that changes its mind each minute for a month. */
const PIECES_MAX = 50_000;

/**
 * The spans from the facts' instant on, up to `until`, in which the request would be allowed. Throws a `RangeError` where the zone table ends
 * before `until`, and as `decide` does.
 */
export function allowedWindows(
  request: ContactRequest,
  ruleset: Ruleset,
  facts: Facts,
  until: Instant,
): AllowedWindows {
  const { clock, zoneTable, factsNeeded } = ruleset;
  if (!(facts.at >= 0 && until < zoneTable.endsAtUtc))
    throw new RangeError(`the zone table ends at \`${zoneTable.endsAtUtc}\`, and with it all windows`);
  const situation = situationOf(request, facts, clock, zoneTable, factsNeeded.lookBackMs);
  const spans: AllowedSpan[] = [];
  let at = facts.at;
  for (let piece = 0; at < until; piece++) {
    const from = nextAllowed(situation, ruleset, at, ruleset.rules, until);
    if (from === 'never' || (from !== 'unknown' && from >= until)) return { spans, unknownFrom: null };
    if (from === 'unknown' || piece === PIECES_MAX) return { spans, unknownFrom: at };
    const passesUntil = allPassUntil(situation, ruleset, from);
    if (Number.isNaN(passesUntil)) return { spans, unknownFrom: from };
    at = Math.min(passesUntil, until) as Instant;
    const last = spans.at(-1);
    if (last?.until === from) spans[spans.length - 1] = { from: last.from, until: at };
    else spans.push({ from, until: at });
  }
  return { spans, unknownFrom: null };
}

function allPassUntil(situation: Situation, { rules }: Ruleset, at: Instant): number {
  // Math.min gives NaN as soon as one of them is NaN.
  return rules.reduce((until, rule) => Math.min(until, rule.passesUntil(situation, at)), Infinity);
}
