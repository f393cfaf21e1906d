import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, type ClientId } from '@tact/engine';
import type { Campaign, QueueItem } from '@tact/store';
import { TEST_ACTOR } from '@tact/store/testing';
import { CLAIM_MS } from '../src/execution/take-up.ts';
import { openExecution, type ExecutionSetting } from './execution-setting.ts';
import { startPreDialService, type PreDialService } from './pre-dial-service.ts';

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
const attempts = async () => {
  const page = { limit: 50, cursor: null };
  return (await setting.store.attempts.list(setting.organizationId, page, { clientId: null })).items;
};
/** The ids that the service was asked under, each once. */
const ids = () => [...new Set(service.requests.map(({ headers }) => headers['idempotency-key']))];
const times = (count: number) => Array.from({ length: count }, () => ({}));

describe('what comes while a service thinks', () => {
  /** Lets something happen before the first answer, which is a yes. */
  const meanwhile = (work: () => Promise<unknown>) => {
    service.reply = async () => {
      service.reply = () => 200;
      await work();
      return 200;
    };
  };

  test('an opt-out: nobody is dialled', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{ clientId: 'ann' as ClientId }]);
    const campaign = await setting.addCampaign();
    const wish = {
      channels: 'any',
      contactOnly: false,
      reason: 'x',
      source: 'call',
      from: null,
      until: null,
    } as const;
    meanwhile(() =>
      setting.store.optOuts.create(
        setting.organizationId,
        { ...wish, clientId: 'ann' as ClientId },
        setting.now(),
        TEST_ACTOR,
      ),
    );
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'skipped', code: 'opted_out' });
    expect(await attempts()).toEqual([]);
  });

  test('the end of the hours: nobody is dialled', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    meanwhile(async () => {
      const { store, organizationId } = setting;
      const current = await store.organizations.get(organizationId);
      const rules = { ...current.rules, allowedHours: { everyDay: [{ start: '13:00', end: '14:00' }] } };
      await store.organizations.update(organizationId, current.version, { rules }, TEST_ACTOR);
    });
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', code: 'outside_contact_times' });
  });

  test('another service that is required from now on: it is asked, too, before anybody is dialled', async () => {
    const second = await startPreDialService();
    second.reply = () => 409;
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    meanwhile(() => setting.addValidation({ url: second.url, name: 'Second' }));
    await setting.work();
    expect(addresses()).toEqual([]);
    expect((await one(campaign)).reason).toContain('`Second` answered with HTTP 409');
    expect(await attempts()).toEqual([]);
    expect(ids()).toHaveLength(2);
    await second.stop();
  });

  test('a pause: nobody is dialled until it is over', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    const pause = (isPaused: boolean) =>
      setting.store.queue.setPaused(setting.organizationId, isPaused, TEST_ACTOR);
    meanwhile(() => pause(true));
    await setting.work();
    expect(addresses()).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', code: 'held_back', step: 0 });
    expect(await attempts()).toEqual([]);
    await pause(false);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(service.requests).toHaveLength(2);
    expect(ids()).toHaveLength(2);
  });

  test('the end of the claim: who lost it dials nobody', async () => {
    await setting.addValidation({ url: service.url });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    meanwhile(() => {
      setting.setNow(setting.now() + CLAIM_MS);
      return Promise.resolve();
    });
    const slow = setting.newProcessor();
    await slow.tick();
    await slow.idle();
    expect(addresses()).toEqual([]);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });
});

describe('a worker that ends', () => {
  test('while a service thinks loses and doubles nothing; the next asks with the same id', async () => {
    await setting.addValidation({ url: service.url, timeoutMs: 20_000 });
    await setting.addContacts([{}]);
    const campaign = await setting.addCampaign();
    service.reply = () => 'say nothing';
    const dying = setting.newProcessor();
    await dying.tick();
    await expect.poll(() => service.requests.length).toBe(1);
    service.reply = () => 200;
    await setting.work();
    expect(addresses()).toEqual([]);
    setting.setNow(setting.now() + CLAIM_MS);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
    expect((await attempts()).map(({ state }) => state)).toEqual(['reserved']);
    expect(service.requests).toHaveLength(2);
    expect(ids()).toHaveLength(1);
    dying.stop();
    await dying.idle();
    expect(addresses()).toHaveLength(1);
  });

  test('and is followed by nobody for hours: what it asked about is asked about anew', async () => {
    await setting.addValidation({ url: service.url, timeoutMs: 20_000 });
    await setting.addContacts([{}]);
    await setting.addCampaign();
    service.reply = () => 'say nothing';
    const dying = setting.newProcessor();
    await dying.tick();
    await expect.poll(() => service.requests.length).toBe(1);
    service.reply = () => 200;
    setting.setNow(setting.now() + HOUR_MS);
    await setting.work();
    expect(addresses()).toHaveLength(1);
    expect(ids()).toHaveLength(2);
    dying.stop();
    await dying.idle();
  });

  test('when it is told to puts its records back at once', async () => {
    await setting.addValidation({ url: service.url, timeoutMs: 20_000 });
    await setting.addContacts(times(3));
    const campaign = await setting.addCampaign();
    service.reply = () => 'say nothing';
    const processor = setting.newProcessor();
    await processor.tick();
    await expect.poll(() => service.requests.length).toBe(3);
    processor.stop();
    await processor.idle();
    for (const item of await setting.items(campaign))
      expect(item).toMatchObject({
        state: 'pending',
        code: 'held_back',
        scheduledAt: setting.now(),
        step: 0,
      });
    service.reply = () => 200;
    await setting.work();
    expect(addresses()).toHaveLength(3);
  });

  test('two workers share the records, and nobody is dialled twice', async () => {
    await setting.addValidation({ url: service.url, connectionsMax: 5 });
    await setting.addContacts(times(40));
    const campaign = await setting.addCampaign();
    const workers = [setting.newProcessor(), setting.newProcessor()];
    for (let round = 0; round < 30 && addresses().length < 40; round++) {
      await Promise.all(workers.map((worker) => worker.tick()));
      await Promise.all(workers.map((worker) => worker.idle()));
    }
    expect(new Set(addresses()).size).toBe(40);
    expect(addresses()).toHaveLength(40);
    expect((await setting.items(campaign)).every(({ step }) => step === 1)).toBe(true);
  });
});

describe('a service', () => {
  test('is asked about no more records at once than it has connections, which are kept', async () => {
    await setting.addValidation({ url: service.url, connectionsMax: 3 });
    await setting.addContacts(times(30));
    await setting.addCampaign();
    service.reply = async () => {
      await sleep(5);
      return 200;
    };
    await setting.work();
    expect(addresses()).toHaveLength(30);
    expect(service.requests).toHaveLength(30);
    expect(service.atOnceMax()).toBe(3);
    expect(service.connections()).toBeLessThanOrEqual(4);
  });

  test('that closed a kept connection is asked once more', async () => {
    await setting.addValidation({ url: service.url, connectionsMax: 1 });
    await setting.addContacts(times(2));
    const campaign = await setting.addCampaign();
    let asked = 0;
    service.reply = () => (++asked === 2 ? 'cut the connection' : 200);
    await setting.work();
    expect(addresses()).toHaveLength(2);
    expect((await setting.items(campaign)).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });

  test('that is down is not run into by a whole list', async () => {
    await setting.addValidation({ url: service.url, connectionsMax: 4 });
    await setting.addContacts(times(50));
    const campaign = await setting.addCampaign();
    service.reply = () => 503;
    const processor = setting.newProcessor();
    for (let turn = 0; turn < 2; turn++) {
      await processor.tick();
      await processor.idle();
    }
    const touched = (await setting.items(campaign)).filter(({ code }) => code === 'pre_dial_unanswered');
    expect(touched.length).toBeGreaterThanOrEqual(4);
    expect(touched.length).toBeLessThan(12);
    service.reply = () => 200;
    await expect
      .poll(
        async () => {
          await processor.tick();
          await processor.idle();
          return addresses().length;
        },
        { timeout: 20_000 },
      )
      .toBe(50 - touched.length);
  }, 30_000);

  test.each([
    ['second', 'first', 20],
    ['first', 'second', 10],
  ])(
    'that hangs, the %s of two, holds up no campaign that asks the %s alone',
    async (hangs, _, priority) => {
      const other = await startPreDialService();
      const given = { required: false, timeoutMs: 20_000, connectionsMax: 2 };
      const { id: hanging } = await setting.addValidation({ ...given, url: service.url, priority });
      const { id: quick } = await setting.addValidation({ ...given, url: other.url, priority: 15 });
      await setting.addContacts(times(20));
      const asksBoth = { preDialValidationIds: [hanging, quick], weight: 100 };
      const both = await setting.addCampaign(asksBoth);
      const alone = await setting.addCampaign({ preDialValidationIds: [quick] });
      service.reply = () => 'say nothing';
      const processor = setting.newProcessor();
      await expect
        .poll(
          async () => {
            await processor.tick();
            return (await setting.items(alone)).every(({ state }) => state === 'completed');
          },
          { timeout: 15_000 },
        )
        .toBe(true);
      const underWay = (await setting.items(both)).filter(({ state }) => state === 'processing');
      expect(underWay).toHaveLength(hangs === 'first' ? 2 : 4);
      expect(service.atOnceMax()).toBe(2);
      processor.stop();
      await processor.idle();
      await other.stop();
    },
    30_000,
  );

  test('that hangs holds up no other campaign', async () => {
    const { id } = await setting.addValidation({
      url: service.url,
      required: false,
      timeoutMs: 20_000,
      connectionsMax: 2,
    });
    await setting.addContacts(times(20));
    const hanging = await setting.addCampaign({ preDialValidationIds: [id], weight: 100 });
    const free = await setting.addCampaign();
    service.reply = () => 'say nothing';
    const processor = setting.newProcessor();
    await processor.tick();
    await expect
      .poll(async () => (await setting.items(free)).every(({ state }) => state === 'completed'))
      .toBe(true);
    const states = (await setting.items(hanging)).map(({ state }) => state);
    expect(states.filter((state) => state === 'processing')).toHaveLength(2);
    expect(states.filter((state) => state === 'pending')).toHaveLength(18);
    processor.stop();
    await processor.idle();
  });
});
