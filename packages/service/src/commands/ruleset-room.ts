import { LIMITS } from '@tact/engine';
import { allOf, type CampaignGroup, type CampaignGroupFields, type DialingProfileId } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Picks } from './campaign-picks.ts';
import type { Caller, Parts } from './context.ts';

/**
 * Refuses one more required rule or list, or one more contact date, where some request would then be held to more rules than a ruleset
 * has room for: a request without a group, or one of a group with its picks and those of its dialing profile. Two that are saved at the
 * same instant may both pass; then the rules in force are refused when they are used, and nothing is allowed.
 */
export async function assertRoomForRequired(
  { store }: Pick<Parts, 'store'>,
  { organizationId }: Caller,
): Promise<void> {
  const required = await requiredCount({ store }, organizationId);
  assertRoom(required + 1, 'every request');
  const profiles = new Map<DialingProfileId, number>();
  for await (const profile of allOf((page) => store.dialingProfiles.list(organizationId, page)))
    profiles.set(profile.id, countOf(profile));
  for await (const group of allOf((page) => store.campaignGroups.list(organizationId, page))) {
    const { dialingProfileId } = group;
    const ofProfile = dialingProfileId === null ? 0 : (profiles.get(dialingProfileId) ?? 0);
    assertRoom(required + 1 + countOf(group) + ofProfile, requestsOf(group));
  }
}

/** Refuses the picks of a template that leave no room for what is required. */
export async function assertRoomForPicks(
  { store }: Parts,
  { organizationId }: Caller,
  picks: Picks,
): Promise<void> {
  const required = await requiredCount({ store }, organizationId);
  assertRoom(required + countOf(picks), 'every request of a campaign group with these picks');
}

/** Refuses the picks and the profile of a campaign group that leave no room for what is required. */
export async function assertRoomForGroup(
  { store }: Parts,
  { organizationId }: Caller,
  group: Picks & Pick<CampaignGroupFields, 'dialingProfileId'>,
): Promise<void> {
  const { dialingProfileId } = group;
  const profile =
    dialingProfileId === null ? undefined : await store.dialingProfiles.get(organizationId, dialingProfileId);
  const required = await requiredCount({ store }, organizationId);
  const picked = countOf(group) + (profile === undefined ? 0 : countOf(profile));
  assertRoom(required + picked, 'every request of the campaign group');
}

/** Refuses the picks of a dialing profile that leave no room in some group which names it. `id` null: it is new, and nobody does. */
export async function assertRoomForProfile(
  { store }: Parts,
  { organizationId }: Caller,
  id: DialingProfileId | null,
  picks: Picks,
): Promise<void> {
  const required = await requiredCount({ store }, organizationId);
  assertRoom(required + countOf(picks), 'every request of a campaign group with this profile');
  if (id === null) return;
  for await (const group of allOf((page) => store.campaignGroups.list(organizationId, page))) {
    if (group.dialingProfileId !== id) continue;
    assertRoom(required + countOf(picks) + countOf(group), requestsOf(group));
  }
}

async function requiredCount(
  { store }: Pick<Parts, 'store'>,
  organizationId: Caller['organizationId'],
): Promise<number> {
  const inForce = await store.rules.rulesInForce(organizationId, null);
  if (inForce === undefined) return 0;
  return inForce.rules.length + inForce.suppressionLists.length + inForce.contactDates.length;
}

/** A pick that is required anyway, or picked twice, is counted twice; that errs on the side of fewer rules. */
function countOf({ ruleIds, suppressionListIds }: Picks): number {
  return ruleIds.length + suppressionListIds.length;
}

function requestsOf({ name }: Pick<CampaignGroup, 'name'>): string {
  return `every request of the campaign group \`${name}\``;
}

function assertRoom(rules: number, whose: string): void {
  if (rules <= LIMITS.rulesMax) return;
  throw new CommandError(
    'ruleset_full',
    `${whose} would be held to ${rules} rules and lists, and at most ${LIMITS.rulesMax} are taken; make some optional, or join them`,
  );
}
