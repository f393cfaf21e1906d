import type { RuleId } from '../ids.ts';
import { rulesetProblems, type RulesetSource } from '../ruleset.ts';
import type { Instant } from '../time/instant.ts';
import { conditionsOf } from './condition.ts';
import { attemptCovering } from './covered-attempts.ts';
import { contactTimesCovering } from './covered-contact-times.ts';
import { customCovering } from './covered-customs.ts';
import { coveredDates } from './covered-dates.ts';
import { locationCovering } from './covered-locations.ts';
import { coveredRules } from './covered-rules.ts';
import { customHoursOf } from './custom-hours.ts';
import { FINDING_CODES, FINDING_SEVERITIES, type Finding } from './finding.ts';
import { neverTogether } from './never-together.ts';
import { singleRuleFindings } from './single-rules.ts';

/** What an analysis needs besides the rules. */
export interface AnalysisOptions {
  /** From when on: what is over by then is said to be over. */
  readonly at: Instant;
  /**
   * The rules that are not required. A rule that only an optional one covers is said to be covered in this campaign group, not for good.
   * Default: none.
   */
  readonly optionalRules?: ReadonlySet<RuleId>;
}

/** How many states of the clock all expressions of a ruleset are tried with together: what keeps a thousand of them under a second. */
const CLOCK_STATES_MAX = 150_000;
/** A week by the minute, and by the hour: the most and the least that one expression is tried with. */
const STATES_OF_ONE = { max: 10_080, min: 168 } as const;

/**
 * Looks at a ruleset without any request: what never allows, what never blocks, what another rule always covers. Pure. Findings are given gravest first,
 * and for equal rulesets equal. A ruleset that cannot be used gives only `rule_invalid` findings. Bounds: those of a ruleset (`LIMITS`).
 *
 * What it says is certain (S2: an officer deletes rules by it); what it does not say may still be so:
 * - `neverAllows` of a finding: no request of that class is allowed from `at` on, whatever the facts.
 * - `covered`, `covered_in_group`: without all of these rules at once, every request of this ruleset is decided as with them.
 * - `covered_but_for_unknowns`: where the rule blocks, the other one does, except where the rule gives an error.
 * - `expression_always_true`, `contact_times_always_open`, `list_expired`, `contact_date_past`: the rule gives no `block` from `at` on;
 *   it may give an error where a zone is not known.
 *
 * Each part says in its own comment how complete it is. Attempts can be imported and made against advice (S32), so no count is out of reach:
 * an attempt rule is never said to be unable to fire, only to be covered.
 */
export function analyseRuleset(source: RulesetSource, options: AnalysisOptions): readonly Finding[] {
  const problems = rulesetProblems(source);
  if (problems.length > 0) {
    return problems.map(({ path, sentence }) => ({
      code: 'rule_invalid',
      severity: 'error',
      rules: [],
      path,
      sentence,
      neverAllows: null,
    }));
  }
  const budget = CLOCK_STATES_MAX / Math.max(1, source.custom.length);
  const customHours = source.custom.map(({ expression }) =>
    customHoursOf(expression, Math.min(STATES_OF_ONE.max, Math.max(STATES_OF_ONE.min, budget))),
  );
  const conditions = conditionsOf(source, customHours);
  const optional: ReadonlySet<string> = options.optionalRules ?? new Set<string>();
  return [
    ...singleRuleFindings(source, conditions, customHours, options.at),
    ...neverTogether(conditions, source.organization.zoneFallback),
    ...coveredDates(source),
    ...coveredRules(locationCovering(source, optional)),
    ...coveredRules(contactTimesCovering(source, conditions, optional)),
    ...coveredRules(attemptCovering(source, optional)),
    ...coveredRules(customCovering(source, customHours, optional)),
  ].toSorted(
    (one, other) =>
      FINDING_SEVERITIES.indexOf(one.severity) - FINDING_SEVERITIES.indexOf(other.severity) ||
      FINDING_CODES.indexOf(one.code) - FINDING_CODES.indexOf(other.code),
  );
}
