import type { ShapeProblem } from '@tact/api';
import {
  ruleKindModules,
  type AttemptRule,
  type ContactTimesRule,
  type CountryCode,
  type CustomRule,
  type LocationEntry,
  type LocationRule,
  type RuleId,
  type RuleProblem,
} from '@tact/engine';
import { areaCodeProblem, countryCode, regionCode } from '@tact/places';
import type { Rule, RuleFields, StoredRuleKind } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForRequired } from './ruleset-room.ts';
import { assertCodesKnown, type NamedCode } from './save-disposition.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** The conditions that a kind of rule has. */
export interface ConditionsOf {
  readonly location: LocationRule;
  readonly 'contact-times': ContactTimesRule;
  readonly attempt: AttemptRule;
  readonly custom: CustomRule;
}

/** A rule as a caller gives it. The conditions have passed the kind's schema. */
export interface RuleInput<Kind extends StoredRuleKind> {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode?: string | null;
  readonly conditions: ConditionsOf[Kind];
}

/** A change of a rule: fields that are left out stay. */
export type RuleChange<Kind extends StoredRuleKind> = { readonly version: number } & Partial<RuleInput<Kind>>;

/** The conditions of a stored rule of this kind: they passed the kind's schema when they were saved, and the database holds nothing else. */
export function conditionsOf<Kind extends StoredRuleKind>(
  _kind: Kind,
  { conditions }: RuleFields,
): ConditionsOf[Kind] {
  return conditions as unknown as ConditionsOf[Kind];
}

/** Creates a rule. A required one holds for every request from the return on (S5). */
export async function createRule<Kind extends StoredRuleKind>(
  parts: Parts,
  caller: Caller,
  kind: Kind,
  input: RuleInput<Kind>,
): Promise<Rule> {
  const fields = ruleFields(kind, input);
  await assertCodesKnown(parts, caller, codesOf(input));
  if (fields.required) await assertRoomForRequired(parts, caller);
  return parts.store.rules.create(caller.organizationId, kind, fields, caller.actor);
}

/** Changes the named fields of a rule. */
export async function updateRule<Kind extends StoredRuleKind>(
  parts: Parts,
  caller: Caller,
  kind: Kind,
  id: RuleId,
  { version, ...change }: RuleChange<Kind>,
): Promise<Rule> {
  const { rules } = parts.store;
  const current = found(await rules.get(caller.organizationId, kind, id), 'rule');
  if (current.version !== version) throw versionConflict(current.version);
  const { name, required, priority, dispositionCode } = current;
  const conditions = conditionsOf(kind, current);
  const fields = ruleFields(kind, { name, required, priority, dispositionCode, conditions, ...change });
  // Codes that the rule has already are left alone: it may be older than the first disposition, and must stay one that can be changed.
  const known = new Set(codesOf({ dispositionCode, conditions }).map(({ code }) => code));
  await assertCodesKnown(
    parts,
    caller,
    codesOf(change).filter(({ code }) => !known.has(code)),
  );
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
  return PROBLEMS_OF[kind](conditions).map(({ path, sentence }) => ({
    path: `/conditions${path}`,
    sentence,
  }));
}

/** The disposition codes that a rule stamps, or counts attempts by. */
export function codesOf({
  dispositionCode,
  conditions,
}: {
  readonly dispositionCode?: string | null;
  readonly conditions?: ConditionsOf[StoredRuleKind];
}): readonly NamedCode[] {
  const counted =
    conditions !== undefined &&
    'countBy' in conditions &&
    typeof conditions.countBy === 'object' &&
    'dispositions' in conditions.countBy
      ? conditions.countBy.dispositions
      : [];
  return [
    ...(dispositionCode === undefined || dispositionCode === null
      ? []
      : [{ code: dispositionCode, path: '/dispositionCode' }]),
    ...counted.map((code, index) => ({ code, path: `/conditions/countBy/dispositions/${index}` })),
  ];
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
const PROBLEMS_OF: {
  readonly [Kind in StoredRuleKind]: (conditions: ConditionsOf[Kind]) => readonly RuleProblem[];
} = {
  location: (rule) => [
    ...ruleKindModules.location.problemsOf(rule),
    ...(rule.locations === 'any-country' ? [] : entryProblems('/locations', rule.locations)),
  ],
  'contact-times': (rule) => [
    ...ruleKindModules['contact-times'].problemsOf(rule),
    ...(rule.country === 'any' ? [] : present([placeProblem('/country', rule.country, undefined)])),
    ...present(rule.regions.map((region) => placeProblem('/regions', region.slice(0, 2), region))),
  ],
  attempt: (rule) => [...ruleKindModules.attempt.problemsOf(rule), ...entryProblems('/to', rule.to)],
  custom: (rule) => ruleKindModules.custom.problemsOf(rule),
};

function entryProblems(path: string, entries: readonly LocationEntry[]): readonly RuleProblem[] {
  return entries.flatMap(({ country, region, areaCode }, index) =>
    present([
      country === undefined ? undefined : placeProblem(`${path}/${index}/country`, country, undefined),
      region === undefined ? undefined : placeProblem(`${path}/${index}/region`, region.slice(0, 2), region),
      dialledProblem(`${path}/${index}/areaCode`, country ?? region?.slice(0, 2), areaCode),
    ]),
  );
}

function placeProblem(path: string, country: string, region: string | undefined): RuleProblem | undefined {
  if (countryCode(country) !== country)
    return { path, sentence: `\`${country}\` is no country; use a code of ISO 3166-1 such as \`US\`` };
  if (region === undefined || regionCode(country as CountryCode, region) === region) return undefined;
  return { path, sentence: `\`${region}\` is no region; use a code of ISO 3166-2 such as \`US-NY\`` };
}

/** An area code is told of a number as it stands after the calling code. */
function dialledProblem(
  path: string,
  country: string | undefined,
  areaCode: string | undefined,
): RuleProblem | undefined {
  if (country === undefined || areaCode === undefined) return undefined;
  const sentence = areaCodeProblem(country as CountryCode, areaCode);
  return sentence === undefined ? undefined : { path, sentence };
}

function present(problems: readonly (RuleProblem | undefined)[]): readonly RuleProblem[] {
  return problems.filter((problem) => problem !== undefined);
}
