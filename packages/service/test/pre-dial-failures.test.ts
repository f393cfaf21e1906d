import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openExecution, type ExecutionSetting } from './execution-setting.ts';
import { startPreDialService, type PreDialService } from './pre-dial-service.ts';

/** What fails about one record takes nothing from those that were taken up with it. */
let setting: ExecutionSetting;
let service: PreDialService;
beforeEach(async () => {
  setting = await openExecution();
  service = await startPreDialService();
  await setting.addValidation({ url: service.url, timeoutMs: 5_000 });
});
afterEach(async () => {
  await service.stop();
  await setting.close();
});

test('a record that cannot be decided leaves the others of its batch to be asked about and dialled', async () => {
  await setting.addContacts([{}, {}, {}]);
  const campaign = await setting.addCampaign();
  const undecidable = (await setting.items(campaign))[1]?.contactId;
  const { decisions } = setting.store;
  const real = decisions.survey.bind(decisions);
  const survey: typeof real = async (organizationId, queries, scope) => {
    const loaded = await real(organizationId, queries, scope);
    const facts = loaded.facts.map((one, index) => {
      const contact = queries[index]?.contact;
      return contact?.by === 'id' && contact.id === undecidable ? (undefined as never) : one;
    });
    return { ...loaded, facts };
  };
  Object.assign(decisions, { survey });
  await setting.work();
  expect(setting.adapter.recorded).toHaveLength(2);
  const left = (await setting.items(campaign)).filter(({ state }) => state !== 'completed');
  expect(left).toMatchObject([{ contactId: undecidable, state: 'processing', step: 0 }]);
  expect(service.requests).toHaveLength(2);
});

/** Answers no at once, and the second time when so many milliseconds are over. */
const noAndLater = (laterMs: number) => {
  let asked = 0;
  service.reply = async () => {
    if (++asked > 1) await sleep(laterMs);
    return 409;
  };
};

test('treatments that could not be read are read again for the next record of the batch', async () => {
  await setting.addContacts([{}, {}]);
  const campaign = await setting.addCampaign();
  const { treatments } = setting.store;
  const real = treatments.all.bind(treatments);
  let reads = 0;
  Object.assign(treatments, {
    all: (...given: Parameters<typeof real>) =>
      ++reads === 1 ? Promise.reject(new Error('the database is away')) : real(...given),
  });
  noAndLater(150);
  await setting.work();
  const states = (await setting.items(campaign)).map(({ state }) => state);
  expect(states.toSorted()).toEqual(['processing', 'skipped']);
});

test('a treatment that came while a service thought is followed', async () => {
  await setting.addContacts([{}, {}]);
  const campaign = await setting.addCampaign();
  noAndLater(900);
  const working = setting.work();
  await expect
    .poll(async () => (await setting.items(campaign)).filter(({ state }) => state === 'skipped').length)
    .toBe(1);
  await setting.addTreatment({
    callResults: ['Do Not Call'],
    action: 'retry-in',
    intervalMinutes: 30,
    retriesMax: 1,
  });
  await working;
  const states = (await setting.items(campaign)).map(({ state }) => state);
  expect(states.toSorted()).toEqual(['pending', 'skipped']);
});
