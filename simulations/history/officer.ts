import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@tact/api';
import type { Random } from '@tact/service/without-http';
import type { CallingParts } from './callers.ts';
import { DEVICE_LIMIT } from './model.ts';
import type { HouseholdName } from './recorded.ts';

/** Rules that the officer changes. */
export interface Rules {
  readonly limitRuleId: string;
}

/** The limit on a contact at the beginning of an era. */
export const FIRST_LIMIT = 3;
const LIMIT_MAX = 5;

const EVERY_ATTEMPT = {
  scope: 'tenant',
  direction: 'outbound',
  period: { kind: 'rolling', amount: 30, unit: 'days' },
  countBy: 'any',
  channels: 'any',
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
} as const;

/** An organization that is open at all hours, with one limit on a contact and one on a device. All attempts of a simulation count: clocks that are set move nothing out of the period. */
export async function prepareRules(client: Client): Promise<Rules> {
  const { version } = await client.organization.get();
  const limits = { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null };
  await client.organization.update({ body: { version, allowedHours: { everyDay: 'any' }, limits } });
  const { id: limitRuleId } = await client.attemptRules.create({
    body: {
      name: 'On the contact',
      required: true,
      priority: 1,
      conditions: { ...EVERY_ATTEMPT, count: FIRST_LIMIT, using: 'client' },
    },
  });
  await client.attemptRules.create({
    body: {
      name: 'On the device',
      required: true,
      priority: 2,
      conditions: { ...EVERY_ATTEMPT, count: DEVICE_LIMIT, using: 'device' },
    },
  });
  return { limitRuleId };
}

/** What an era begins with: two contacts of each household with one device, the first limit, and an empty list that is required. Gives the list. */
export async function prepareEra(
  client: Client,
  rules: Rules,
  households: readonly HouseholdName[],
  era: number,
  listBefore: string | null,
): Promise<string> {
  // Whatever of an earlier era still waits somewhere to be written finds another version, or a list that nobody reads.
  await setLimit(client, rules, FIRST_LIMIT, `limit of era ${era}`);
  if (listBefore !== null) {
    const { version } = await client.suppressionLists.get({ params: { id: listBefore } });
    await client.suppressionLists.update({ params: { id: listBefore }, body: { version, required: false } });
  }
  const { id } = await client.suppressionLists.create({
    body: { name: `List of era ${era}`, type: 'device', required: true },
  });
  for (const { clientIds, number } of households)
    await Promise.all(
      clientIds.map((clientId) =>
        client.contacts.put({
          params: { clientId },
          body: { zone: 'America/New_York', country: 'US', devices: [{ address: number }] },
        }),
      ),
    );
  return id;
}

/** Sets the limit at whatever version the rule has. */
async function setLimit(client: Client, { limitRuleId }: Rules, limit: number, name: string): Promise<void> {
  const params = { id: limitRuleId };
  const { version } = await client.attemptRules.get({ params });
  await client.attemptRules.update({
    params,
    body: { version, name, conditions: { ...EVERY_ATTEMPT, count: limit, using: 'client' } },
  });
}

/** Changes the limit, up and down, again and again. */
export async function changeLimits(
  { nodes, history, isOver }: CallingParts,
  random: Random,
  rules: Rules,
  tagOf: () => string,
): Promise<void> {
  const params = { id: rules.limitRuleId };
  while (!isOver()) {
    await sleep(random.between(40, 250));
    const node = random.pick(nodes);
    const [limit, tag] = [random.between(1, LIMIT_MAX + 1), tagOf()];
    const found = await node.client.attemptRules.get({ params }).catch(() => undefined);
    if (found === undefined) continue;
    await history.record({ kind: 'limit', limit, tag }, node.name, async () => {
      const conditions = { ...EVERY_ATTEMPT, count: limit, using: 'client' } as const;
      await node.client.attemptRules.update({
        params,
        body: { version: found.version, name: tag, conditions },
      });
      return {};
    });
  }
}

/** A number that nobody has: a file without one is refused. */
const NOBODYS = '+12129990000';

/** Replaces what stands on the list by files, one after the other. The answer of an import is the end of its job. */
export async function importLists(
  { nodes, households, history, isOver }: CallingParts,
  random: Random,
  listId: string,
  tagOf: () => string,
): Promise<void> {
  while (!isOver()) {
    await sleep(random.between(100, 500));
    const node = random.pick(nodes);
    const tag = tagOf();
    const numbers = new Set(households.live.filter(() => random.chance(0.4)).map(({ number }) => number));
    const body = ['phone', NOBODYS, ...numbers, ''].join('\n');
    const query = { fileName: `${tag}.csv`, label: tag, mode: 'replace', defaultCountry: 'US' } as const;
    await history.record({ kind: 'list', numbers, tag }, node.name, async () => {
      const { job } = await node.client.listImports.create({ params: { id: listId }, query, body });
      for (;;) {
        if (isOver()) throw new Error('the era is over');
        const found = await random
          .pick(nodes)
          .client.jobs.get({ params: { id: job.id } })
          .catch(() => undefined);
        if (found?.state === 'finished') return {};
        if (found?.state === 'failed' || found?.state === 'stopped')
          throw new Error(`the job ended ${found.state}`);
        await sleep(30);
      }
    });
  }
}
