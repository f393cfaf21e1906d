import type { ShapeProblem } from '@tact/api';
import {
  ruleKindModules,
  type AttemptRule,
  type ContactTimesRule,
  type CountryCode,
  type RuleId,
  type RuleProblem,
} from '@tact/engine';
import { countryCode, regionCode } from '@tact/places';
import type { Rule, RuleFields, StoredRuleKind } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForRequired } from './ruleset-room.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** The conditions that a kind of rule has. */
export interface ConditionsOf {
  readonly attempt: AttemptRule;
  readonly 'contact-times': ContactTimesRule;
}

/** A rule as a caller gives it. The conditions have passed the kind's schema. */
export interface RuleInput<Kind extends StoredRuleKind> {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode?: string | null;
  readonly conditions: ConditionsOf[Kind];
}

/** Creates a rule. A required one holds for every request from the return on (S5). */
export async function createRule<Kind extends StoredRuleKind>(
  parts: Parts,
  caller: Caller,
  kind: Kind,
  input: RuleInput<Kind>,
): Promise<Rule> {
  const fields = ruleFields(kind, input);
  if (fields.required) await assertRoomForRequired(parts, caller);
  return parts.store.rules.create(caller.organizationId, kind, fields, caller.actor);
}

/** Changes the named fields of a rule. */
export async function updateRule<Kind extends StoredRuleKind>(
  parts: Parts,
  caller: Caller,
  kind: Kind,
  id: RuleId,
  { version, ...change }: { readonly version: number } & Partial<RuleInput<Kind>>,
): Promise<Rule> {
  const { rules } = parts.store;
  const current = found(await rules.get(caller.organizationId, kind, id), 'rule');
  if (current.version !== version) throw versionConflict(current.version);
  const { name, required, priority, dispositionCode } = current;
  // What is stored has passed the kind's schema when it was saved.
  const conditions = current.conditions as unknown as ConditionsOf[Kind];
  const fields = ruleFields(kind, { name, required, priority, dispositionCode, conditions, ...change });
  if (fields.required && !current.required) await assertRoomForRequired(parts, caller);
  return onVersion(
    () => rules.update(caller.organizationId, kind, id, version, fields, caller.actor),
    () => rules.get(caller.organizationId, kind, id),
  );
}

/** What is wrong with a rule beyond its shape, with JSON pointers into the request; empty where it can be saved. */
export function ruleProblems<Kind extends StoredRuleKind>(
  kind: Kind,
  conditions: ConditionsOf[Kind],
): readonly ShapeProblem[] {
  return problemsOfKind(kind, conditions).map(({ path, sentence }) => ({
    path: `/conditions${path}`,
    sentence,
  }));
}

function ruleFields<Kind extends StoredRuleKind>(kind: Kind, input: RuleInput<Kind>): RuleFields {
  const problems = ruleProblems(kind, input.conditions);
  const [first] = problems;
  if (first !== undefined)
    throw new CommandError('rule_invalid', first.sentence, { path: first.path, problems });
  const { name, required, priority, dispositionCode = null, conditions } = input;
  return { name, required, priority, dispositionCode, conditions: { ...conditions } };
}

/** A place that does not exist would make a rule that never matches, and never blocks: it is refused. */
function problemsOfKind(
  kind: StoredRuleKind,
  conditions: AttemptRule | ContactTimesRule,
): readonly RuleProblem[] {
  switch (kind) {
    case 'attempt': {
      const rule = conditions as AttemptRule;
      return [...ruleKindModules.attempt.problemsOf(rule), ...rule.to.flatMap(placeProblems)];
    }
    case 'contact-times': {
      const rule = conditions as ContactTimesRule;
      const places = rule.regions.map((region) => placeProblem('/regions', region.slice(0, 2), region));
      const country = rule.country === 'any' ? undefined : placeProblem('/country', rule.country, undefined);
      return [...ruleKindModules['contact-times'].problemsOf(rule), ...present([country, ...places])];
    }
  }
}

function placeProblems(
  { country, region }: AttemptRule['to'][number],
  index: number,
): readonly RuleProblem[] {
  const ofCountry =
    country === undefined ? undefined : placeProblem(`/to/${index}/country`, country, undefined);
  const ofRegion =
    region === undefined ? undefined : placeProblem(`/to/${index}/region`, region.slice(0, 2), region);
  return present([ofCountry, ofRegion]);
}

function placeProblem(path: string, country: string, region: string | undefined): RuleProblem | undefined {
  if (countryCode(country) !== country)
    return { path, sentence: `\`${country}\` is no country; use a code of ISO 3166-1 such as \`US\`` };
  if (region === undefined || regionCode(country as CountryCode, region) === region) return undefined;
  return { path, sentence: `\`${region}\` is no region; use a code of ISO 3166-2 such as \`US-NY\`` };
}

function present(problems: readonly (RuleProblem | undefined)[]): readonly RuleProblem[] {
  return problems.filter((problem) => problem !== undefined);
}
