import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Channel } from '@tact/engine';
import type { ChannelAdapter } from '../src/channels/channel-adapter.ts';
import { createClock } from '../src/deciding/clock.ts';
import type { Service } from '../src/main.ts';
import { recordingAdapter, type RecordingAdapter } from './recording-adapter.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
/** The one that works on the queues. */
let executing: Service;
let organization: TestOrganization;
const adapters = new Map<string, RecordingAdapter>();

beforeAll(async () => {
  running = await startRunningService();
  // A second service on the same database works on the queues.
  const adapterOf = (id: string, channel: Channel): Promise<ChannelAdapter | null> =>
    Promise.resolve(channel === 'sms' ? (adapters.get(id) ?? null) : null);
  executing = await running.another({ execution: { adapterOf } });
});
afterAll(() => running.stop());
beforeEach(async () => {
  organization = await running.newOrganization();
  adapters.set(organization.id, recordingAdapter(createClock()));
});

const DROPPED = { deliver: false, to: null };
const UNKNOWN_ID = '01900000-0000-7000-8000-000000000000';
const JSON_TYPE = { 'content-type': 'application/json' };
const send = (method: string, path: string, body?: object) =>
  organization.send(
    method,
    `/api/v1/${path}`,
    body === undefined ? {} : { headers: JSON_TYPE, body: JSON.stringify(body) },
  );
/** Asks until it is so; the test's own limit ends it otherwise. */
async function until<Result>(ask: () => Promise<Result>, isSo: (result: Result) => boolean): Promise<Result> {
  for (;;) {
    const result = await ask();
    if (isSo(result)) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A list with contacts A-1 to A-n, a group and a template. */
async function parts(contacts = 3) {
  const { client } = organization;
  for (let n = 1; n <= contacts; n++)
    await client.contacts.put({
      params: { clientId: `A-${n}` },
      body: { name: `Person ${n}`, country: 'US', devices: [{ address: `+1 212 555 010${n}` }] },
    });
  const list = await client.contactLists.create({ body: { name: 'List' } });
  const records = Array.from({ length: contacts }, (_, index) => ({ clientId: `A-${index + 1}` }));
  await client.contactLists.addRecords({ params: { id: list.id }, body: { records } });
  const group = await client.campaignGroups.create({ body: { name: 'Group' } });
  const template = await client.messageTemplates.create({
    body: { name: 'Template', texts: [{ language: 'en', text: 'Hello {name}' }] },
  });
  return { contactListId: list.id, campaignGroupId: group.id, messageTemplateId: template.id };
}
const newCampaign = async (given: object = {}) => {
  const body = { name: 'Campaign', channel: 'sms' as const, ...(await parts()), ...given };
  return organization.client.campaigns.create({ body });
};

describe('a contact list', () => {
  test('takes contacts row by row, and says which it did not', async () => {
    const { contactLists } = organization.client;
    const { contactListId: id } = await parts(2);
    const rows = [
      { clientId: 'A-1' },
      { clientId: 'nobody' },
      {},
      { clientId: 'A-1', contactId: UNKNOWN_ID },
      { contactId: UNKNOWN_ID },
      { clientId: 'A-2', accountId: UNKNOWN_ID },
    ];
    const added = await contactLists.addRecords({ params: { id }, body: { records: rows } });
    expect(added).toMatchObject({ added: 0, unchanged: 1 });
    expect(added.problems.map(({ path, code }) => [path, code])).toEqual([
      ['/records/1', 'contact_unknown'],
      ['/records/2', 'validation_failed'],
      ['/records/3', 'validation_failed'],
      ['/records/4', 'contact_unknown'],
      ['/records/5', 'account_unknown'],
    ]);
    expect(await contactLists.get({ params: { id } })).toMatchObject({ name: 'List', size: 2 });
  });

  test('is listed from any row on and counted, narrowed by status and by the start of a client id', async () => {
    const { contactLists } = organization.client;
    const { contactListId: id } = await parts(3);
    const params = { id };
    const all = (await contactLists.listRecords({ params })).items.map(({ clientId }) => clientId);
    const [last] = (await contactLists.listRecords({ params, query: { skip: 2, limit: 5 } })).items;
    expect(last?.clientId).toBe(all[2]);
    const body = { status: 'held' } as const;
    await contactLists.setRecordStatus({ params: { id, recordId: last?.id ?? '' }, body });
    const held = await contactLists.listRecords({ params, query: { status: 'held' } });
    expect(held.items.map(({ clientId }) => clientId)).toEqual([all[2]]);
    const counts = await Promise.all(
      [{}, { status: 'ready' as const }, { clientId: 'A-1' }, { clientId: 'B' }].map(async (query) => {
        const { count } = await contactLists.countRecords({ params, query });
        return count;
      }),
    );
    expect(counts).toEqual([3, 2, 1, 0]);
    const gone = await send('GET', `contact-lists/${UNKNOWN_ID}/records/count`);
    expect([gone.status, gone.json['code']]).toEqual([404, 'not_found']);
    expect((await send('GET', `contact-lists/${id}/records?skip=-1`)).status).toBe(400);
  });

  test('holds records back, loses them, is renamed and deleted', async () => {
    const { contactLists } = organization.client;
    const { contactListId: id } = await parts(2);
    const { items } = await contactLists.listRecords({ params: { id } });
    // Records that were made in one millisecond stand in no order.
    const [first = { id: '' }, second = { id: '' }] = items.toSorted((one, other) =>
      one.clientId < other.clientId ? -1 : 1,
    );
    const held = await contactLists.setRecordStatus({
      params: { id, recordId: first.id },
      body: { status: 'held' },
    });
    expect(held).toMatchObject({ clientId: 'A-1', status: 'held' });
    await contactLists.deleteRecord({ params: { id, recordId: second.id } });
    expect(await contactLists.update({ params: { id }, body: { version: 1, name: 'Other' } })).toMatchObject({
      name: 'Other',
      size: 1,
      version: 2,
    });
    await contactLists.delete({ params: { id } });
    expect((await contactLists.list()).items).toEqual([]);
  });
});

describe('a message template', () => {
  const refused: readonly [name: string, texts: readonly object[], path: string][] = [
    ['an unknown placeholder', [{ language: 'en', text: 'Hi {nmae}' }], '/texts/0/text'],
    ['one in a subject', [{ language: 'en', text: '.', subject: '{x}' }], '/texts/0/subject'],
    ['a language that stands twice', [{ language: 'en', text: 'a' }, { language: 'EN', text: 'b' }], '/texts/1/language'],
  ]; // prettier-ignore
  test.each(refused)('refuses %s, and says where', async (_, texts, path) => {
    const { status, json } = await send('POST', 'message-templates', { name: 'T', texts });
    expect([status, json['code'], json['path']]).toEqual([422, 'message_invalid', path]);
  });

  test('that a campaign names is not deleted', async () => {
    const { messageTemplateId: id } = await newCampaign();
    expect((await send('DELETE', `message-templates/${id ?? ''}`)).json['code']).toBe('still_used');
  });
});

describe('a campaign', () => {
  const refused: readonly [name: string, change: object, code: string][] = [
    [
      'an end before its start',
      { startsAt: '2030-01-02T00:00:00Z', endsAt: '2030-01-02T00:00:00Z' },
      'campaign_invalid',
    ],
    ['a group that is not there', { campaignGroupId: UNKNOWN_ID }, 'campaign_group_unknown'],
    ['a list that is not there', { contactListId: UNKNOWN_ID }, 'contact_list_unknown'],
    ['a template that is not there', { messageTemplateId: UNKNOWN_ID }, 'message_template_unknown'],
    ['messages without a template', { messageTemplateId: null }, 'campaign_invalid'],
    [
      'who answers, where nobody does',
      { delivery: { personTo: null, answeringMachine: DROPPED, fax: DROPPED, silence: DROPPED } },
      'campaign_invalid',
    ],
    ['a language that the template has not', { language: 'fr' }, 'campaign_invalid'],
    ['e-mails without a subject', { channel: 'email' }, 'campaign_invalid'],
    [
      'hours that end before they begin',
      { hours: { everyDay: [{ start: '12:00', end: '09:00' }] } },
      'hours_invalid',
    ],
  ];
  test.each(refused)('refuses %s', async (_, change, code) => {
    const body = { name: 'C', channel: 'sms', ...(await parts()), ...change };
    expect((await send('POST', 'campaigns', body)).json['code']).toBe(code);
  });

  const delivery = { personTo: null, answeringMachine: DROPPED, fax: DROPPED, silence: DROPPED };
  test.each([
    ['a dropped call that goes somewhere', { ...delivery, fax: { deliver: false, to: '+12125550100' } }, 'campaign_invalid', '/delivery/fax/to'],
    ['a number that is none', { ...delivery, personTo: '12' }, 'number_invalid', '/delivery/personTo'],
    ['instructions that anybody could change on the way', { ...delivery, personTo: 'http://example.com/' }, 'campaign_invalid', '/delivery/personTo'],
    ['an e-mail address', { ...delivery, personTo: 'a@example.com' }, 'campaign_invalid', '/delivery/personTo'],
  ])('refuses for answered calls %s', async (_, given, code, path) => {
    const body = { name: 'C', ...(await parts()), channel: 'call', delivery: given };
    expect((await send('POST', 'campaigns', body)).json).toMatchObject({ code, path });
  }); // prettier-ignore

  test('says what is done with answered calls, and takes it back', async () => {
    const given = {
      ...delivery,
      personTo: '(212) 555-0177',
      silence: { deliver: true, to: 'sip:a@example.com' },
    };
    const { id, delivery: kept } = await newCampaign({ channel: 'call', delivery: given });
    expect(kept).toEqual({ ...given, personTo: '+12125550177' });
    const { campaigns } = organization.client;
    const changed = await campaigns.update({ params: { id }, body: { version: 1, delivery: null } });
    expect(changed.delivery).toBeNull();
  });

  test('has a script that is checked line by line, before it is saved and when it is', async () => {
    const good = '<scxml><state id="a"><transition event="*"><next-in-chain/></transition></state></scxml>';
    const bad = '<scxml>\n<state id="a"><onentry/></state></scxml>';
    const { campaigns } = organization.client;
    expect(await campaigns.checkScript({ body: { script: good } })).toEqual({
      valid: true,
      problems: [],
      states: ['a'],
    });
    const check = await campaigns.checkScript({ body: { script: bad } });
    expect(check).toMatchObject({ valid: false, problems: [{ line: 2 }], states: [] });
    const { id, treatmentScript } = await newCampaign({ treatmentScript: good });
    expect(treatmentScript).toBe(good);
    const change = { version: 1, treatmentScript: bad };
    expect((await send('PATCH', `campaigns/${id}`, change)).json).toMatchObject({
      code: 'script_invalid',
      path: '/treatmentScript',
    });
  });

  test('moves from draft to completed, and not back', async () => {
    const { campaigns } = organization.client;
    const { id, status } = await newCampaign();
    expect(status).toBe('draft');
    const params = { id };
    expect((await send('POST', `campaigns/${id}/pause`)).json['code']).toBe('status_conflict');
    expect(await campaigns.activate({ params })).toMatchObject({ status: 'active', version: 2 });
    expect((await send('DELETE', `campaigns/${id}`)).json['code']).toBe('still_used');
    expect(await campaigns.pause({ params })).toMatchObject({ status: 'paused' });
    expect(await campaigns.resume({ params })).toMatchObject({ status: 'active' });
    expect(await campaigns.update({ params, body: { version: 4, weight: 5 } })).toMatchObject({
      weight: 5,
      version: 5,
    });
    expect(await campaigns.complete({ params })).toMatchObject({ status: 'completed' });
    for (const step of ['activate', 'enqueue', 'pause'])
      expect((await send('POST', `campaigns/${id}/${step}`)).json['code']).toBe('status_conflict');
    expect((await send('PATCH', `campaigns/${id}`, { version: 6, weight: 1 })).json['code']).toBe(
      'status_conflict',
    );
  });

  test('a draft is deleted', async () => {
    const { id } = await newCampaign();
    await organization.client.campaigns.delete({ params: { id } });
    expect((await organization.client.campaigns.list()).items).toEqual([]);
  });
});

test('the execution engine says how it does, and where it is paused everywhere', async () => {
  const { health, queue } = organization.client;
  expect((await health.ready()).execution).toEqual({ state: 'off', lastTurnAt: null });
  const executionOf = async () => {
    const response = await fetch(new URL('/api/v1/ready', executing.address));
    return ((await response.json()) as Awaited<ReturnType<typeof health.ready>>).execution;
  };
  const ready = await until(executionOf, ({ lastTurnAt }) => lastTurnAt !== null);
  expect(ready.state).toBe('running');
  const metrics = await (await fetch(new URL('/metrics', executing.address))).text();
  expect(metrics).toContain('tact_execution_state{state="running"} 1');
  expect(metrics).toMatch(/^tact_execution_last_turn_seconds [1-9]/m);
  await queue.pause();
  const paused = await (await fetch(new URL('/metrics', executing.address))).text();
  expect(Number(/^tact_execution_paused_organizations (\d+)$/m.exec(paused)?.[1])).toBeGreaterThan(0);
  await queue.resume();
});

describe('the queue', () => {
  test('says how far it is with its list', async () => {
    const { campaigns } = organization.client;
    const { id } = await newCampaign({ startsAt: '2099-01-01T00:00:00Z' });
    const params = { id };
    const none = { records: 3, pending: 0, processing: 0, completed: 0, failed: 0, skipped: 0 };
    expect(await campaigns.progress({ params })).toEqual(none);
    await campaigns.activate({ params });
    await campaigns.enqueue({ params });
    expect(await campaigns.progress({ params })).toEqual({ ...none, pending: 3 });
    expect((await send('GET', `campaigns/${UNKNOWN_ID}/progress`)).status).toBe(404);
  });

  test('is worked on by the service: what is enqueued goes out, and is shown', async () => {
    const { campaigns, queue } = organization.client;
    const { id } = await newCampaign();
    await campaigns.activate({ params: { id } });
    expect(await campaigns.enqueue({ params: { id } })).toEqual({ enqueued: 3 });
    const overview = await until(
      () => queue.get({ query: { campaignId: id } }),
      ({ figures }) => figures.completed === 3,
    );
    expect(overview).toMatchObject({
      paused: false,
      figures: { pending: 0, processing: 0, failed: 0, skipped: 0 },
    });
    const texts = adapters.get(organization.id)?.recorded.map(({ dispatch }) => dispatch.message.text) ?? [];
    expect(texts.toSorted()).toEqual(['Hello Person 1', 'Hello Person 2', 'Hello Person 3']);
    const { items } = await queue.listItems({ query: { state: 'completed' } });
    const [item] = items;
    expect(item).toMatchObject({ campaignId: id, handOver: 'confirmed', code: 'confirmed', step: 1 });
    expect(await queue.getItem({ params: { id: item?.id ?? '' } })).toEqual(item);
  });

  test('does nothing while it is paused, and goes on after', async () => {
    const { campaigns, queue } = organization.client;
    const { id } = await newCampaign();
    expect(await queue.pause()).toMatchObject({ paused: true });
    await campaigns.activate({ params: { id } });
    await campaigns.enqueue({ params: { id } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(adapters.get(organization.id)?.recorded).toEqual([]);
    expect(await queue.get()).toMatchObject({ figures: { pending: 3 } });
    expect(await queue.resume()).toMatchObject({ paused: false });
    await until(queue.get, ({ figures }) => figures.completed === 3);
  });

  test('says what it waits for where nothing is set up for a channel', async () => {
    const { campaigns, queue } = organization.client;
    adapters.delete(organization.id);
    const { id } = await newCampaign();
    await campaigns.activate({ params: { id } });
    await campaigns.enqueue({ params: { id } });
    const { channels, figures } = await until(queue.get, (one) => one.channels.length > 0);
    expect(figures.pending).toBe(3);
    expect(channels).toMatchObject([
      { channel: 'sms', reason: 'nothing is set up for the channel `sms`; its campaigns wait' },
    ]);
  });

  test('limits a channel', async () => {
    const limits = { dispatchesPerMinuteMax: 60, concurrencyMax: null };
    const { queue } = organization.client;
    const pace = await queue.setChannelLimits({ params: { channel: 'sms' }, body: limits });
    expect(pace).toEqual({ channel: 'sms', ...limits, heldBackUntil: null, reason: null });
  });
});
