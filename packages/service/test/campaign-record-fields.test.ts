import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AttemptId, type ClientId, type DeviceKey } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { TEST_ACTOR } from '@tact/store/testing';
import type { Campaign, ContactFields, QueueItem } from '@tact/store';
import { replayOne } from '../src/proof/replay-sample.ts';
import { openExecution, type ExecutionSetting } from './execution-setting.ts';

/** Fields of seed A12 that only a campaign knows, in custom rules of its questions. */
let setting: ExecutionSetting;
beforeEach(async () => {
  setting = await openExecution();
});
afterEach(() => setting.close());

const DEVICES: ContactFields['devices'] = ['+12125559001', '+12125559002'].map((key, index) => ({
  position: index + 1,
  key: key as DeviceKey,
  type: 'mobile',
}));

async function addRule(expression: string): Promise<void> {
  const conditions = { description: '', expression, missingData: 'block' };
  const fields = { name: 'Of the record', dispositionCode: null, required: true, priority: 1, conditions };
  await setting.store.rules.create(setting.organizationId, 'custom', fields, TEST_ACTOR);
}

async function itemOf(campaign: Campaign): Promise<QueueItem> {
  const [item] = await setting.items(campaign);
  if (item === undefined) throw new Error('the campaign has no item');
  return item;
}

test('they say where the record stands, stand in its decision, and replay', async () => {
  const { store, organizationId, adapter } = setting;
  await addRule('$attempts < 2 && $chain_n == 1 && $record_id == $chain_id && $cd_country_code == 1');
  await setting.addTreatment({
    callResults: ['Busy'],
    action: 'retry-in',
    retriesMax: 9,
    intervalMinutes: 30,
    incrementMinutes: 0,
  });
  await setting.addContacts([{ devices: DEVICES }]);
  // The campaign begins with the contact's second device.
  const campaign = await setting.addCampaign({
    channel: 'call',
    messageTemplateId: null,
    devicePositions: [2, 1],
  });
  for (let step = 0; step < 3; step++) {
    await setting.work();
    const { attemptId } = await itemOf(campaign);
    const result = { callResult: 'Busy', disposition: null, at: setting.now() } as const;
    if (step < 2)
      await store.attempts.recordResult(organizationId, attemptId as AttemptId, result, TEST_ACTOR);
    await setting.work();
    setting.setNow((await itemOf(campaign)).scheduledAt);
  }
  expect(adapter.recorded.map(({ dispatch }) => dispatch.address)).toEqual(['+12125559002', '+12125559002']);
  const item = await itemOf(campaign);
  expect(item).toMatchObject({ state: 'skipped', code: 'expression_false', step: 2 });

  const page = { limit: 9, cursor: null };
  const { items } = await store.decisions.list(organizationId, page, { clientId: null, decision: null });
  const told: unknown[] = [];
  for (const { id } of items) {
    const decision = await store.decisions.get(organizationId, id);
    if (decision === undefined) throw new Error('a decision of the list is not there');
    const { facts } = JSON.parse(decision.record) as { readonly facts: { readonly fields: unknown } };
    told.push(facts.fields);
    const source = await store.rules.findRuleset(organizationId, decision.ruleset);
    expect(replayOne(decision, source, zoneTable())).toBe('equal');
  }
  const record = { chain_n: 1, record_id: item.recordId, chain_id: item.recordId, cd_country_code: '1' };
  expect(told).toEqual([2, 1, 0].map((attempts) => ({ ...record, attempts })));
});

test('who asks for no campaign misses them, whatever attributes it sends', async () => {
  await addRule('$attempts < 2');
  await setting.addContacts([{ clientId: 'ann' as ClientId, devices: DEVICES }]);
  const question = {
    contact: { by: 'clientId', clientId: 'ann' as ClientId },
    device: null,
    channel: 'call',
    accountId: null,
    campaignGroupId: null,
    attributes: { attempts: 0 },
    at: null,
  } as const;
  const [answer] = await setting.decider.ask(setting.organizationId, [question], { record: false });
  expect(answer).toMatchObject({
    answered: true,
    decision: { deciding: { reason: { code: 'missing_data' } } },
  });
});
