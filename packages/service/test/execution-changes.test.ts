import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, type AttemptId, type CallResult, type WeekTimes } from '@tact/engine';
import { TEST_ACTOR } from '@tact/store/testing';
import { StoreError, type Campaign, type CampaignFields, type ContactFields } from '@tact/store';
import { CLAIM_MS } from '../src/execution/take-up.ts';
import { openExecution, type ExecutionSetting } from './execution-setting.ts';

/** What changes while a worker is in the midst of it holds from the acknowledgement on. */
let setting: ExecutionSetting;
beforeEach(async () => {
  setting = await openExecution();
});
afterEach(() => setting.close());

const addresses = () => setting.adapter.recorded.map(({ dispatch }) => dispatch.address);
const one = async (campaign: Campaign) => {
  const [item] = await setting.items(campaign);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};

const devicesOf = (...numbers: readonly string[]): ContactFields['devices'] =>
  numbers.map((key, index) => ({ position: index + 1, key: key as never, type: 'mobile' }));
const PAGE = { limit: 50, cursor: null };
async function report(campaign: Campaign, callResult: CallResult): Promise<void> {
  const { attemptId } = await one(campaign);
  const result = { callResult, disposition: null, at: setting.now() };
  const { store, organizationId } = setting;
  await store.attempts.recordResult(organizationId, attemptId as AttemptId, result, TEST_ACTOR);
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

/** Does something once, just before the processor marks at least one item, or loads facts. */
function before(step: 'markHandingOver' | 'load', work: () => Promise<unknown>): void {
  const { queue, decisions } = setting.store;
  const port: Partial<Record<typeof step, Call>> = (step === 'load' ? decisions : queue) as never;
  const real = port[step]?.bind(port) as Call;
  port[step] = async (...given) => {
    if (Array.isArray(given[3]) && given[3].length === 0) return real(...given);
    port[step] = real;
    await work();
    return real(...given);
  };
}

/** Does something once, just after the processor has read which campaigns have something due. */
function afterLooking(work: () => Promise<unknown>): void {
  const { queue } = setting.store;
  const real = queue.dueCampaigns.bind(queue);
  Object.assign(queue, {
    dueCampaigns: async (...given: Parameters<typeof real>) => {
      const found = await real(...given);
      Object.assign(queue, { dueCampaigns: real });
      await work();
      return found;
    },
  });
}

async function change(campaign: Campaign, given: Partial<CampaignFields>): Promise<void> {
  const { store, organizationId } = setting;
  const { version, ...fields } = campaign;
  await store.campaigns.update(organizationId, campaign.id, version, { ...fields, ...given }, TEST_ACTOR);
}

/** A campaign group that is closed at all hours. */
async function closedGroup() {
  const times: WeekTimes = { everyDay: 'closed' };
  const campaignHours = { timezoneSource: 'device', times } as const;
  const group = { name: 'closed', timezoneSource: null, ruleIds: [], suppressionListIds: [], campaignHours };
  return setting.store.campaignGroups.create(setting.organizationId, group, TEST_ACTOR);
}

describe('a campaign that is moved to another group', () => {
  test('after it was decided is not handed over by the rules of the one before', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const { id: campaignGroupId } = await closedGroup();
    before('markHandingOver', () => change(campaign, { campaignGroupId }));
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'outside_contact_times', step: 0 });
  });

  test.each([
    ['before', (work: () => Promise<unknown>) => afterLooking(work)],
    ['while', (work: () => Promise<unknown>) => before('load', work)],
  ])('%s it is decided is asked for again, and does not fail for good', async (_, meanwhile) => {
    await setting.addContacts([{}, {}]);
    const { id: campaignGroupId } = await closedGroup();
    const campaign = await setting.addCampaign();
    meanwhile(() => change(campaign, { campaignGroupId }));
    await setting.work();
    expect((await setting.items(campaign)).map(({ state, code }) => [state, code])).toEqual([
      ['pending', 'campaign_group_unknown'],
      ['pending', 'campaign_group_unknown'],
    ]);
    setting.setNow(setting.now() + 60_000);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'outside_contact_times' });
    expect(addresses()).toEqual([]);
  });
});

test('a result that comes while a retry is decided is treated, and the retry does not go out', async () => {
  await setting.addTreatment({ callResults: ['No Answer'], action: 'redial', retriesMax: 3 });
  await setting.addContacts([{}]);
  const campaign = await setting.addCampaign({ channel: 'call', messageTemplateId: null });
  await setting.work();
  await report(campaign, 'No Answer');
  before('markHandingOver', () => report(campaign, 'Answer'));
  await setting.work();
  expect(addresses()).toHaveLength(1);
  expect(await one(campaign)).toMatchObject({ state: 'completed', code: 'finished', step: 1 });
  const { items } = await setting.store.attempts.list(setting.organizationId, PAGE, { clientId: null });
  expect(items.map(({ state }) => state).toSorted()).toEqual(['finished', 'released']);
});

describe('a second result of an attempt', () => {
  const sameRetry = { action: 'retry-in', retriesMax: 2, intervalMinutes: 30, incrementMinutes: 10 } as const;

  test('replaces what the first led to: it is treated from the device that was tried', async () => {
    await setting.addTreatment({
      callResults: ['No Answer'],
      action: 'next-in-chain-after',
      intervalMinutes: 60,
    });
    await setting.addContacts([{ devices: devicesOf('+12125559001', '+12125559002', '+12125559003') }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    for (let time = 0; time < 2; time++) {
      await report(campaign, 'No Answer');
      await setting.work();
      expect(await one(campaign)).toMatchObject({ state: 'pending', devicePosition: 2, step: 1 });
    }
    setting.setNow((await one(campaign)).scheduledAt);
    await setting.work();
    expect(addresses()).toEqual(['+12125559001', '+12125559002']);
  });

  test('is no further retry', async () => {
    await setting.addTreatment({ callResults: ['Busy'], ...sameRetry });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const waits: number[] = [];
    for (let step = 0; step < 2; step++) {
      await setting.work();
      for (let time = 0; time < 3; time++) {
        await report(campaign, 'Busy');
        await setting.work();
      }
      const { scheduledAt } = await one(campaign);
      waits.push((scheduledAt - setting.now()) / MINUTE_MS);
      setting.setNow(scheduledAt);
    }
    expect(waits).toEqual([30, 40]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', step: 2 });
  });

  test('ends a record on the device that was tried, where nothing follows from it', async () => {
    await setting.addTreatment({
      callResults: ['No Answer'],
      action: 'next-in-chain-after',
      intervalMinutes: 60,
    });
    await setting.addContacts([{ devices: devicesOf('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    for (const callResult of ['No Answer', 'Answer'] as const) {
      await report(campaign, callResult);
      await setting.work();
    }
    expect(await one(campaign)).toMatchObject({ state: 'completed', code: 'finished', devicePosition: 1 });
  });
});

test('a campaign that comes while a large one is worked on gets its turns before that is through', async () => {
  const slow = await openExecution(2);
  slow.adapter.answer = async () => {
    await sleep(30);
    return { state: 'confirmed', providerReference: 'p' };
  };
  await slow.addContacts(Array.from({ length: 60 }, () => ({})));
  const large = await slow.addCampaign();
  const worker = slow.newProcessor();
  const first = await worker.tick();
  const small = await slow.addCampaign();
  await worker.tick();
  await worker.idle();
  const statesOf = async (campaign: Campaign) =>
    new Set((await slow.items(campaign)).map(({ state }) => state));
  expect(first).toMatchObject({ hasMore: true });
  expect(await statesOf(small)).toContain('completed');
  expect(await statesOf(large)).toContain('pending');
  await slow.close();
});

test('a call that goes on for hours is not taken for one without a result, and nobody is called meanwhile', async () => {
  await setting.addTreatment({ callResults: ['Unknown'], action: 'redial', retriesMax: 1 });
  await setting.addContacts([{}]);
  const campaign = await setting.addCampaign({ channel: 'call', messageTemplateId: null });
  const beganAt = setting.now();
  await setting.work();
  const sent: number[] = [];
  for (const minutes of [16, 240, 254, 256]) {
    setting.setNow(beganAt + minutes * MINUTE_MS);
    await setting.work();
    sent.push(addresses().length);
  }
  expect(sent).toEqual([1, 1, 1, 2]);
  expect(await one(campaign)).toMatchObject({ step: 2 });
});

test('a campaign that changes while it is decided goes out as it is afterwards', async () => {
  await setting.addContacts([{}]);
  const campaign = await setting.addCampaign({ message: 'old' });
  const text = { language: 'en', subject: null, text: 'new', html: null };
  const { id: messageTemplateId } = await setting.store.messageTemplates.create(
    setting.organizationId,
    { name: 'new', texts: [text] },
    TEST_ACTOR,
  );
  before('markHandingOver', () => change(campaign, { messageTemplateId }));
  await setting.work();
  expect(setting.adapter.recorded.map(({ dispatch }) => dispatch.message.text)).toEqual(['new']);
  expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
});

test('a fault while the rest of a batch is decided holds up nothing of it that was decided before', async () => {
  const [shared, other] = ['+12125559001', '+12125559002'];
  // The second contact with the device is decided in a second round.
  await setting.addContacts([shared, shared, other].map((number) => ({ devices: devicesOf(number) })));
  const campaign = await setting.addCampaign();
  const lost = () => Promise.reject(new StoreError('database_unavailable', 'the database does not answer'));
  before('load', () => {
    before('load', lost);
    return Promise.resolve();
  });
  await setting.work();
  expect(addresses().toSorted()).toEqual([shared, other]);
  const states = async () => (await setting.items(campaign)).map(({ state }) => state).toSorted();
  expect(await states()).toEqual(['completed', 'completed', 'processing']);
  setting.setNow(setting.now() + CLAIM_MS + 1);
  await setting.work();
  expect(addresses().toSorted()).toEqual([shared, shared, other]);
});
