import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, NO_LIMITS, type AttemptId, type CallResult } from '@tact/engine';
import { TEST_ACTOR } from '@tact/store/testing';
import type { Campaign, ContactFields, QueueItem } from '@tact/store';
import type { HandOver } from '../src/channels/channel-adapter.ts';
import { HAND_OVER_MS } from '../src/execution/batch.ts';
import { CLAIM_MS } from '../src/execution/take-up.ts';
import { NOON, openExecution, type ExecutionSetting } from './execution-setting.ts';

let setting: ExecutionSetting;
beforeEach(async () => {
  setting = await openExecution();
});
afterEach(() => setting.close());

const devices = (...numbers: readonly string[]): ContactFields['devices'] =>
  numbers.map((key, index) => ({ position: index + 1, key: key as never, type: 'mobile' }));
const one = async (campaign: Campaign): Promise<QueueItem> => {
  const [item] = await setting.items(campaign);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};
const addresses = () => setting.adapter.recorded.map(({ dispatch }) => dispatch.address);
const report = async (campaign: Campaign, callResult: CallResult) => {
  const { attemptId } = await one(campaign);
  const result = { callResult, disposition: null, at: setting.now() };
  await setting.store.attempts.recordResult(
    setting.organizationId,
    attemptId as AttemptId,
    result,
    TEST_ACTOR,
  );
};
const setRules = async (rules: object) => {
  const { store, organizationId } = setting;
  const current = await store.organizations.get(organizationId);
  const change = { rules: { ...current.rules, ...rules } };
  await store.organizations.update(organizationId, current.version, change, TEST_ACTOR);
};
const attemptsOf = async (clientId: string) => {
  const page = { limit: 50, cursor: null };
  const filter = { clientId: clientId as ContactFields['clientId'] };
  return (await setting.store.attempts.list(setting.organizationId, page, filter)).items;
};

describe('what is allowed', () => {
  test('is decided, reserved, marked and handed over once, with its message', async () => {
    await setting.addContacts([{ name: 'Ann' }, { name: null }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    await setting.work();
    const { recorded } = setting.adapter;
    expect(recorded.map(({ dispatch }) => dispatch.message.text).toSorted()).toEqual([
      'Hello Ann',
      'Hello you',
    ]);
    for (const item of await setting.items(campaign)) {
      expect(item).toMatchObject({ state: 'completed', handOver: 'confirmed', step: 1, code: 'confirmed' });
      const decision = await setting.store.decisions.get(setting.organizationId, item.decisionId ?? '');
      expect(decision).toMatchObject({ decision: 'allowed', channel: 'sms' });
      const attempt = await setting.store.attempts.get(setting.organizationId, item.attemptId as AttemptId);
      expect(attempt).toMatchObject({ state: 'reserved', decisionId: item.decisionId });
      expect(item.providerReference).toBe(`p-${item.attemptId ?? ''}`);
    }
  });

  test('is shared by two workers, and nothing is handed over twice', async () => {
    await setting.addContacts(Array.from({ length: 60 }, () => ({})));
    const campaign = await setting.addCampaign({ concurrencyMax: 7 });
    const workers = [setting.newProcessor(), setting.newProcessor()];
    for (let round = 0; round < 40; round++) {
      await Promise.all(workers.map((worker) => worker.tick()));
      await Promise.all(workers.map((worker) => worker.idle()));
    }
    expect(new Set(addresses()).size).toBe(60);
    expect(addresses()).toHaveLength(60);
    expect((await setting.items(campaign)).every(({ state }) => state === 'completed')).toBe(true);
  });
});

describe('what is blocked', () => {
  test('waits for its window, spread over its first hour, and is sent then', async () => {
    await setRules({ allowedHours: { everyDay: [{ start: '09:00', end: '11:00' }] } });
    await setting.addContacts(Array.from({ length: 30 }, () => ({})));
    const campaign = await setting.addCampaign();
    await setting.work();
    expect(addresses()).toEqual([]);
    const opensAt = NOON + 21 * HOUR_MS;
    const items = await setting.items(campaign);
    for (const item of items) {
      expect(item).toMatchObject({ state: 'pending', code: 'outside_contact_times', step: 0 });
      expect(item.scheduledAt).toBeGreaterThanOrEqual(opensAt);
      expect(item.scheduledAt).toBeLessThan(opensAt + HOUR_MS);
    }
    expect(new Set(items.map(({ scheduledAt }) => scheduledAt)).size).toBeGreaterThan(12);
    setting.setNow(opensAt + HOUR_MS);
    await setting.work();
    expect(addresses()).toHaveLength(30);
  });

  test('ends where time alone does not open it, and says why', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const { clientId } = (
      await setting.store.contacts.list(setting.organizationId, { limit: 1, cursor: null }, null)
    ).items[0] ?? { clientId: '' };
    const optOut = {
      clientId: clientId as ContactFields['clientId'],
      channels: 'any',
      contactOnly: false,
      reason: 'asked',
      source: 'call',
      from: null,
      until: null,
    } as const;
    await setting.store.optOuts.create(setting.organizationId, optOut, NOON, TEST_ACTOR);
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'opted_out' });
  });

  test('ends where its campaign ends before', async () => {
    await setRules({ allowedHours: { everyDay: [{ start: '09:00', end: '11:00' }] } });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign({ endsAt: (NOON + HOUR_MS) as typeof NOON });
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'campaign_ends_before' });
  });

  test('goes to the next device where the treatment of its call result says so', async () => {
    await setting.addTreatment({ callResults: ['Do Not Call'], action: 'next-in-chain' });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002', '+12125559003') }]);
    const list = {
      name: 'l',
      type: 'device',
      channels: 'any',
      required: true,
      expires: null,
      retentionDays: null,
      registry: null,
    } as const;
    const { id } = await setting.store.suppression.create(setting.organizationId, list, TEST_ACTOR);
    const entry = { value: '+12125559001', from: null, until: null, reason: null };
    await setting.store.suppression.addEntries(setting.organizationId, id, [entry], TEST_ACTOR);
    const campaign = await setting.addCampaign();
    await setting.work();
    expect(addresses()).toEqual(['+12125559002']);
    expect(await one(campaign)).toMatchObject({ state: 'completed', devicePosition: 2, step: 1 });
  });
});

describe('a treatment of a result', () => {
  test('tries again after its interval and increment, then the next device, then ends', async () => {
    await setting.addTreatment({
      callResults: ['Busy'],
      action: 'retry-in',
      retriesMax: 2,
      intervalMinutes: 30,
      incrementMinutes: 10,
      nextAction: 'next-in-chain',
    });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign({ channel: 'call', messageTemplateId: null });
    const waits: number[] = [];
    for (let step = 0; step < 6; step++) {
      await setting.work();
      await report(campaign, 'Busy');
      await setting.work();
      const item = await one(campaign);
      waits.push((item.scheduledAt - setting.now()) / MINUTE_MS);
      setting.setNow(item.scheduledAt);
    }
    expect(waits).toEqual([30, 40, 0, 30, 40, 0]);
    expect(addresses()).toEqual([
      '+12125559001',
      '+12125559001',
      '+12125559001',
      '+12125559002',
      '+12125559002',
      '+12125559002',
    ]);
    expect(await one(campaign)).toMatchObject({ state: 'completed', code: 'chain_finished', step: 6 });
  });

  test('that is not there finishes the record', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    await report(campaign, 'Answer');
    await setting.work();
    expect(await one(campaign)).toMatchObject({
      state: 'completed',
      code: 'finished',
      handOver: 'confirmed',
    });
    expect(addresses()).toHaveLength(1);
  });
});

describe('the order of what is due', () => {
  /** Three people, one dispatch a minute: the first is tried, has a result, and the clock goes on minute by minute. */
  async function order(action: 'redial' | 'cycle-redial' | 'retry-in') {
    await setting.addTreatment({
      callResults: ['Busy'],
      action,
      retriesMax: 1,
      intervalMinutes: action === 'retry-in' ? 1 : null,
    });
    await setting.addContacts([{}, {}, {}]);
    const campaign = await setting.addCampaign({ dispatchesPerMinuteMax: 1 });
    await setting.work();
    const tried = (await setting.items(campaign)).find(({ attemptId }) => attemptId !== null);
    const result = { callResult: 'Busy', disposition: null, at: setting.now() } as const;
    await setting.store.attempts.recordResult(
      setting.organizationId,
      tried?.attemptId as AttemptId,
      result,
      TEST_ACTOR,
    );
    for (let minute = 0; minute < 8; minute++) {
      setting.setNow(setting.now() + MINUTE_MS);
      await setting.work();
    }
    const [first] = addresses();
    return addresses().map((address) => (address === first ? 'again' : 'other'));
  }

  test.each([
    ['redial', 'goes before all that wait', ['again', 'again', 'other', 'other']],
    ['cycle-redial', 'goes behind all that wait', ['again', 'other', 'other', 'again']],
    ['retry-in', 'goes before all that wait when its time has come', ['again', 'again', 'other', 'other']],
  ] as const)('%s %s', async (action, _, expected) => {
    expect(await order(action)).toEqual(expected);
  });
});

describe('a change while a campaign runs', () => {
  test('of a treatment does not interrupt one in progress; the next record goes by the change', async () => {
    const busy = { callResults: ['Busy'] as const, action: 'retry-in', retriesMax: 2 } as const;
    await setting.addTreatment({ ...busy, intervalMinutes: 30 });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    await report(campaign, 'Busy');
    await setting.work();
    const { treatments } = setting.store;
    const [stored] = await treatments.all(setting.organizationId);
    if (stored === undefined) throw new Error('there is no treatment');
    const changed = { ...stored, intervalMinutes: 5 };
    await treatments.update(setting.organizationId, stored.id, stored.version, changed, TEST_ACTOR);
    const wait = async (of: Campaign) => {
      setting.setNow((await one(of)).scheduledAt);
      await setting.work();
      await report(of, 'Busy');
      await setting.work();
      return ((await one(of)).scheduledAt - setting.now()) / MINUTE_MS;
    };
    expect(await wait(campaign)).toBe(30);
    expect(await wait(await setting.addCampaign())).toBe(5);
  });

  test('of the devices that it tries holds for what is tried next', async () => {
    await setting.addTreatment({ callResults: ['No Answer'], action: 'next-in-chain' });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002', '+12125559003') }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    const { version, ...fields } = campaign;
    const escalation = { ...fields, devicePositions: [1, 3] };
    await setting.store.campaigns.update(
      setting.organizationId,
      campaign.id,
      version,
      escalation,
      TEST_ACTOR,
    );
    await report(campaign, 'No Answer');
    await setting.work();
    expect(addresses()).toEqual(['+12125559001', '+12125559003']);
  });
});

describe('a script of a campaign', () => {
  const SCRIPT = `<scxml>
    <state id="first">
      <transition event="result.busy" target="second"><next-in-chain-after minutes="10"/></transition>
      <transition event="blocked.outside-contact-times" target="done"/>
    </state>
    <state id="second">
      <transition event="result.busy" cond="$times &lt; 2"><redial/></transition>
      <transition event="result.busy" target="done"/>
    </state>
    <final id="done"/>
  </scxml>`;

  test('replaces all treatments, and keeps its place from device to device', async () => {
    await setting.addTreatment({ callResults: ['Busy'], action: 'none' });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign({ treatmentScript: SCRIPT });
    const codes: string[] = [];
    for (let step = 0; step < 3; step++) {
      await setting.work();
      await report(campaign, 'Busy');
      await setting.work();
      codes.push((await one(campaign)).code);
      setting.setNow((await one(campaign)).scheduledAt);
    }
    expect(addresses()).toEqual(['+12125559001', '+12125559002', '+12125559002']);
    // The redial went out in the same breath as its result was treated.
    expect(codes).toEqual(['treated', 'confirmed', 'treatment_ends']);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 3 });
  });

  test('ends what is blocked where it says so, and lets the rest wait', async () => {
    await setRules({ allowedHours: { everyDay: [{ start: '09:00', end: '11:00' }] } });
    await setting.addContacts([{}]);
    const ended = await setting.addCampaign({ treatmentScript: SCRIPT });
    const waiting = await setting.addCampaign({ treatmentScript: '<scxml><state id="a"/></scxml>' });
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(ended)).toMatchObject({ state: 'skipped', code: 'outside_contact_times' });
    expect(await one(waiting)).toMatchObject({ state: 'pending', code: 'outside_contact_times' });
  });

  test('that nobody can read ends in a failure, and tries nothing', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign({ treatmentScript: '<scxml>' });
    await setting.work();
    await report(campaign, 'Busy');
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(await one(campaign)).toMatchObject({ state: 'failed', code: 'script_failed' });
  });
});

describe('a result that never comes', () => {
  const held = 16 * MINUTE_MS;

  test('is `Unknown` when the attempt is no longer held, and has its treatment', async () => {
    await setting.addTreatment({ callResults: ['Unknown'], action: 'next-in-chain' });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign();
    await setting.work();
    setting.setNow(setting.now() + 14 * MINUTE_MS);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    setting.setNow(setting.now() + held);
    await setting.work();
    expect(addresses()).toEqual(['+12125559001', '+12125559002']);
    setting.setNow(setting.now() + held);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'completed', code: 'chain_finished', step: 2 });
  });

  test('is not waited for where nothing follows from it, nor where one has come', async () => {
    await setting.addContacts([{}]);
    const untreated = await setting.addCampaign();
    await setting.work();
    await setting.addTreatment({ callResults: ['Unknown'], action: 'redial', retriesMax: 3 });
    const answered = await setting.addCampaign();
    await setting.work();
    await report(answered, 'Answer');
    await setting.work();
    setting.setNow(setting.now() + held);
    await setting.work();
    expect(await one(untreated)).toMatchObject({ code: 'confirmed', step: 1 });
    expect(await one(answered)).toMatchObject({ code: 'finished', step: 1 });
  });
});

test('a treatment marks a record as an agent’s error: it has failed, and says so', async () => {
  await setting.addTreatment({ callResults: ['Wrong Party'], action: 'agent-error' });
  await setting.addContacts([{}]);
  const campaign = await setting.addCampaign();
  await setting.work();
  await report(campaign, 'Wrong Party');
  await setting.work();
  expect(await one(campaign)).toMatchObject({ state: 'failed', code: 'agent_error', comesFirst: true });
});

test('a call goes out with what its campaign does by who answers', async () => {
  const dropped = { deliver: false, to: null };
  const delivery = { personTo: '+12125550177', answeringMachine: dropped, fax: dropped, silence: dropped };
  await setting.addContacts([{}]);
  await setting.addCampaign({ channel: 'call', messageTemplateId: null, delivery });
  await setting.work();
  expect(setting.adapter.recorded.map(({ dispatch }) => dispatch.delivery)).toEqual([delivery]);
});

describe('a treatment that gives a record to somebody', () => {
  const team = { action: 'assign', assignee: 'Team 2' } as const;
  const assignedTo = async (assignee: string) => {
    const filter = { campaignId: null, state: null, assignee };
    const page = { limit: 10, cursor: null };
    return (await setting.store.queue.list(setting.organizationId, page, filter)).items;
  };

  test('after a result: nothing more is sent, and the record is on their list', async () => {
    await setting.addTreatment({ callResults: ['No Answer'], ...team });
    await setting.addContacts([{ devices: devices('+12125559001', '+12125559002') }]);
    const campaign = await setting.addCampaign({ channel: 'call', messageTemplateId: null });
    await setting.work();
    await report(campaign, 'No Answer');
    await setting.work();
    const item = await one(campaign);
    expect(item).toMatchObject({ state: 'completed', code: 'assigned', assignee: 'Team 2', step: 1 });
    expect(await assignedTo('Team 2')).toEqual([item]);
    expect(await assignedTo('Team 3')).toEqual([]);
    expect(addresses()).toHaveLength(1);
    // What they found out is a result like any other, and theirs no longer.
    await report(campaign, 'Answer');
    await setting.work();
    expect(await one(campaign)).toMatchObject({ code: 'finished', assignee: null });
  });

  test('after a block: it is skipped, and theirs', async () => {
    // An attempt limit without a disposition leads to the treatment of `Cancel Record`.
    await setRules({ allowedHours: { everyDay: 'closed' } });
    await setting.addTreatment({ callResults: ['Cancel Record'], ...team });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', assignee: 'Team 2', step: 0 });
  });
});

describe('hours of a campaign itself', () => {
  test('cut those of its group, and a change of them holds at once', async () => {
    await setRules({ allowedHours: { everyDay: [{ start: '09:00', end: '21:00' }] } });
    await setting.addContacts([{}]);
    const evening = { everyDay: [{ start: '18:00', end: '20:00' }] };
    const other = await setting.addCampaign();
    const campaign = await setting.addCampaign({ hours: evening });
    await setting.work();
    expect(await one(other)).toMatchObject({ state: 'completed' });
    const waiting = await one(campaign);
    expect(waiting).toMatchObject({ state: 'pending', code: 'outside_contact_times' });
    // 18:00 of the same day, and spread over the hour behind it.
    expect(waiting.scheduledAt).toBeGreaterThanOrEqual(NOON + 6 * HOUR_MS);
    expect(waiting.scheduledAt).toBeLessThan(NOON + 7 * HOUR_MS);
    const { store, organizationId } = setting;
    const { version, ...fields } = campaign;
    const closed = { ...fields, hours: { everyDay: 'closed' as const } };
    await store.campaigns.update(organizationId, campaign.id, version, closed, TEST_ACTOR);
    setting.setNow(waiting.scheduledAt);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'skipped', step: 0 });
    expect(addresses()).toHaveLength(1);
  });
});

describe('a hand-over', () => {
  const answers: readonly [name: string, answer: HandOver, item: Partial<QueueItem>, attempts: readonly string[]][] = [
    ['that is unknown counts, and is not sent again', { state: 'unknown', sentence: 'the line broke' }, { state: 'failed', handOver: 'unknown', code: 'handover_unknown', step: 1 }, ['reserved']],
    ['that is refused for good does not count', { state: 'refused', code: 'bad_number', sentence: 'no such number', retryAfterMs: null }, { state: 'failed', handOver: 'refused', code: 'bad_number', step: 0 }, ['released']],
    ['that is to wait holds its channel back', { state: 'refused', code: 'slow_down', sentence: 'too fast', retryAfterMs: 60_000 }, { state: 'pending', handOver: 'refused', code: 'slow_down', step: 0 }, ['released']],
  ]; // prettier-ignore
  test.each(answers)('%s', async (_, answer, expected, attempts) => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    setting.adapter.answer = () => answer;
    await setting.work();
    setting.setNow(setting.now() + 5_000);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(await one(campaign)).toMatchObject(expected);
    const { items: contacts } = await setting.store.contacts.list(
      setting.organizationId,
      { limit: 1, cursor: null },
      null,
    );
    expect((await attemptsOf(contacts[0]?.clientId ?? '')).map(({ state }) => state)).toEqual(attempts);
  });

  test.each([
    ['that is to wait lets the others go on where it is meant alone', { holdsChannel: false }, 'completed'],
    ['that is to wait lets the others wait, too, where its channel is meant', {}, 'pending'],
  ] as const)('%s', async (_, meant, otherState) => {
    await setting.addContacts([{}]);
    const first = await setting.addCampaign();
    setting.adapter.answer = () => ({
      state: 'refused',
      code: 'slow_down',
      sentence: 'not now',
      retryAfterMs: 60_000,
      ...meant,
    });
    await setting.work();
    setting.adapter.answer = () => ({ state: 'confirmed', providerReference: 'p' });
    setting.setNow(setting.now() + 5_000);
    const other = await setting.addCampaign({ name: 'another' });
    await setting.work();
    expect(await one(first)).toMatchObject({ state: 'pending' });
    expect(await one(other)).toMatchObject({ state: otherState });
  });

  test('goes on after back-pressure, later', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    setting.adapter.answer = () => ({
      state: 'refused',
      code: 'slow_down',
      sentence: 'too fast',
      retryAfterMs: 60_000,
    });
    await setting.work();
    setting.adapter.answer = () => ({ state: 'confirmed', providerReference: 'p' });
    setting.setNow(setting.now() + 120_000);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });

  test('whose worker died is unknown, and a late result puts it right', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    setting.adapter.answer = () => new Promise(() => undefined);
    const dying = setting.newProcessor();
    await dying.tick();
    setting.setNow(setting.now() + HAND_OVER_MS);
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'failed', handOver: 'unknown' });
    expect(addresses()).toHaveLength(1);
    await report(campaign, 'Answer');
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'completed', handOver: 'confirmed' });
    expect(addresses()).toHaveLength(1);
  });
});

describe('a pause', () => {
  test('between decision and hand-over lets nothing out, and gives the reservation back', async () => {
    await setRules({ limits: { ...NO_LIMITS, attemptsPerDayMax: 1 } });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const { queue } = setting.store;
    const mark = queue.markHandingOver.bind(queue);
    const pausing = Object.assign(queue, {
      markHandingOver: async (...given: Parameters<typeof mark>) => {
        await queue.setPaused(setting.organizationId, true, TEST_ACTOR);
        return mark(...given);
      },
    });
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', code: 'held_back', step: 0 });
    Object.assign(pausing, { markHandingOver: mark });
    await queue.setPaused(setting.organizationId, false, TEST_ACTOR);
    await setting.work();
    expect(addresses()).toHaveLength(1);
  });
});

describe('nothing can be decided', () => {
  test('then nothing is sent, and it is asked again', async () => {
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const { decisions } = setting.store;
    const load = decisions.load.bind(decisions);
    Object.assign(decisions, { load: () => Promise.reject(new Error('the disk is on fire')) });
    await setting.work();
    expect(addresses()).toEqual([]);
    Object.assign(decisions, { load });
    setting.setNow(setting.now() + CLAIM_MS);
    await setting.work();
    await setting.work();
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });
});

describe('messages', () => {
  test('that cannot be written out are not sent, and reserve nothing', async () => {
    await setting.addContacts([{ name: null }]);
    const campaign = await setting.addCampaign({ message: 'Dear {name}' });
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({
      state: 'failed',
      code: 'message_incomplete',
      attemptId: null,
    });
  });
});
