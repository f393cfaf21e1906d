import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type ClientId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { runAsOwner } from '@tact/store/testing';
import { createClock } from '../src/deciding/clock.ts';
import { createDecider } from '../src/deciding/create-decider.ts';
import { purgeAll } from '../src/keep-retention.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const NUMBER = '+12125550101';
const newList = (given: object = {}) =>
  own.client.suppressionLists.create({ body: { name: 'List', type: 'device', required: true, ...given } });
const addEntries = (id: string, ...entries: readonly { readonly value: string; readonly until?: string }[]) =>
  own.client.suppressionLists.addEntries({ params: { id }, body: { entries } });
const sizeOf = async (id: string) => (await own.client.suppressionLists.get({ params: { id } })).size;

const NO_ADDRESS = { zone: null, country: null, region: null, postalCode: null, attributes: {} };

/** The code of the verdict that decides; `allowed` where none blocks. Recorded and not: both ways read the facts by themselves. */
async function asked(address: string, clientId = 'somebody'): Promise<string> {
  const channel = address.includes('@') ? ('email' as const) : ('call' as const);
  const body = { contact: { clientId, devices: [{ address }] }, channel };
  const { deciding } = await own.client.decisions.ask({ body });
  const decider = createDecider({ store: running.store, clock: createClock(), zoneTable: zoneTable() });
  const question = {
    contact: { by: 'inline' as const, clientId: clientId as ClientId, ...NO_ADDRESS, devices: [{ address, type: 'unknown' as const }] },
    device: null, channel, accountId: null, campaignGroupId: null, attributes: {}, at: null,
  }; // prettier-ignore
  const [unrecorded] = await decider.ask(own.id, [question], { record: false });
  if (unrecorded?.answered !== true) throw new Error('the question was refused');
  expect(unrecorded.decision.deciding?.reason.code).toBe(deciding?.code);
  return deciding?.code ?? 'allowed';
}

describe('an e-mail domain on a list', () => {
  beforeEach(async () => {
    const { id } = await newList();
    await addEntries(id, { value: ' @Example.COM ' });
  });
  test.each([
    ['ana@example.com', 'on_suppression_list'],
    ['BEN@EXAMPLE.COM', 'on_suppression_list'],
    ['ana@mail.example.com', 'allowed'],
    ['ana@notexample.com', 'allowed'],
    ['ana@example.com.au', 'allowed'],
  ])('%s is %s', async (address, code) => {
    expect(await asked(address)).toBe(code);
  });

  test('is found for the address of a stored contact that the channel chooses', async () => {
    await own.client.contacts.create({
      body: { clientId: 'ana', devices: [{ address: NUMBER }, { address: 'ana@example.com' }] },
    });
    const { deciding } = await own.client.decisions.ask({
      body: { contact: { clientId: 'ana' }, channel: 'email' },
    });
    expect(deciding?.code).toBe('on_suppression_list');
  });

  test('is no client id: a list of clients keeps it as one, and blocks no address by it', async () => {
    const clients = await newList({ name: 'Clients', type: 'client' });
    await addEntries(clients.id, { value: '@other.org' });
    expect(await asked('ana@other.org')).toBe('allowed');
    expect(await asked('ana@else.org', '@other.org')).toBe('on_suppression_list');
    expect(await asked('ana@else.org', '@example.com')).toBe('allowed');
  });

  test.each(['@', '@example', '@*.example.com', '@a@b.com', '@-a.com'])('`%s` is refused', async (value) => {
    const { id } = await newList({ name: 'Other' });
    await expect(addEntries(id, { value })).rejects.toMatchObject({ code: 'number_invalid' });
  });
});

describe('how many campaign objects use a list', () => {
  test('counts groups, profiles and templates, each once', async () => {
    const { client } = own;
    const list = await newList({ required: false });
    const other = await newList({ name: 'Other', required: false });
    expect([list.uses, list.size]).toEqual([0, 0]);
    const picks = { suppressionListIds: [list.id] };
    await client.campaignGroups.create({ body: { name: 'One', ...picks } });
    await client.campaignGroups.create({ body: { name: 'Two', ...picks } });
    await client.dialingProfiles.create({ body: { name: 'Profile', ...picks } });
    const template = await client.campaignTemplates.create({ body: { name: 'Template', ...picks } });
    const usesOf = async () =>
      (await client.suppressionLists.list()).items.map(({ name, uses }) => [name, uses]);
    expect(await usesOf()).toEqual([['List', 4], ['Other', 0]]); // prettier-ignore
    await client.campaignTemplates.delete({ params: { id: template.id } });
    expect((await client.suppressionLists.get({ params: { id: list.id } })).uses).toBe(3);
    expect(other.uses).toBe(0);
  });
});

describe('the age of a registry list', () => {
  const registryOf = (versionAt: string | null) => ({ ageHoursMax: 48, versionAt, coverage: ['+1'] });
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString().replace(/\.\d+Z$/, 'Z');

  test.each([
    { name: 'fresh', versionAt: ago(HOUR_MS), days: 1, code: 'allowed' },
    { name: 'stale', versionAt: ago(3 * DAY_MS), days: -2, code: 'registry_stale' },
    { name: 'of no date', versionAt: null, days: null, code: 'registry_unknown' },
  ])('$name: says until when it may be asked', async ({ versionAt, days, code }) => {
    const { id } = await newList({ registry: registryOf(versionAt) });
    const list = await own.client.suppressionLists.get({ params: { id } });
    const staleAt = versionAt === null ? null : Date.parse(versionAt) + 2 * DAY_MS;
    expect([list.staleInDays, list.staleAt === null ? null : Date.parse(list.staleAt)]).toEqual([
      days,
      staleAt,
    ]);
    expect(await asked(NUMBER)).toBe(code);
  });

  test('is counted in the figures, and a list of one’s own has none', async () => {
    const { staleAt, staleInDays } = await newList();
    expect([staleAt, staleInDays]).toEqual([null, null]);
    const text = await (await fetch(`${running.service.address}/metrics`)).text();
    expect(text).toMatch(/^tact_registry_lists\{state="fresh"\} \d+$/m);
    expect(text).toMatch(/^tact_registry_lists\{state="stale"\} [1-9]\d*$/m);
  });
});

describe('retention', () => {
  /** Makes the entries of a list so many milliseconds old. */
  const age = (listId: string, ms: number) =>
    runAsOwner(
      running.connectionString,
      `update suppression_entries set created_at = now() - $2 * interval '1 millisecond' where list_id = $1`,
      [listId, ms],
    );
  const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  const purge = () => purgeAll(running.store, createClock());

  interface Row {
    readonly name: string;
    readonly until?: string;
    readonly ageMs: number;
    readonly code: string;
    readonly sizeAfterPurge: number;
  }
  const rows: readonly Row[] = [
    { name: 'new', ageMs: 0, code: 'on_suppression_list', sizeAfterPurge: 1 },
    { name: 'one minute before its end', ageMs: 2 * DAY_MS - 60_000, code: 'on_suppression_list', sizeAfterPurge: 1 },
    { name: 'over, and not purged at once', ageMs: 2 * DAY_MS + 1, code: 'allowed', sizeAfterPurge: 1 },
    { name: 'over for more than an hour', ageMs: 2 * DAY_MS + HOUR_MS + 60_000, code: 'allowed', sizeAfterPurge: 0 },
    { name: 'its own end comes first; it is kept to the end of the retention', until: new Date(Date.now() - 1_000).toISOString(),
      ageMs: DAY_MS, code: 'allowed', sizeAfterPurge: 1 },
    { name: 'it ends long before its last day', until: day(400), ageMs: 3 * DAY_MS, code: 'allowed', sizeAfterPurge: 0 },
    { name: 'it would cut its last day short, which counts whole', until: day(0), ageMs: 2 * DAY_MS + 1_000, code: 'on_suppression_list', sizeAfterPurge: 1 },
    { name: 'an end that is an instant beyond it', until: new Date(Date.now() + DAY_MS).toISOString(), ageMs: 3 * DAY_MS, code: 'allowed', sizeAfterPurge: 0 },
  ]; // prettier-ignore
  test.each(rows)('of two days: an entry, $name', async ({ until, ageMs, code, sizeAfterPurge }) => {
    const list = await newList({ retentionDays: 2 });
    expect(list).toMatchObject({ retentionDays: 2 });
    await addEntries(list.id, { value: NUMBER, ...(until === undefined ? {} : { until }) });
    await age(list.id, ageMs);
    expect(await asked(NUMBER)).toBe(code);
    await purge();
    expect(await sizeOf(list.id)).toBe(sizeAfterPurge);
    expect(await asked(NUMBER)).toBe(code);
  });

  test('is for good where nothing else is said, and holds from a change on', async () => {
    const list = await newList();
    expect(list.retentionDays).toBeNull();
    await addEntries(list.id, { value: NUMBER });
    await age(list.id, 5_000 * DAY_MS);
    await purge();
    expect(await asked(NUMBER)).toBe('on_suppression_list');
    const changed = await own.client.suppressionLists.update({
      params: { id: list.id },
      body: { version: 1, retentionDays: 4_000 },
    });
    expect(changed).toMatchObject({ retentionDays: 4_000, size: 1 });
    expect(await asked(NUMBER)).toBe('allowed');
  });

  test('purges leave an audit entry by the job, and none where nothing went', async () => {
    const list = await newList({ retentionDays: 1 });
    await addEntries(list.id, { value: NUMBER }, { value: '+12125550102' });
    await purge();
    await age(list.id, 2 * DAY_MS);
    await purge();
    await purge();
    const { items } = await own.client.audit.list({
      query: { entity: 'suppression-list', entityId: list.id },
    });
    const purges = items.filter(({ action }) => action === 'suppression-list.purge-entries');
    expect(purges).toMatchObject([{ actor: { kind: 'job', name: 'retention' }, after: { purged: 2 } }]);
    expect(await purge()).toBe(0);
  });

  test.each([0, 1.5, 36_526, -1, '30'])('of %s days is refused', async (retentionDays) => {
    await expect(newList({ retentionDays })).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

describe("the organization's own list (S24)", () => {
  const make = async () => {
    const { list_id: id } = await own.client.adminOptOuts.bulk({
      body: { phones: [NUMBER], reason: 'list' },
    });
    return own.client.suppressionLists.get({ params: { id: id ?? '' } });
  };

  test('is made by the first number that it keeps, and stands among the lists with a flag', async () => {
    await newList({ name: 'Own do not contact list' });
    const list = await make();
    expect(list).toMatchObject({
      name: 'Own do not contact list 2', type: 'device', channels: 'any', required: true, expires: null,
      retentionDays: null, registry: null, isOwn: true, size: 1,
    }); // prettier-ignore
    const { items } = await own.client.suppressionLists.list();
    expect(items.map(({ isOwn }) => isOwn)).toEqual([false, true]);
    const { items: entries } = await own.client.suppressionLists.listEntries({ params: { id: list.id } });
    expect(entries).toMatchObject([{ value: NUMBER, from: null, until: null, reason: 'list' }]);
  });

  test.each([
    { required: false },
    { channels: ['sms'] },
    { expires: '2099-12-31' },
    { retentionDays: 30 },
    { registry: { ageHoursMax: 24, versionAt: null, coverage: [] } },
  ] as const)('is not changed by %j, nor deleted', async (change) => {
    const list = await make();
    const params = { id: list.id };
    const { suppressionLists } = own.client;
    await expect(suppressionLists.update({ params, body: { version: 1, ...change } })).rejects.toMatchObject({
      code: 'own_list_fixed',
    });
    await expect(suppressionLists.delete({ params })).rejects.toMatchObject({ code: 'own_list_fixed' });
    expect(await suppressionLists.get({ params })).toEqual(list);
  });

  test('can get another name, further entries, and lose single ones', async () => {
    const list = await make();
    const params = { id: list.id };
    const body = { version: 1, name: 'Do not call', required: true, channels: 'any' as const };
    expect(await own.client.suppressionLists.update({ params, body })).toMatchObject({ name: 'Do not call' });
    await addEntries(list.id, { value: '@example.com' });
    const { items } = await own.client.suppressionLists.listEntries({ params });
    const entryId = items.find(({ value }) => value === NUMBER)?.id ?? '';
    await own.client.suppressionLists.removeEntry({ params: { ...params, entryId } });
    expect([await asked(NUMBER), await asked('a@example.com')]).toEqual(['allowed', 'on_suppression_list']);
    await own.client.adminOptOuts.bulk({ body: { phones: [NUMBER], reason: 'again' } });
    expect(await sizeOf(list.id)).toBe(2);
  });
});

describe('what contacts and accounts say of opt-outs', () => {
  const read = async (contactId: string, accountId: string) => {
    const { contacts, accounts } = own.client;
    const listedContact = (await contacts.list()).items.find(({ id }) => id === contactId);
    const listedAccount = (await accounts.list()).items.find(({ id }) => id === accountId);
    const all = [
      await contacts.get({ params: { id: contactId } }),
      await contacts.getByClientId({ params: { clientId: 'ann' } }),
      listedContact,
      await accounts.get({ params: { id: accountId } }),
      listedAccount,
    ].map((one) => one?.optedOut);
    for (const one of all) expect(one).toEqual(all[0]);
    return all[0];
  };
  const optOut = (given: object = {}, clientId = 'ann') =>
    own.client.optOuts.create({ body: { clientId, reason: 'asked', source: 'call', ...given } });

  test('is whether, which channels, since when, why, from where and by whom', async () => {
    const { id: contactId } = await own.client.contacts.create({
      body: { clientId: 'ann', devices: [{ address: NUMBER }] },
    });
    const { id } = await own.client.accounts.create({ body: { contactId, reference: 'L-1' } });
    expect(await read(contactId, id)).toBeNull();
    await optOut({ from: '2099-01-01' });
    await optOut({ from: '2020-01-01', until: '2020-01-31' });
    await optOut({}, 'bob');
    expect(await read(contactId, id)).toBeNull();

    const sms = await optOut({ channels: ['sms'], from: '2026-01-01' });
    expect(await read(contactId, id)).toEqual({
      channels: ['sms'], since: '2026-01-01', until: null, reason: 'asked', source: 'call', by: sms.createdBy,
      byName: 'administrator', optOutId: sms.id, count: 1,
    }); // prettier-ignore
    await optOut({ channels: ['email'], until: '2099-12-31' });
    expect(await read(contactId, id)).toMatchObject({
      channels: ['sms', 'email'],
      optOutId: sms.id,
      count: 2,
    });
    const whole = await optOut({ reason: 'letter' });
    expect(await read(contactId, id)).toMatchObject({
      channels: 'any',
      reason: 'letter',
      optOutId: whole.id,
      count: 3,
    });
    await own.client.adminOptOuts.lift({ params: { contactId }, body: { reason: 'form' } });
    expect(await read(contactId, id)).toBeNull();
  });

  test('is told by the answers of changes too', async () => {
    await optOut();
    const contact = await own.client.contacts.create({
      body: { clientId: 'ann', devices: [{ address: NUMBER }] },
    });
    expect(contact.optedOut?.reason).toBe('asked');
    const changed = await own.client.contacts.update({
      params: { id: contact.id },
      body: { version: 1, name: 'Ann' },
    });
    const account = await own.client.accounts.create({ body: { contactId: contact.id, reference: 'L-1' } });
    expect([changed.optedOut, account.optedOut]).toEqual([contact.optedOut, contact.optedOut]);
  });

  test('of a page is read at once, not one by one', async () => {
    for (let i = 0; i < 30; i++) {
      await own.client.contacts.create({ body: { clientId: `c-${i}`, devices: [] } });
      await optOut({}, `c-${i}`);
    }
    const looks: number[] = [];
    const { inForceOf } = running.store.optOuts;
    const { store } = running;
    const service = await running.another({
      store: {
        ...store,
        optOuts: {
          ...store.optOuts,
          inForceOf: (organizationId, ids, now) => {
            looks.push(ids.length);
            return inForceOf(organizationId, ids, now);
          },
        },
      },
    });
    const { text } = await service.request({
      method: 'GET',
      path: '/api/v1/contacts',
      headers: { 'x-api-key': own.key },
    });
    const { items } = JSON.parse(text) as { items: { optedOut: unknown }[] };
    expect(items.filter(({ optedOut }) => optedOut !== null)).toHaveLength(30);
    expect(looks).toEqual([30]);
  });
});
