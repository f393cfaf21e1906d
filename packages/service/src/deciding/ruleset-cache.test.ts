import { zoneTable } from '@tact/places';
import { expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { createRulesetCache, ORGANIZATIONS_MAX } from './ruleset-cache.ts';

test('the organization that was used longest ago is forgotten, whichever came first', () => {
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
