import { zoneTable } from '@tact/places';
import { expect, test } from 'vitest';
import type { CampaignGroupId, OrganizationId } from '@tact/engine';
import { createRulesetCache, ORGANIZATIONS_MAX, RULESETS_MAX } from './ruleset-cache.ts';

/** A cache whose rules are never found, and how often they were read. */
function cacheThatReads() {
  const read: string[] = [];
  const cache = createRulesetCache(
    {
      rulesInForce: (organizationId) => {
        read.push(organizationId);
        return new Promise(() => undefined);
      },
      saveRuleset: () => Promise.resolve(),
    },
    zoneTable(),
  );
  return { cache, read };
}

test('the organization that was used longest ago is forgotten, whichever came first', () => {
  const { cache, read } = cacheThatReads();
  const ask = (number: number) => {
    read.length = 0;
    void cache.get(`organization ${number}` as OrganizationId, null);
    return read.length;
  };
  for (let number = 0; number < ORGANIZATIONS_MAX; number++) expect(ask(number)).toBe(1);
  expect(ask(0)).toBe(0);
  expect(ask(ORGANIZATIONS_MAX)).toBe(1);
  // The first was used again meanwhile, so the second had to go; the third had not.
  expect(ask(0)).toBe(0);
  expect(ask(2)).toBe(0);
  expect(ask(1)).toBe(1);
});

test('of one organization the ruleset that was used longest ago is forgotten, and of another none', () => {
  const { cache, read } = cacheThatReads();
  const ask = (campaign: number, organization = 'one') => {
    read.length = 0;
    void cache.get(organization as OrganizationId, 'group' as CampaignGroupId, `campaign ${campaign}`);
    return read.length;
  };
  expect(ask(0, 'other')).toBe(1);
  for (let campaign = 0; campaign < RULESETS_MAX; campaign++) expect(ask(campaign)).toBe(1);
  expect(ask(0)).toBe(0);
  expect(ask(RULESETS_MAX)).toBe(1);
  expect(ask(0)).toBe(0);
  expect(ask(2)).toBe(0);
  expect(ask(1)).toBe(1);
  expect(ask(0, 'other')).toBe(0);
});
