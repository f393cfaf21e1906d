import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AccountId, ClientId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createClock } from '../src/deciding/clock.ts';
import { createDecider } from '../src/deciding/create-decider.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Whom and which device a question means, however it is written. */
let running: RunningService;
let own: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const NUMBER = '+12125550123';

test('an account that is named in capitals is the same account, with all that counts by it', async () => {
  const { client } = own;
  const { version } = await client.organization.get();
  const limits = { attemptsPerDayMax: 1, attemptsPerWeekMax: null, intervalHoursMin: null };
  await client.organization.update({ body: { version, limits } });
  const contact = await client.contacts.create({
    body: { clientId: 'C-1', name: 'Ann', devices: [{ address: NUMBER }] },
  });
  const account = await client.accounts.create({ body: { contactId: contact.id, reference: 'A-1' } });
  const decider = createDecider({ store: running.store, clock: createClock(), zoneTable: zoneTable() });
  const question = {
    contact: { by: 'clientId', clientId: 'C-1' as ClientId },
    device: null,
    channel: 'call',
    accountId: account.id.toUpperCase() as AccountId,
    campaignGroupId: null,
    attributes: {},
    at: null,
  } as const;
  expect(account.id).toMatch(/[a-f]/);
  const [first] = await decider.reserve(own.id, [{ ...question, expiresInMs: 600_000 }]);
  const [second] = await decider.ask(own.id, [question], { record: true });
  expect(first).toMatchObject({ answered: true, decision: { decision: 'allowed' } });
  expect(second).toMatchObject({
    answered: true,
    decision: { decision: 'blocked', deciding: { reason: { code: 'attempts_reached' } } },
  });
});

describe('a described contact', () => {
  const ask = (contact: object, rest: object = {}) =>
    own.send('POST', '/api/v1/decisions', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ contact: { clientId: 'D-1', ...contact }, channel: 'call', ...rest }),
    });

  test('with one number at two positions is asked about by the position', async () => {
    await own.client.locationRules.create({
      body: {
        name: 'Not mobile',
        required: true,
        priority: 1,
        conditions: {
          determineBy: 'device',
          locations: 'any-country',
          unknownLocation: 'block',
          devices: [2],
          deviceTypes: 'any',
        },
      },
    });
    const devices = [
      { address: NUMBER, type: 'landline' },
      { address: '+1 212 555 0123', type: 'mobile' },
    ];
    const first = await ask({ devices }, { device: { position: 1 } });
    const second = await ask({ devices }, { device: { position: 2 } });
    expect([first.json['decision'], second.json['decision']]).toEqual(['allowed', 'blocked']);
  });

  test.each(['Germany', 'de', 'DE'])('in %s has numbers as they are written there', async (country) => {
    const asked = await ask(
      { country, devices: [{ address: '030 12345678' }] },
      { device: { address: '030 1234 5678' } },
    );
    expect([asked.status, asked.json['detail']]).toEqual([200, undefined]);
    const stored = await own.client.decisions.get({ params: { id: String(asked.json['id']) } });
    expect(stored.record).toMatchObject({ facts: { device: { country: 'DE' } } });
  });

  test('in a country that there is not is refused for it', async () => {
    const asked = await ask({ country: 'Atlantis', devices: [{ address: '030 12345678' }] });
    expect([asked.status, asked.json['code'], asked.json['path']]).toEqual([
      422,
      'address_invalid',
      '/contact/country',
    ]);
  });

  test('with an e-mail address that begins with + is called on its number, and written to', async () => {
    const devices = [{ address: '+promo@example.com' }, { address: NUMBER }];
    const call = await ask({ devices });
    const email = await ask({ devices }, { channel: 'email' });
    expect([call.status, email.status]).toEqual([200, 200]);
    const positions = await Promise.all(
      [call, email].map(async ({ json }) => {
        const { record } = await own.client.decisions.get({ params: { id: String(json['id']) } });
        return (record as { request: { device: { position: number } } }).request.device.position;
      }),
    );
    expect(positions).toEqual([2, 1]);
  });
});

test('a stored contact whose address begins with + is found by its domain, and called on its number', async () => {
  const { client } = own;
  await client.contacts.create({
    body: { clientId: 'C-2', name: 'Ann', devices: [{ address: '+promo@example.com' }, { address: NUMBER }] },
  });
  const list = await client.suppressionLists.create({
    body: { name: 'Domains', type: 'device', required: true },
  });
  await client.suppressionLists.addEntries({
    params: { id: list.id },
    body: { entries: [{ value: '@example.com' }] },
  });
  const contact = { clientId: 'C-2' };
  const call = await client.decisions.ask({ body: { contact, channel: 'call' } });
  const email = await client.decisions.ask({ body: { contact, channel: 'email' } });
  expect([call.decision, email.decision]).toEqual(['allowed', 'blocked']);
  expect(email.deciding?.code).toBe('on_suppression_list');
});
