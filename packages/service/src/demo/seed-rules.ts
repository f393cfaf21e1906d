import type { CampaignGroupId, RuleId, SuppressionListId } from '@tact/engine';
import type { Store, SuppressionListFields } from '@tact/store';
import { DEMO_ACTOR } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID, demoGroups, demoRules } from './organization.ts';

/** Adds rules, lists and groups; those that are there stay. Gives the groups. */
export async function addRules(store: Store): Promise<readonly CampaignGroupId[]> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const page = { limit: 200, cursor: null };
  const rules = new Map<string, RuleId>();
  for (const kind of ['contact-times', 'attempt'] as const)
    for (const { name, id } of (await store.rules.list(organizationId, kind, page)).items)
      rules.set(name, id);
  for (const { kind, fields } of demoRules()) {
    if (rules.has(fields.name)) continue;
    rules.set(fields.name, (await store.rules.create(organizationId, kind, fields, DEMO_ACTOR)).id);
  }
  const lists = new Map<string, SuppressionListId>(
    (await store.suppression.list(organizationId, page)).items.map(({ name, id }) => [name, id]),
  );
  for (const list of LISTS) {
    if (lists.has(list.name)) continue;
    lists.set(list.name, (await store.suppression.create(organizationId, list, DEMO_ACTOR)).id);
  }
  const groups = new Map<string, CampaignGroupId>(
    (await store.campaignGroups.list(organizationId, page)).items.map(({ name, id }) => [name, id]),
  );
  for (const group of demoGroups(rules, lists)) {
    if (groups.has(group.name)) continue;
    groups.set(group.name, (await store.campaignGroups.create(organizationId, group, DEMO_ACTOR)).id);
  }
  return [...groups.values()];
}

const LISTS: readonly SuppressionListFields[] = [
  {
    name: 'Internal do not contact',
    type: 'device',
    channels: 'any',
    required: true,
    expires: null,
    retentionDays: null,
    registry: null,
  },
  {
    name: 'Represented by an attorney',
    type: 'client',
    channels: 'any',
    required: true,
    expires: null,
    retentionDays: null,
    registry: null,
  },
  {
    name: 'Paused by their branch',
    type: 'client',
    channels: ['call'],
    required: false,
    expires: null,
    retentionDays: null,
    registry: null,
  },
];
