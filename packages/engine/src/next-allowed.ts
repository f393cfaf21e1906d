import { LIMITS } from './limits.ts';
import type { Ruleset } from './ruleset.ts';
import type { Opening, Situation } from './situation.ts';
import { DAY_MS, type Instant } from './time/instant.ts';

/** The next instant at which a request would be allowed if nothing else happened; `never` and `unknown` as S4 says. */
export type NextAllowed = Instant | 'never' | 'unknown';

/**
 * Finds the earliest instant, not before `from`, at which every rule passes. Each rule says up to when it blocks throughout, so the
 * search leaps from end to end and never over an opening.
 * `blocking`: the rules that do not pass at `from`, where they are known. `until`: from where on nobody asks; an answer at or after it says that
 * nothing opens before it, and need not be an opening.
 */
export function nextAllowed(
  situation: Situation,
  ruleset: Ruleset,
  from: Instant,
  blocking: readonly Opening[] = ruleset.rules,
  until = Infinity,
): NextAllowed {
  let at = from;
  let asked = blocking;
  let searchEndsAt = from + LIMITS.searchDaysMax * DAY_MS;
  for (let step = 0; step < LIMITS.searchStepsMax; step++) {
    let opensAt: number = at;
    let unsolvable = false;
    for (const rule of asked) {
      const ruleOpensAt = rule.opensAgainAt(situation, at);
      if (ruleOpensAt === Infinity) return 'never';
      // NaN: the rule blocks and cannot be solved for time. The others may still say that it never ends, or lead to where it passes.
      if (Number.isNaN(ruleOpensAt)) {
        unsolvable = true;
        continue;
      }
      // An end that is known once and for all is no search, however far away: the search goes on from there (S4).
      if (!rule.recurs && ruleOpensAt > at)
        searchEndsAt = Math.max(searchEndsAt, ruleOpensAt + LIMITS.searchDaysMax * DAY_MS);
      opensAt = Math.max(opensAt, ruleOpensAt);
    }
    if (opensAt >= until) return opensAt as Instant;
    const endsAt = Math.min(searchEndsAt, ruleset.zoneTable.endsAtUtc - 1);
    if (opensAt > endsAt) return isForEver(situation, ruleset, endsAt as Instant) ? 'never' : 'unknown';
    if (opensAt === at) return unsolvable ? 'unknown' : at;
    at = opensAt as Instant;
    asked = ruleset.rules;
  }
  return 'unknown';
}

/** Whether a rule blocks at an instant, by then or since before, that never ends by itself. */
function isForEver(situation: Situation, { rules }: Ruleset, at: Instant): boolean {
  return rules.some((rule) => rule.opensAgainAt(situation, at) === Infinity);
}
