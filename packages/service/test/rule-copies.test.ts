import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AttemptRule, CountryCode } from '@tact/engine';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  organization = await running.newOrganization();
});

const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';
const SEVEN: AttemptRule = {
  scope: 'tenant',
  count: 7,
  direction: 'outbound',
  period: { kind: 'local-days', days: 7 },
  countBy: 'any',
  using: 'client',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};

const rule = (name: string, priority: number, given: object = {}) =>
  organization.client.attemptRules.create({
    body: { name, required: true, priority, conditions: SEVEN, ...given },
  });
const duplicate = (id: string, body: object = {}) =>
  organization.client.attemptRules.duplicate({ params: { id }, body });

describe('a copy of a rule', () => {
  test('has everything of the original but its name and priority, and is optional', async () => {
    const original = await rule('Seven', 3, { dispositionCode: 'SEVEN' });
    const copy = await duplicate(original.id);
    expect(copy).toMatchObject({
      name: 'Seven_duplicate1',
      priority: 4,
      required: false,
      dispositionCode: 'SEVEN',
      conditions: SEVEN,
      version: 1,
    });
    expect(copy.id).not.toBe(original.id);
    const { items } = await organization.client.attemptRules.versions({ params: { id: copy.id } });
    expect(items).toHaveLength(1);
  });

  test('takes the next number and the next priority that are free, the first after the original’s', async () => {
    const original = await rule('R', 5);
    await rule('other', 6);
    await rule('R_duplicate2', 9);
    const copies = [await duplicate(original.id), await duplicate(original.id), await duplicate(original.id)];
    expect(copies.map(({ name, priority }) => [name, priority])).toEqual([
      ['R_duplicate1', 7],
      ['R_duplicate3', 8],
      ['R_duplicate4', 10],
    ]);
    const last = await rule('Last', 999);
    expect(await duplicate(last.id)).toMatchObject({ priority: 1 });
  });

  test('treats a name and a priority that are repeated as left as they are', async () => {
    const original = await rule('R', 1);
    const copy = await duplicate(original.id, { name: 'R', priority: 1 });
    expect([copy.name, copy.priority]).toEqual(['R_duplicate1', 2]);
  });

  test('has otherwise what the body says, and is refused with what is taken', async () => {
    const original = await rule('R', 1);
    const conditions = { ...SEVEN, count: 3 };
    const copy = await duplicate(original.id, { name: 'Three', priority: 7, required: true, conditions });
    expect(copy).toMatchObject({ name: 'Three', priority: 7, required: true, conditions });
    await expect(duplicate(original.id, { name: 'Three' })).rejects.toMatchObject({ code: 'name_taken' });
    await expect(duplicate(original.id, { priority: 7 })).rejects.toMatchObject({ code: 'priority_taken' });
    const wrong = { conditions: { ...SEVEN, scope: 'campaign' } };
    await expect(duplicate(original.id, wrong)).rejects.toMatchObject({ code: 'validation_failed' });
    const invalid = { conditions: { ...SEVEN, devices: [1] } };
    await expect(duplicate(original.id, invalid)).rejects.toMatchObject({ code: 'rule_invalid' });
  });

  const names: readonly [name: string, first: string][] = [
    ['x'.repeat(64), `${'x'.repeat(53)}_duplicate1`],
    [`${'x'.repeat(52)} ${'y'.repeat(11)}`, `${'x'.repeat(52)}_duplicate1`],
    ['𝒜'.repeat(32), `${'𝒜'.repeat(32)}_duplicate1`],
  ];
  test.each(names)('keeps to 64 characters: %s', async (name, first) => {
    const original = await rule(name, 1);
    expect(await duplicate(original.id)).toMatchObject({ name: first });
  });

  test('of a copy is a copy of that', async () => {
    const copy = await duplicate((await rule('R', 1)).id);
    expect(await duplicate(copy.id)).toMatchObject({ name: 'R_duplicate1_duplicate1' });
  });

  test('is made many times at once, each with its own name and priority', async () => {
    const { id } = await rule('R', 1);
    const copies = await Promise.all([duplicate(id), duplicate(id), duplicate(id)]);
    expect(copies.map(({ name }) => name).toSorted()).toEqual([
      'R_duplicate1',
      'R_duplicate2',
      'R_duplicate3',
    ]);
  });

  test('exists for every kind of rule, and knows only rules of its kind and organization', async () => {
    const { client } = organization;
    const body = { name: 'K', required: true, priority: 1 };
    const location = await client.locationRules.create({
      body: {
        ...body,
        conditions: {
          determineBy: 'device',
          locations: [{ country: 'CA' as CountryCode }],
          unknownLocation: 'block',
          devices: 'any',
          deviceTypes: 'any',
        },
      },
    });
    const custom = await client.customRules.create({
      body: { ...body, conditions: { description: '', expression: 'true', missingData: 'block' } },
    });
    const times = await client.contactTimesRules.create({
      body: {
        ...body,
        conditions: {
          country: 'any',
          regions: [],
          devices: 'any',
          deviceTypes: 'any',
          timezoneSource: 'device',
          strict: false,
          times: { everyDay: 'any' },
        },
      },
    });
    const copies = [
      await client.locationRules.duplicate({ params: { id: location.id }, body: {} }),
      await client.customRules.duplicate({ params: { id: custom.id }, body: {} }),
      await client.contactTimesRules.duplicate({ params: { id: times.id }, body: {} }),
    ];
    expect(copies.map(({ name, required }) => [name, required])).toEqual([
      ['K_duplicate1', false],
      ['K_duplicate1', false],
      ['K_duplicate1', false],
    ]);
    const other = await running.newOrganization();
    for (const id of [UNKNOWN_ID, location.id])
      await expect(duplicate(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      other.client.customRules.duplicate({ params: { id: custom.id }, body: {} }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
