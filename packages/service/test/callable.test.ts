import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ContactTimesRule, CountryCode, LocationRule, RegionCode } from '@tact/engine';
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

const HOURS: ContactTimesRule = {
  country: 'any',
  regions: [],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'device',
  strict: false,
  times: { everyDay: [{ start: '09:00', end: '19:00' }] },
};
const NOT_TO_UTAH: LocationRule = {
  determineBy: 'device',
  locations: [{ country: 'US' as CountryCode, region: 'US-UT' as RegionCode }],
  unknownLocation: 'block',
  devices: 'any',
  deviceTypes: 'any',
};
/** Half past six in New York, half past three in California. */
const AT = '2026-03-04T23:30:00Z';

const hoursOnly = () =>
  organization.client.contactTimesRules.create({
    body: { name: 'Hours', required: true, priority: 1, conditions: HOURS },
  });

async function areaOf(code: string, query: object = {}) {
  const { areas } = await organization.client.callable.find({ query: { at: AT, ...query } });
  const area = areas.find((one) => one.code === code);
  if (area === undefined) throw new Error(`there is no area ${code}`);
  return area;
}

describe('a region', () => {
  test.each([
    ['US-NY', 'closing_soon', '2026-03-05T00:00:00Z'],
    ['US-CA', 'open', '2026-03-05T03:00:00Z'],
    ['CA-ON', 'closing_soon', '2026-03-05T00:00:00Z'],
    ['US-HI', 'open', '2026-03-05T05:00:00Z'],
    // Until it closes in El Paso too: the first of its zones that closes is the one that counts.
    ['US-TX', 'open', '2026-03-05T01:00:00Z'],
  ])('%s is %s until %s', async (code, state, changesAt) => {
    await hoursOnly();
    expect(await areaOf(code)).toMatchObject({ state, changesAt });
  });

  test('says which rule closes it, and when it opens', async () => {
    await hoursOnly();
    const { state, changesAt, closed } = await areaOf('US-NY', { at: '2026-03-05T03:00:00Z' });
    expect({ state, changesAt }).toEqual({ state: 'closed', changesAt: '2026-03-05T14:00:00Z' });
    expect(closed[0]).toMatchObject({ rule: 'Hours', until: '2026-03-05T14:00:00Z' });
  });

  test('agrees with decisions about a number there, hour by hour', async () => {
    await hoursOnly();
    await organization.client.locationRules.create({
      body: { name: 'Not to Utah', required: true, priority: 1, conditions: NOT_TO_UTAH },
    });
    await organization.client.contactDates.create({ body: { label: 'Inventory', date: '2026-03-05' } });
    const numbers = { 'US-NY': '+12125550123', 'US-CA': '+12135550123', 'US-UT': '+18015550123' };
    for (const [code, address] of Object.entries(numbers)) {
      const { open } = await areaOf(code);
      for (let hour = 0; hour < 24; hour += 3) {
        const ms = Date.parse(AT) + hour * 3_600_000;
        const isOpen = open.some(({ from, until }) => Date.parse(from) <= ms && ms < Date.parse(until));
        const at = new Date(ms).toISOString().replace('.000Z', 'Z');
        const contact = { clientId: code, devices: [{ address, type: 'mobile' as const }] };
        const { decision } = await organization.client.decisions.ask({
          body: { contact, channel: 'call', at },
        });
        expect(`${code} ${at} ${decision}`).toBe(`${code} ${at} ${isOpen ? 'allowed' : 'blocked'}`);
      }
    }
  });

  test('leaves out, and names, custom rules that read attributes; those of places it asks', async () => {
    const custom = (name: string, priority: number, expression: string) =>
      organization.client.customRules.create({
        body: {
          name,
          required: true,
          priority,
          conditions: { description: '', expression, missingData: 'block' },
        },
      });
    await custom('Balance', 1, '$balance > 100');
    await custom('Not in California', 2, '$cd_state_code != CA');
    const { areas, leftOut } = await organization.client.callable.find({ query: { at: AT } });
    expect(leftOut).toEqual(['Balance']);
    const closed = areas.filter(({ state }) => state === 'closed').map(({ code }) => code);
    expect(closed).toEqual(['US-CA']);
  });
});

test('contacts are counted where they say that they are, else where their number is', async () => {
  const create = (clientId: string, place: object, ...addresses: readonly string[]) =>
    organization.client.contacts.create({
      body: { clientId, ...place, devices: addresses.map((address) => ({ address })) },
    });
  await create('1', { country: 'US', region: 'US-NY' }, '+12135550101');
  await create('2', {}, '+12125550102');
  await create('3', { country: 'US' }, '+12125550103');
  await create('4', {}, '+442071838750');
  await create('5', {}, 'person@example.com');
  expect((await areaOf('US-NY')).contacts).toBe(3);
  expect((await areaOf('US-CA')).contacts).toBe(0);
  expect((await areaOf('GB', { of: 'countries' })).contacts).toBe(1);
  const { contactsElsewhere } = await organization.client.callable.find({ query: { of: 'countries' } });
  expect(contactsElsewhere).toBe(1);
  const other = await running.newOrganization();
  const { areas } = await other.client.callable.find();
  expect(areas.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(0);
});

test('a campaign that is not there is told, and an instant beyond the clocks', async () => {
  const id = '01900000-0000-7000-8000-000000000001';
  const refused = async (query: string) => (await organization.send('GET', `/api/v1/callable?${query}`)).json;
  expect(await refused(`campaignId=${id}`)).toMatchObject({ code: 'not_found' });
  expect(await refused(`campaignGroupId=${id}`)).toMatchObject({ code: 'campaign_group_unknown' });
  expect(await refused('at=2990-01-01T00:00:00Z')).toMatchObject({ code: 'instant_out_of_range' });
});
