import { LIMITS } from './limits.ts';
import type { Ruleset } from './ruleset.ts';
import type { Situation } from './situation.ts';
import { DAY_MS, type Instant } from './time/instant.ts';

/** The next instant at which a request would be allowed if nothing else happened; `never` and `unknown` as S4 says. */
export type NextAllowed = Instant | 'never' | 'unknown';

/**
 * Finds the earliest instant, not before `from`, at which every rule passes. Each rule says up to when it blocks throughout, so the
 * search leaps from end to end and never over an opening.
 */
export function nextAllowed(situation: Situation, ruleset: Ruleset, from: Instant): NextAllowed {
  let at = from;
  let searchEndsAt = from + LIMITS.searchDaysMax * DAY_MS;
  for (let step = 0; step < LIMITS.searchStepsMax; step++) {
    let opensAt: number = at;
    for (const rule of ruleset.rules) {
      const ruleOpensAt = rule.opensAgainAt(situation, at);
      if (ruleOpensAt === Infinity) return 'never';
      // An end that is known once and for all is no search, however far away: the search goes on from there (S4).
      if (!rule.recurs && ruleOpensAt > at)
        searchEndsAt = Math.max(searchEndsAt, ruleOpensAt + LIMITS.searchDaysMax * DAY_MS);
      opensAt = Math.max(opensAt, ruleOpensAt);
    }
    if (opensAt >= ruleset.zoneTable.endsAtUtc || opensAt > searchEndsAt) return 'unknown';
    if (opensAt === at) return at;
    at = opensAt as Instant;
  }
  return 'unknown';
}
