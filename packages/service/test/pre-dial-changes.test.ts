import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, type Instant } from '@tact/engine';
import type { Campaign, QueueItem } from '@tact/store';
import { TEST_ACTOR } from '@tact/store/testing';
import { openExecution, type ExecutionSetting } from './execution-setting.ts';
import { startPreDialService, type PreDialReply, type PreDialService } from './pre-dial-service.ts';

/** What is changed while a service thinks holds at once: nothing follows from what is no longer so (ADR 0028). */
let setting: ExecutionSetting;
let service: PreDialService;
let second: PreDialService;
beforeEach(async () => {
  setting = await openExecution();
  service = await startPreDialService();
  second = await startPreDialService();
  await setting.addContacts([{}]);
});
afterEach(async () => {
  await Promise.all([service.stop(), second.stop()]);
  await setting.close();
});

const one = async (campaign: Campaign): Promise<QueueItem> => {
  const [item] = await setting.items(campaign);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
};
const texts = () => setting.adapter.recorded.map(({ dispatch }) => dispatch.message.text);
/** Lets something happen before the first answer of the service. */
const meanwhile = (work: () => Promise<unknown>, answer: PreDialReply = 200) => {
  service.reply = async () => {
    service.reply = () => 200;
    await work();
    return answer;
  };
};

describe('the answer of a service that is not asked any more ends nothing', () => {
  const changes: readonly (readonly [what: string, change: (campaign: Campaign, id: string) => Promise<unknown>])[] = [
    [
      'its group has picked it no more',
      ({ campaignGroupId }) => {
        const none = { preDialValidationIds: [] };
        return setting.store.campaignGroups.update(setting.organizationId, campaignGroupId, 1, none, TEST_ACTOR);
      },
    ],
    [
      'its campaign moved to another group',
      async ({ version, ...fields }) => {
        const { store, organizationId } = setting;
        const group = { name: 'other', timezoneSource: null, ruleIds: [], suppressionListIds: [] };
        const { id: campaignGroupId } = await store.campaignGroups.create(organizationId, group, TEST_ACTOR);
        const moved = { ...fields, campaignGroupId };
        return store.campaigns.update(organizationId, fields.id, version, moved, TEST_ACTOR);
      },
    ],
    [
      'it is at another address',
      (_, id) => {
        const { store, organizationId } = setting;
        return store.preDialValidations.update(organizationId, id, 1, { url: second.url }, TEST_ACTOR);
      },
    ],
  ]; // prettier-ignore
  test.each(changes.flatMap(([what, change]) => [409, 500].map((answer) => [answer, what, change] as const)))(
    '%i, and %s',
    async (answer, _, change) => {
      const { id } = await setting.addValidation({ url: service.url, required: false });
      const campaign = await setting.addCampaign({ preDialValidationIds: [id] });
      meanwhile(() => change(campaign, id), answer);
      await setting.work();
      // Where a worker meets it in the midst of its move it looks it up again after a minute.
      setting.setNow(setting.now() + MINUTE_MS);
      await setting.work();
      expect(await one(campaign)).toMatchObject({ state: 'completed', code: 'confirmed', step: 1 });
      expect(setting.adapter.recorded).toHaveLength(1);
    },
  );
});

test('nobody is told to the address that a further service had', async () => {
  const third = await startPreDialService();
  await setting.addValidation({ url: service.url });
  const { id } = await setting.addValidation({ url: second.url });
  const campaign = await setting.addCampaign();
  const { store, organizationId } = setting;
  meanwhile(() => store.preDialValidations.update(organizationId, id, 1, { url: third.url }, TEST_ACTOR));
  await setting.work();
  expect([service, second, third].map(({ requests }) => requests.length)).toEqual([2, 0, 1]);
  expect(await one(campaign)).toMatchObject({ state: 'completed' });
  await third.stop();
});

describe('what goes out is as it is by then:', () => {
  beforeEach(() => setting.addValidation({ url: service.url }));

  test('a corrected message', async () => {
    const campaign = await setting.addCampaign({ message: 'Helo' });
    const { store, organizationId } = setting;
    const text = { language: 'en', subject: null, text: 'Hello', html: null };
    const corrected = { name: 'corrected', texts: [text] };
    meanwhile(() =>
      store.messageTemplates.update(
        organizationId,
        campaign.messageTemplateId ?? '',
        1,
        corrected,
        TEST_ACTOR,
      ),
    );
    await setting.work();
    expect(texts()).toEqual(['Hello']);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });

  test('another channel', async () => {
    const campaign = await setting.addCampaign();
    const changed: { to?: ReturnType<typeof setting.changeChannel> } = {};
    meanwhile(() => Promise.resolve((changed.to = setting.changeChannel())));
    await setting.work();
    expect(setting.adapter.recorded).toEqual([]);
    expect(changed.to?.recorded).toHaveLength(1);
    expect(await one(campaign)).toMatchObject({ state: 'completed', step: 1 });
  });

  test('a channel that was asked to slow down, not before its time', async () => {
    const campaign = await setting.addCampaign();
    const until = (setting.now() + 90_000) as Instant;
    const { store, organizationId } = setting;
    meanwhile(() => store.queue.slowDown(organizationId, 'sms', until, 'it says so'));
    await setting.work();
    expect(setting.adapter.recorded).toEqual([]);
    expect(await one(campaign)).toMatchObject({ state: 'pending', code: 'held_back', step: 0 });
    setting.setNow(until);
    await setting.work();
    expect(setting.adapter.recorded).toHaveLength(1);
  });
});
