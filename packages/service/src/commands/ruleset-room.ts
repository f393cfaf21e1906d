import { LIMITS } from '@tact/engine';
import type { CampaignGroup, CampaignGroupFields } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';

/**
 * Refuses one more required rule or list where some request would then be held to more rules than a ruleset has room for: a request
 * without a group, or one of a group with its picks. Two that are saved at the same instant may both pass; then the rules in force are
 * refused when they are used, and nothing is allowed.
 */
export async function assertRoomForRequired({ store }: Parts, { organizationId }: Caller): Promise<void> {
  const required = await requiredCount({ store }, organizationId);
  assertRoom(required + 1, 'every request');
  let cursor: string | null = null;
  do {
    const page: { items: readonly CampaignGroup[]; next: string | null } = await store.campaignGroups.list(
      organizationId,
      { limit: 200, cursor },
    );
    for (const group of page.items)
      assertRoom(required + 1 + picksOf(group), `every request of the campaign group \`${group.name}\``);
    cursor = page.next;
  } while (cursor !== null);
}

/** Refuses the picks of a campaign group that leave no room for what is required. */
export async function assertRoomForPicks(
  { store }: Parts,
  { organizationId }: Caller,
  group: Pick<CampaignGroupFields, 'ruleIds' | 'suppressionListIds'>,
): Promise<void> {
  const required = await requiredCount({ store }, organizationId);
  assertRoom(required + picksOf(group), 'every request of the campaign group');
}

async function requiredCount(
  { store }: Pick<Parts, 'store'>,
  organizationId: Caller['organizationId'],
): Promise<number> {
  const inForce = await store.rules.rulesInForce(organizationId, null);
  return (inForce?.rules.length ?? 0) + (inForce?.suppressionLists.length ?? 0);
}

/** A pick that is required anyway is counted twice; that errs on the side of fewer rules. */
function picksOf(group: Pick<CampaignGroupFields, 'ruleIds' | 'suppressionListIds'>): number {
  return group.ruleIds.length + group.suppressionListIds.length;
}

function assertRoom(rules: number, whose: string): void {
  if (rules <= LIMITS.rulesMax) return;
  throw new CommandError(
    'ruleset_full',
    `${whose} would be held to ${rules} rules and lists, and at most ${LIMITS.rulesMax} are taken; make some optional, or join them`,
  );
}
