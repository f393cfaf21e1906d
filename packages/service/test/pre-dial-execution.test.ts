import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatInstant, MINUTE_MS, NO_LIMITS, type ClientId } from '@tact/engine';
import type { Campaign, ContactFields, QueueItem } from '@tact/store';
import { TEST_ACTOR } from '@tact/store/testing';
import { NO_VALIDATORS } from '../src/pre-dial/validators.ts';
import { NOON, openExecution, type ExecutionSetting } from './execution-setting.ts';
import { startPreDialService, type PreDialReply, type PreDialService } from './pre-dial-service.ts';

let setting: ExecutionSetting;
let service: PreDialService;
beforeEach(async () => {
  setting = await openExecution();
  service = await startPreDialService();
});
afterEach(async () => {
  await service.stop();
  await setting.close();
});

const one = async (campaign: Campaign): Promise<QueueItem> => {
  const [item] = await setting.items(campaign);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};
const addresses = () => setting.adapter.recorded.map(({ dispatch }) => dispatch.address);
const devices = (...numbers: readonly string[]): ContactFields['devices'] =>
  numbers.map((key, index) => ({ position: index + 1, key: key as never, type: 'mobile' }));
const attempts = async () => {
  const page = { limit: 50, cursor: null };
  return (await setting.store.attempts.list(setting.organizationId, page, { clientId: null })).items;
};
const decisions = async () => {
  const page = { limit: 50, cursor: null };
  const filter = { clientId: null, decision: null };
  return (await setting.store.decisions.list(setting.organizationId, page, filter)).items;
};
const answers = () => setting.events.flatMap((event) => (event.kind === 'validated' ? [event.answer] : []));
const optOut = async (clientId: string) => {
  const wish = {
    clientId: clientId as ClientId,
    channels: 'any',
    contactOnly: false,
    reason: 'asked',
    source: 'call',
    from: null,
    until: null,
  } as const;
  await setting.store.optOuts.create(setting.organizationId, wish, setting.now(), TEST_ACTOR);
};
const ANN = { clientId: 'ann' as ClientId, name: 'Ann', attributes: { tier: 'gold' } };

describe('200', () => {
  test('lets a record be dialled: decided after it, reserved, handed over, once', async () => {
    const { id } = await setting.addValidation({ url: service.url, required: false });
    await setting.addContacts([ANN]);
    const campaign = await setting.addCampaign({ preDialValidationIds: [id] });
    await setting.work();
    expect(addresses()).toHaveLength(1);
    const item = await one(campaign);
    expect(item).toMatchObject({ state: 'completed', handOver: 'confirmed', step: 1 });
    expect(await attempts()).toMatchObject([{ id: item.attemptId, state: 'reserved' }]);
    expect(await decisions()).toHaveLength(1);
    expect(answers()).toEqual(['yes']);
  });

  test('was asked for by a request with an id, what the record is, and user data', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{ ...ANN, region: 'US-NY', postalCode: '10001', language: 'en' }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    const item = await one(campaign);
    const [request] = service.requests;
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'user-agent': 'tact',
      'idempotency-key': `${item.id}.1.1.1`,
    });
    const [to] = addresses();
    expect(request?.json).toEqual({
      type: 'pre-dial',
      id: `${item.id}.1.1.1`,
      at: formatInstant(NOON),
      channel: 'sms',
      to,
      campaign: { id: campaign.id, name: campaign.name },
      contact: { id: item.contactId, clientId: 'ann', name: 'Ann', language: 'en' },
      account: null,
      fields: {
        attempts: 0,
        c_client_id: 'ann',
        c_country_code_iso: 'US',
        c_postal_code: '10001',
        c_state_code: 'NY',
        c_tz_name: 'America/New_York',
        campaign_id: campaign.id,
        cd_area_code: '212',
        cd_country_code: '1',
        cd_country_code_iso: 'US',
        cd_device_index: 1,
        cd_device_type: 'mobile',
        cd_number: to,
        cd_state_code: 'NY',
        cd_tz_name: 'America/New_York',
        chain_id: item.recordId,
        chain_n: 1,
        contact_info: to,
        contact_info_type: 4,
        group_id: campaign.campaignGroupId,
        record_id: item.recordId,
      },
      attributes: { tier: 'gold' },
    });
  });
});

describe('whatever is not 200 dials nobody, and makes no attempt', () => {
  const replies: readonly (readonly [what: string, reply: PreDialReply, code: string, status: string])[] = [
    ['409', 409, 'pre_dial_refused', 'answered with HTTP 409; no treatment follows'],
    ['204', 204, 'pre_dial_unanswered', 'answered with HTTP 204; it is asked again'],
    ['403', 403, 'pre_dial_unanswered', 'answered with HTTP 403; it is asked again'],
    ['500', 500, 'pre_dial_unanswered', 'answered with HTTP 500; it is asked again'],
    ['a redirect', { redirectTo: '/elsewhere' }, 'pre_dial_unanswered', 'answered with HTTP 307; it is asked again'],
    ['nothing', 'say nothing', 'pre_dial_unanswered', 'did not answer: there was no answer within 300 ms; it is asked again'],
    ['a drip', 'drip', 'pre_dial_unanswered', 'did not answer: there was no answer within 300 ms; it is asked again'],
    ['the end of the connection', 'cut the connection', 'pre_dial_unanswered', 'did not answer: the connection ended (ECONNRESET); it is asked again'],
    ['half an answer', 'cut the answer', 'pre_dial_unanswered', 'did not answer: the connection ended'],
    ['a huge answer', 'answer too much', 'pre_dial_unanswered', 'did not answer: '],
  ]; // prettier-ignore
  test.each(replies)('%s', async (_, reply, code, sentence) => {
    await setting.addValidation({ url: service.url, timeoutMs: 300, name: 'Office' });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    service.reply = () => reply;
    await setting.work();
    expect(addresses()).toEqual([]);
    const item = await one(campaign);
    const isRefused = code === 'pre_dial_refused';
    expect(item).toMatchObject({
      state: isRefused ? 'skipped' : 'pending',
      code,
      step: 0,
      attemptId: null,
      handOver: 'none',
    });
    expect(item.reason).toContain(`the pre-dial validation \`Office\` ${sentence}`);
    expect([await attempts(), await decisions()]).toEqual([[], []]);
    expect(answers()).toEqual([isRefused ? 'no' : 'none']);
    expect(service.requests.every(({ json }) => json['type'] === 'pre-dial')).toBe(true);
    if (isRefused) return;
    expect(item.scheduledAt).toBeGreaterThanOrEqual(setting.now() + 10 * MINUTE_MS);
    expect(item.scheduledAt).toBeLessThan(setting.now() + 20 * MINUTE_MS);
  });

  test('nobody listens', async () => {
    await setting.addValidation({});
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', code: 'pre_dial_unanswered' });
  });

  test('nobody may be asked by this process', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const processor = setting.newProcessor(NO_VALIDATORS);
    await processor.tick();
    await processor.idle();
    expect([addresses(), service.requests]).toEqual([[], []]);
    expect(await one(campaign)).toMatchObject({ code: 'pre_dial_unanswered' });
  });

  test('headers that cannot be opened', async () => {
    await setting.addValidation({ url: service.url, sealedHeaders: 'x', headerNames: ['x'] });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    expect([addresses(), service.requests]).toEqual([[], []]);
    expect((await one(campaign)).reason).toContain('its headers cannot be opened');
  });

  test('and nothing counts: what is limited to once a day is dialled afterwards', async () => {
    const { store, organizationId } = setting;
    const current = await store.organizations.get(organizationId);
    const rules = { ...current.rules, limits: { ...NO_LIMITS, attemptsPerDayMax: 1 } };
    await store.organizations.update(organizationId, current.version, { rules }, TEST_ACTOR);
    await setting.addTreatment({
      callResults: ['Do Not Call'],
      action: 'retry-in',
      intervalMinutes: 5,
      retriesMax: 1,
    });
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    service.reply = () => 409;
    await setting.work();
    setting.setNow((await one(campaign)).scheduledAt);
    service.reply = () => 200;
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });
});

describe('treatments are tried without dialling', () => {
  test('of the disposition code of a no: the next device is asked about, and dialled', async () => {
    await setting.addTreatment({ dispositionCodes: ['NO'], action: 'next-in-chain' });
    await setting.addTreatment({ callResults: ['Do Not Call'], action: 'none' });
    await setting.addValidation({ url: service.url, dispositionCode: 'NO' });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign();
    service.reply = ({ json }) => (json['to'] === '+12125559001' ? 409 : 200);
    await setting.work();
    expect(addresses()).toEqual(['+12125559002']);
    const item = await one(campaign);
    expect(item).toMatchObject({ state: 'completed', devicePosition: 2, step: 1 });
    expect(service.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([
      `${item.id}.1.1.1`,
      `${item.id}.1.2.2`,
    ]);
  });

  test.each([
    ['of `Do Not Call` where a no has no code', 409, ['Do Not Call'], 'pre_dial_refused'],
    ['of the call result that stands for no answer', 500, ['Dial Error'], 'pre_dial_unanswered'],
  ] as const)('%s', async (_, reply, callResults, code) => {
    await setting.addTreatment({ callResults, action: 'retry-in', intervalMinutes: 30, retriesMax: 1 });
    await setting.addValidation({ url: service.url, callResult: 'Dial Error' });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    service.reply = () => reply;
    await setting.work();
    const item = await one(campaign);
    expect(item).toMatchObject({ state: 'pending', code, scheduledAt: NOON + 30 * MINUTE_MS });
    setting.setNow(item.scheduledAt);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code });
    expect(addresses()).toEqual([]);
  });

  test('of a script, by their events; and never sooner than in a minute', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign({
      treatmentScript: `<scxml><state id="a"><transition event="blocked.pre-dial-refused" cond="$times == 1"><redial/></transition>
        <transition event="blocked.pre-dial-refused"/></state></scxml>`,
    });
    service.reply = () => 409;
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'pending', scheduledAt: NOON + MINUTE_MS });
    setting.setNow(NOON + MINUTE_MS);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'pre_dial_refused' });
    expect(service.requests).toHaveLength(2);
  });
});

describe('which services are asked', () => {
  test('required ones by every campaign, optional ones where they are picked, or the profile has picked them', async () => {
    const { store, organizationId } = setting;
    const required = await setting.addValidation({ url: `${service.url}/required` });
    const picked = await setting.addValidation({ url: `${service.url}/picked`, required: false });
    const shared = await setting.addValidation({ url: `${service.url}/shared`, required: false });
    await setting.addContacts([{}]);
    const plain = await setting.addCampaign();
    const picking = await setting.addCampaign({ preDialValidationIds: [picked.id] });
    const profile = await store.dialingProfiles.create(
      organizationId,
      { name: 'p', ruleIds: [], suppressionListIds: [], preDialValidationIds: [shared.id, required.id] },
      TEST_ACTOR,
    );
    const sharing = await setting.addCampaign();
    const change = { dialingProfileId: profile.id };
    await store.campaignGroups.update(organizationId, sharing.campaignGroupId, 1, change, TEST_ACTOR);
    const { due } = await store.queue.dueCampaigns(organizationId, setting.now());
    const namesOf = (campaign: Campaign) =>
      due.find((one) => one.campaign.id === campaign.id)?.validations.map(({ id }) => id);
    expect([plain, picking, sharing].map(namesOf)).toEqual([
      [required.id],
      [required.id, picked.id],
      [required.id, shared.id],
    ]);
  });

  test('in the order of their priorities, and the first that does not say yes is the last', async () => {
    const other = await startPreDialService();
    const third = await startPreDialService();
    await setting.addValidation({ url: third.url, priority: 30 });
    await setting.addValidation({ url: other.url, priority: 20, name: 'Second' });
    await setting.addValidation({ url: service.url, priority: 10 });
    other.reply = () => 409;
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    expect([service, other, third].map(({ requests }) => requests.length)).toEqual([1, 1, 0]);
    expect((await one(campaign)).reason).toContain('`Second` answered with HTTP 409');
    await Promise.all([other.stop(), third.stop()]);
  });

  test('none about somebody who is blocked anyway: that is decided for good', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([ANN]);
    await optOut('ann');
    const campaign = await setting.addCampaign();
    await setting.work();
    expect(service.requests).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'opted_out' });
    expect(await decisions()).toMatchObject([{ decision: 'blocked' }]);
  });
});
