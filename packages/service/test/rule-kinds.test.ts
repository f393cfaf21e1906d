import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CustomRule, LocationRule } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { readRecord, replay } from '../src/deciding/record.ts';
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

const NOT_TO_QUEBEC = {
  determineBy: 'device',
  locations: [{ country: 'CA', region: 'CA-QC' }],
  unknownLocation: 'block',
  devices: 'any',
  deviceTypes: 'any',
} as unknown as LocationRule;
const QUEBEC = '+15145550123';
const NEW_YORK = '+12125550123';

const custom = (expression: string, missingData: CustomRule['missingData'] = 'block'): CustomRule => ({
  description: '',
  expression,
  missingData,
});
const named = (name: string, priority = 1) => ({ name, required: true, priority });

type Attributes = Readonly<Record<string, string | number | boolean | null>>;
interface Asked {
  readonly clientId?: string;
  readonly at?: string;
  readonly attributes?: Attributes;
  readonly contactAttributes?: Attributes;
}

/** Asks about a number of nobody that is stored, and gives the decision with the code that decided. */
async function ask(address: string, { clientId = 'A', at, attributes, contactAttributes }: Asked = {}) {
  const contact = {
    clientId,
    devices: [{ address }],
    ...(contactAttributes === undefined ? {} : { attributes: contactAttributes }),
  };
  const answer = await organization.client.decisions.ask({
    body: {
      contact,
      channel: 'call',
      ...(at === undefined ? {} : { at }),
      ...(attributes === undefined ? {} : { attributes }),
    },
  });
  return { ...answer, code: answer.deciding?.code ?? null };
}

describe('location rules', () => {
  test('are created, checked, listed, changed, deleted, and keep their versions', async () => {
    const { locationRules } = organization.client;
    const body = { ...named('Not to Quebec'), conditions: NOT_TO_QUEBEC };
    expect(await locationRules.check({ body })).toMatchObject({ valid: true, problems: [] });
    const created = await locationRules.create({ body });
    expect(created).toMatchObject({ ...body, dispositionCode: null, version: 1 });
    const stored = await locationRules.get({ params: { id: created.id } });
    expect(created).toMatchObject(stored);
    expect((await locationRules.list({})).items).toEqual([stored]);
    const changed = await locationRules.update({
      params: { id: created.id },
      body: { version: 1, name: 'Not to Canada', conditions: { ...NOT_TO_QUEBEC, locations: 'any-country' } },
    });
    expect(changed).toMatchObject({ name: 'Not to Canada', priority: 1, version: 2 });
    await locationRules.delete({ params: { id: created.id } });
    const { items } = await locationRules.versions({ params: { id: created.id } });
    expect(items.map(({ version, deleted }) => [version, deleted])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  test('decide from the answer on, and no more when they are gone (G2)', async () => {
    const { locationRules } = organization.client;
    expect((await ask(QUEBEC)).decision).toBe('allowed');
    const { id } = await locationRules.create({
      body: { ...named('Not to Quebec'), conditions: NOT_TO_QUEBEC },
    });
    expect(await ask(QUEBEC)).toMatchObject({
      decision: 'blocked',
      code: 'location',
      nextAllowedAt: 'never',
    });
    expect((await ask(NEW_YORK)).decision).toBe('allowed');
    await locationRules.delete({ params: { id } });
    expect((await ask(QUEBEC)).decision).toBe('allowed');
  });

  test.each([
    ['a country that is none', { locations: [{ country: 'ZZ' }] }, '/conditions/locations/0/country'],
    ['a region that is none', { locations: [{ region: 'US-NY' }, { region: 'US-ZZ' }] }, '/conditions/locations/1/region'],
    ['a region of another country', { locations: [{ country: 'US', region: 'CA-QC' }] }, '/conditions/locations/0/region'],
    ['an area code with the zero that is dialled inside the country', { locations: [{ country: 'GB', areaCode: '20' }, { country: 'GB', areaCode: '020' }] }, '/conditions/locations/1/areaCode'],
    ['an area code of a contact', { determineBy: 'contact', locations: [{ areaCode: '212' }] }, '/conditions/locations/0/areaCode'],
    ['a postal code of a device', { locations: [{ postalCode: '100*' }] }, '/conditions/locations/0/postalCode'],
  ])('are refused with %s, at its place', async (_, change, path) => {
    const { locationRules } = organization.client;
    const conditions = { ...NOT_TO_QUEBEC, ...change } as unknown as LocationRule;
    const body = { ...named('Refused'), conditions };
    await expect(locationRules.create({ body })).rejects.toMatchObject({ code: 'rule_invalid', problem: { path } });
    expect(await locationRules.check({ body })).toMatchObject({ valid: false, problems: [{ path }] });
    expect((await locationRules.list({})).items).toEqual([]);
  }); // prettier-ignore

  test('name at least one location', async () => {
    const conditions = { ...NOT_TO_QUEBEC, locations: [] };
    await expect(
      organization.client.locationRules.create({ body: { ...named('None'), conditions } }),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe('names and priorities', () => {
  test('are unique within a kind, and free for every other kind', async () => {
    const { customRules, locationRules } = organization.client;
    await customRules.create({ body: { ...named('One'), conditions: custom('true') } });
    await locationRules.create({ body: { ...named('One'), conditions: NOT_TO_QUEBEC } });
    await expect(
      customRules.create({ body: { ...named('One', 2), conditions: custom('true') } }),
    ).rejects.toMatchObject({ code: 'name_taken' });
    await expect(
      customRules.create({ body: { ...named('Two', 1), conditions: custom('true') } }),
    ).rejects.toMatchObject({ code: 'priority_taken' });
  });

  test('a rule is found under its own kind alone', async () => {
    const { attemptRules, customRules } = organization.client;
    const { id } = await customRules.create({ body: { ...named('One'), conditions: custom('true') } });
    await expect(attemptRules.get({ params: { id } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(attemptRules.delete({ params: { id } })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a check of a custom rule', () => {
  const check = (expression: string, missingData: CustomRule['missingData'] = 'block') =>
    organization.client.customRules.check({
      body: { ...named('Checked'), conditions: custom(expression, missingData) },
    });

  test('says what the expression reads', async () => {
    const expression =
      '$tier == gold &&\n AttemptsOnContact(24H, [Answer, NoAnswer]) < 2 && AttemptsOnDevice(30M) < 1 && new Date().getHours() < 20';
    expect(await check(expression)).toMatchObject({
      valid: true,
      problems: [],
      reads: {
        fields: ['tier'],
        counters: [
          { on: 'contact', periodSeconds: 86_400, callResults: ['Answer', 'No Answer'] },
          { on: 'device', periodSeconds: 1_800, callResults: null },
        ],
        clock: ['getHours'],
      },
    });
  });

  test.each([
    ['a slip of syntax', '$a ==', 1, 6],
    ['an unknown function, on its line', '$a == 1 &&\n  Nonsense(1)', 2, 3],
    ['a construct outside the grammar', '$a == 1 || (y => y)', 1, 13],
    ['a member that does not exist', "'x'.constructor", 1, 1],
  ])('names line and column of %s', async (_, expression, line, column) => {
    const { valid, problems, reads } = await check(expression);
    expect([valid, reads]).toEqual([false, null]);
    expect(problems[0]).toMatchObject({ path: '/conditions/expression', line, column });
    const body = { ...named('Refused'), conditions: custom(expression) };
    await expect(organization.client.customRules.create({ body })).rejects.toMatchObject({
      code: 'rule_invalid',
      problem: { path: '/conditions/expression' },
    });
  });

  test('warns of what may be no boolean, and of a name that never has a value', async () => {
    expect((await check('$score')).warnings).toMatchObject([{ line: 1, column: 1 }]);
    const { valid, warnings } = await check('true &&\n $agent_id == 7');
    expect([valid, warnings.map(({ line, column }) => [line, column])]).toEqual([true, [[2, 2]]]);
    expect(warnings[0]?.sentence).toContain('$agent_id');
    const ofCampaigns = await check('$attempts < 3');
    expect([ofCampaigns.valid, ofCampaigns.warnings.map(({ sentence }) => sentence)]).toEqual([
      true,
      [expect.stringContaining('only where a campaign asks')],
    ]);
  });

  test('offers the names that may have a value, and no others', async () => {
    const { record } = await organization.client.customRules.fields();
    expect(record).toEqual(
      expect.arrayContaining(['attempts', 'c_state_code', 'cd_country_code', 'chain_n']),
    );
    expect(record).not.toContain('agent_id');
    expect(record).toEqual(record.toSorted());
  });

  test('warns of a name that no contact has, where any contact has attributes', async () => {
    expect((await check('$teir == gold')).warnings).toEqual([]);
    const devices = [{ position: 1, address: NEW_YORK }];
    const { contacts } = organization.client;
    await contacts.create({ body: { clientId: 'A', devices, attributes: { tier: 'gold' } } });
    await contacts.create({ body: { clientId: 'B', devices, attributes: { city: 'Bonn', tier: 'tin' } } });
    const { valid, warnings } = await check('$teir == gold && $city == Bonn');
    expect([valid, warnings.length]).toEqual([true, 1]);
    expect(warnings[0]?.sentence).toContain('no contact has a field `$teir`');
  });
});

describe('custom rules', () => {
  test('read attributes of the request, else of the contact, from the answer on', async () => {
    const { customRules } = organization.client;
    await customRules.create({
      body: { ...named('Gold'), dispositionCode: 'NO_GOLD', conditions: custom('$tier == gold') },
    });
    expect((await ask(NEW_YORK, { attributes: { tier: 'gold' } })).decision).toBe('allowed');
    expect((await ask(NEW_YORK, { contactAttributes: { tier: 'gold' } })).decision).toBe('allowed');
    expect(
      await ask(NEW_YORK, { attributes: { tier: 'tin' }, contactAttributes: { tier: 'gold' } }),
    ).toMatchObject({
      decision: 'blocked',
      code: 'expression_false',
      callResult: 'Do Not Call',
      dispositionCode: 'NO_GOLD',
    });
    expect(
      (await ask(NEW_YORK, { attributes: { tier: null }, contactAttributes: { tier: 'gold' } })).decision,
    ).toBe('allowed');
    expect((await ask(NEW_YORK)).code).toBe('missing_data');
    expect((await ask(NEW_YORK, { attributes: { constructor: 'gold' } })).code).toBe('missing_data');
  });

  test('read what is stored of a contact, asked for one by one and recorded', async () => {
    const { contacts, customRules, decisions, attempts } = organization.client;
    const { id } = await contacts.create({
      body: { clientId: 'S', attributes: { tier: 'gold' }, devices: [{ address: NEW_YORK }] },
    });
    await customRules.create({ body: { ...named('Gold'), conditions: custom('$tier == gold') } });
    for (const contact of [{ id }, { clientId: 'S' }])
      expect((await decisions.ask({ body: { contact, channel: 'call' } })).decision).toBe('allowed');
    const body = { contact: { clientId: 'S' }, channel: 'call', attributes: { tier: 'tin' } } as const;
    expect(await attempts.reserve({ body })).toMatchObject({ decision: 'blocked' });
  });

  test('a name that every object has is no attribute', async () => {
    await organization.client.customRules.create({
      body: { ...named('Odd'), conditions: custom('$constructor != null || $toString != null') },
    });
    expect((await ask(NEW_YORK)).code).toBe('expression_false');
  });

  test('leave in the record the fields that they read and no others, and replay gives the same bytes (S31)', async () => {
    const { customRules } = organization.client;
    await customRules.create({
      body: {
        ...named('All kinds'),
        conditions: custom('$tier == gold && $c_client_id == A && ($none ?? true) && $limit <= 0.1'),
      },
    });
    const attributes = { tier: 'gold', limit: 0.1, secret: 'not read' };
    for (const asked of [{ attributes }, { attributes: { ...attributes, limit: 0.2 } }, {}]) {
      const answer = await ask(NEW_YORK, asked);
      const stored = await running.store.decisions.get(organization.id, answer.id);
      if (stored === undefined) throw new Error('the decision left no record');
      const { fields } = readRecord(stored.record).facts;
      expect(Object.keys(fields)).toEqual(['c_client_id', 'limit', 'none', 'tier']);
      expect(fields).toMatchObject({ c_client_id: 'A', none: null, tier: asked.attributes?.tier ?? null });
      const source = await running.store.rules.findRuleset(organization.id, stored.ruleset);
      expect(replay(stored.record, source ?? '', zoneTable())).toEqual({ replayed: 'equal' });
    }
  });

  test('without one, no attribute is kept in a record', async () => {
    const { id } = await ask(NEW_YORK, { attributes: { secret: 'not read' } });
    const stored = await running.store.decisions.get(organization.id, id);
    expect(readRecord(stored?.record ?? '').facts.fields).toEqual({});
  });
});

test('a rule is tried on a stored contact only by who may read contacts', async () => {
  const { client } = organization;
  const devices = [{ address: NEW_YORK }];
  const { id } = await client.contacts.create({
    body: { clientId: 'stored', devices, attributes: { debt: 900 } },
  });
  const trial = (contact: Parameters<typeof client.customRules.try>[0]['body']['question']['contact']) => ({
    body: { conditions: custom('$debt > 500'), question: { contact, channel: 'call' as const } },
  });
  const withScopes = async (...scopes: string[]) =>
    organization.clientFor(await organization.newKey('administrator', { scopes })).customRules;
  const narrow = await withScopes('decisions:read');
  for (const contact of [{ id }, { clientId: 'stored' }])
    await expect(narrow.try(trial(contact))).rejects.toMatchObject({
      status: 403,
      code: 'scope_missing',
      problem: { path: '/question/contact' },
    });
  // What is described in the request hides nothing of who sends it, and shows nothing that is stored.
  expect((await narrow.try(trial({ clientId: 'stored', devices }))).fields).toEqual([
    { name: 'debt', value: null },
  ]);
  const described = { clientId: 'stored', devices, attributes: { debt: 1 } };
  expect((await narrow.try(trial(described))).fields).toEqual([{ name: 'debt', value: 1 }]);
  const reader = await withScopes('decisions:read', 'contacts:read');
  expect((await reader.try(trial({ id }))).fields).toEqual([{ name: 'debt', value: 900 }]);
});

describe('attributes of a request', () => {
  const tooMany = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`a${i}`, i]));
  test.each<[string, Record<string, unknown>]>([
    ['more than a hundred', tooMany],
    ['a name that is none', { 'no name': 1 }],
    ['a name of 65 letters', { ['n'.repeat(65)]: 1 }],
    ['a text of 1,001 characters', { note: 'x'.repeat(1_001) }],
    ['a list', { note: ['x'] }],
  ])('are refused where there is %s', async (_, attributes) => {
    const response = await organization.send('POST', '/api/v1/decisions', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        contact: { clientId: 'A', devices: [{ address: NEW_YORK }] },
        channel: 'call',
        attributes,
      }),
    });
    expect([response.status, response.json['code']]).toEqual([400, 'validation_failed']);
  });

  test('may be a hundred with long texts', async () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`${'n'.repeat(60)}_${i}`, 'x'.repeat(100)]),
    );
    expect((await ask(NEW_YORK, { attributes })).decision).toBe('allowed');
  });
});

describe('contact dates', () => {
  const CHRISTMAS = { label: 'Christmas Day', date: '2026-12-25' };
  const AT_NOON = '2026-12-25T17:00:00Z';

  test('are created, read, listed by date, and deleted; there is no change', async () => {
    const { contactDates } = organization.client;
    const later = await contactDates.create({ body: CHRISTMAS });
    const earlier = await contactDates.create({ body: { label: "Veterans' Day", date: '2026-11-11' } });
    expect(later).toMatchObject(CHRISTMAS);
    expect(await contactDates.get({ params: { id: later.id } })).toEqual(later);
    expect((await contactDates.list({})).items).toEqual([earlier, later]);
    for (const method of ['PATCH', 'PUT']) {
      const { status } = await organization.send(method, `/api/v1/contact-dates/${later.id}`);
      expect(status).toBe(405);
    }
    await contactDates.delete({ params: { id: later.id } });
    await expect(contactDates.get({ params: { id: later.id } })).rejects.toMatchObject({ code: 'not_found' });
    await expect(contactDates.delete({ params: { id: later.id } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('block from the answer on, until they are deleted (G2, S5)', async () => {
    const { contactDates } = organization.client;
    expect((await ask(NEW_YORK, { at: AT_NOON })).decision).toBe('allowed');
    const { id } = await contactDates.create({ body: CHRISTMAS });
    expect(await ask(NEW_YORK, { at: AT_NOON })).toMatchObject({
      decision: 'blocked',
      code: 'contact_date',
      deciding: { kind: 'contact-dates', rule: 'Christmas Day' },
      nextAllowedAt: '2026-12-26T05:00:00Z',
      callResult: 'Cancel Record',
    });
    await contactDates.delete({ params: { id } });
    expect((await ask(NEW_YORK, { at: AT_NOON })).decision).toBe('allowed');
  });

  test('have a label once a day', async () => {
    const { contactDates } = organization.client;
    await contactDates.create({ body: CHRISTMAS });
    await contactDates.create({ body: { ...CHRISTMAS, date: '2027-12-25' } });
    await contactDates.create({ body: { ...CHRISTMAS, label: 'Closed' } });
    await expect(contactDates.create({ body: CHRISTMAS })).rejects.toMatchObject({ code: 'name_taken' });
  });

  test.each([
    ['2026-02-30', 'instant_invalid'],
    ['2026-13-01', 'instant_invalid'],
    ['25.12.2026', 'validation_failed'],
    ['2026-12-25T00:00:00Z', 'validation_failed'],
  ])('are refused on `%s`: %s', async (date, code) => {
    const refused = organization.client.contactDates.create({ body: { label: 'Refused', date } });
    await expect(refused).rejects.toMatchObject({ code });
    expect((await organization.client.contactDates.list({})).items).toEqual([]);
  });

  test('are for administrators to change, and for all to see', async () => {
    const { contactDates } = organization.clientFor(await organization.newKey('operator'));
    await expect(contactDates.create({ body: CHRISTMAS })).rejects.toMatchObject({
      code: 'role_insufficient',
    });
    expect((await contactDates.list({})).items).toEqual([]);
  });
});
