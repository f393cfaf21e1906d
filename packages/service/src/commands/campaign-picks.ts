import { weekTimesProblem, type CampaignHours, type RuleId, type SuppressionListId } from '@tact/engine';
import type { CampaignObjectFields } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';

/** The rules, lists and pre-dial validations that a campaign object picks. */
export type Picks = Pick<CampaignObjectFields, 'ruleIds' | 'suppressionListIds' | 'preDialValidationIds'>;

/** Picks as a request gives them; what it leaves out is what stands now. */
export function picksOf(
  json: {
    readonly ruleIds?: readonly string[];
    readonly suppressionListIds?: readonly string[];
    readonly preDialValidationIds?: readonly string[];
  },
  current: Picks = NO_PICKS,
): Required<Picks> {
  return {
    ruleIds: (json.ruleIds as readonly RuleId[] | undefined) ?? current.ruleIds,
    suppressionListIds:
      (json.suppressionListIds as readonly SuppressionListId[] | undefined) ?? current.suppressionListIds,
    preDialValidationIds: json.preDialValidationIds ?? current.preDialValidationIds ?? [],
  };
}

const NO_PICKS: Picks = { ruleIds: [], suppressionListIds: [] };

/** Refuses picks of what is not there: `rule_unknown`, `suppression_list_unknown`, `pre_dial_validation_unknown`. */
export async function assertPicksExist(
  { store }: Pick<Parts, 'store'>,
  { organizationId }: Caller,
  { ruleIds, suppressionListIds, preDialValidationIds = [] }: Picks,
): Promise<void> {
  const rules = new Set((await store.rules.getMany(organizationId, ruleIds)).map(({ id }) => id));
  for (const [index, id] of ruleIds.entries()) {
    if (!rules.has(id)) throw ruleUnknown(id, { path: `/ruleIds/${index}` });
  }
  for (const [index, id] of suppressionListIds.entries()) {
    if ((await store.suppression.get(organizationId, id)) !== undefined) continue;
    const sentence = `there is no suppression list \`${id}\`; check the id`;
    throw new CommandError('suppression_list_unknown', sentence, { path: `/suppressionListIds/${index}` });
  }
  const validations = await store.preDialValidations.getMany(organizationId, preDialValidationIds);
  const known = new Set(validations.map(({ id }) => id));
  for (const [index, id] of preDialValidationIds.entries()) {
    if (known.has(id)) continue;
    const sentence = `there is no pre-dial validation \`${id}\`; check the id`;
    throw new CommandError('pre_dial_validation_unknown', sentence, {
      path: `/preDialValidationIds/${index}`,
    });
  }
}

/** Refuses hours that cannot be used. */
export function assertHours(hours: CampaignHours | null): void {
  const problem = hours === null ? undefined : weekTimesProblem(hours.times);
  if (problem !== undefined)
    throw new CommandError('hours_invalid', problem, { path: '/campaignHours/times' });
}

/** What a campaign object answers to picks of single rules. */
interface PickPort<Id, Stored> {
  readonly get: (organizationId: Caller['organizationId'], id: Id) => Promise<Stored | undefined>;
  readonly pickRule: PickChange<Id, Stored>;
  readonly unpickRule: PickChange<Id, Stored>;
}
type PickChange<Id, Stored> = (
  organizationId: Caller['organizationId'],
  id: Id,
  ruleId: RuleId,
  actor: Caller['actor'],
) => Promise<Stored>;

/** Picks one rule on an object. `assertRoom` refuses a pick for which requests have no room. */
export async function pickRule<Id, Stored extends Picks>(
  { store }: Pick<Parts, 'store'>,
  { organizationId, actor }: Caller,
  port: PickPort<Id, Stored>,
  words: string,
  { id, ruleId }: { readonly id: Id; readonly ruleId: RuleId },
  assertRoom: (object: Stored, picks: Picks) => Promise<void>,
): Promise<Stored> {
  const object = found(await port.get(organizationId, id), words);
  const [rule] = await store.rules.getMany(organizationId, [ruleId]);
  if (rule === undefined) throw ruleUnknown(ruleId);
  if (!object.ruleIds.includes(ruleId))
    await assertRoom(object, { ...object, ruleIds: [...object.ruleIds, ruleId] });
  return port.pickRule(organizationId, id, ruleId, actor);
}

/**
 * Takes one rule out of an object. A required rule is refused: it would go on holding for every request, and whoever took it out would
 * think otherwise (seed A2).
 */
export async function unpickRule<Id, Stored>(
  { store }: Pick<Parts, 'store'>,
  { organizationId, actor }: Caller,
  port: PickPort<Id, Stored>,
  { id, ruleId }: { readonly id: Id; readonly ruleId: RuleId },
): Promise<Stored> {
  const [rule] = await store.rules.getMany(organizationId, [ruleId]);
  if (rule?.required === true)
    throw new CommandError(
      'rule_required',
      `the rule \`${rule.name}\` is required and holds for every request; make it optional on the rule itself`,
    );
  return port.unpickRule(organizationId, id, ruleId, actor);
}

function ruleUnknown(id: string, details: { readonly path?: string } = {}): CommandError {
  return new CommandError('rule_unknown', `there is no rule \`${id}\`; check the id`, details);
}
