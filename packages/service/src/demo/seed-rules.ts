import type { CampaignGroupId, RuleId, SuppressionListId } from '@tact/engine';
import { allOf, type Page, type PageRequest, type Store, type SuppressionListFields } from '@tact/store';
import { DEMO_ACTOR } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID, demoGroups, demoRules } from './organization.ts';

/** Adds rules, lists and groups; those that are there stay. Gives the groups. */
export async function addRules(store: Store): Promise<readonly CampaignGroupId[]> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const rules = new Map<string, RuleId>();
  for (const kind of ['contact-times', 'attempt'] as const)
    for (const [name, id] of await idsByName((page) => store.rules.list(organizationId, kind, page)))
      rules.set(name, id);
  for (const { kind, fields } of demoRules()) {
    if (rules.has(fields.name)) continue;
    rules.set(fields.name, (await store.rules.create(organizationId, kind, fields, DEMO_ACTOR)).id);
  }
  const lists = await idsByName<SuppressionListId>((page) => store.suppression.list(organizationId, page));
  for (const list of LISTS) {
    if (lists.has(list.name)) continue;
    lists.set(list.name, (await store.suppression.create(organizationId, list, DEMO_ACTOR)).id);
  }
  const groups = await idsByName<CampaignGroupId>((page) => store.campaignGroups.list(organizationId, page));
  for (const group of demoGroups(rules, lists)) {
    if (groups.has(group.name)) continue;
    groups.set(group.name, (await store.campaignGroups.create(organizationId, group, DEMO_ACTOR)).id);
  }
  return [...groups.values()];
}

/** What a listing has, all of it, by name. */
async function idsByName<Id>(
  list: (page: PageRequest) => Promise<Page<{ readonly name: string; readonly id: Id }>>,
): Promise<Map<string, Id>> {
  const ids = new Map<string, Id>();
  for await (const { name, id } of allOf(list)) ids.set(name, id);
  return ids;
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
