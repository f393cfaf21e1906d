import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClientId, Instant, OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { allOf, openStore, type OptOutFields, type Store } from '@tact/store';
import { freshDatabase, type TestDatabase } from '@tact/store/testing';
import { createDecider } from '../deciding/create-decider.ts';
import type { Question } from '../deciding/question.ts';
import { DEMO_ACTOR } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';
import { seedDemo } from './seed-demo.ts';

const SIZE = { contacts: 400 };
const clock = () => Date.now() as Instant;

let database: TestDatabase | undefined;
let store: Store | undefined;
beforeAll(async () => {
  database = await freshDatabase();
  store = await openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store?.close();
  await database?.drop();
});

function opened(): Store {
  if (store === undefined) throw new Error('the database did not start');
  return store;
}

/** Attempts, accounts, rules, opt-outs and the like, counted. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  const id: OrganizationId = DEMO_ORGANIZATION_ID;
  const page = { limit: 200, cursor: null };
  const { contacts, accounts, rules, optOuts, suppression, campaignGroups, attempts } = opened();
  const { campaigns, contactLists, messageTemplates } = opened();
  const lists = (await suppression.list(id, page)).items;
  return {
    contacts: await contacts.count(id),
    accounts: (await accounts.list(id, page, null)).items.length,
    contactTimes: (await rules.list(id, 'contact-times', page)).items.length,
    attemptRules: (await rules.list(id, 'attempt', page)).items.length,
    campaigns: (await campaigns.list(id, page)).items.length,
    messages: (await messageTemplates.list(id, page)).items.length,
    records: (await contactLists.list(id, page)).items.reduce((sum, { size }) => sum + size, 0),
    groups: (await campaignGroups.list(id, page)).items.length,
    optOuts: (await optOuts.list(id, page, { clientId: null, active: true })).items.length,
    entries: lists.reduce((sum, { size }) => sum + size, 0),
    attempts: (await attempts.list(id, page, { clientId: null })).items.length,
  };
}

function othersOptOut(clientId: string): OptOutFields {
  const rest = { contactOnly: false, reason: 'asked', source: 'agent', from: null, until: null } as const;
  return { clientId: clientId as ClientId, channels: 'any', ...rest };
}

/** Whose wishes there are, one by one. */
async function optedOut(): Promise<readonly ClientId[]> {
  const found: ClientId[] = [];
  const everybody = { clientId: null, active: null };
  for await (const { clientId } of allOf((page) =>
    opened().optOuts.list(DEMO_ORGANIZATION_ID, page, everybody),
  ))
    found.push(clientId);
  return found;
}

describe('the demo', () => {
  test('one that was cut short is made whole, and one that is whole stays as it is', async () => {
    const interrupted = seedDemo(
      opened(),
      clock,
      (line) => {
        if (line.includes('accounts')) throw new Error('the power went off');
      },
      SIZE,
    );
    await expect(interrupted).rejects.toThrow('the power went off');
    // More than a page of what others made meanwhile, so that nothing of the demo is on the first one.
    for (let i = 0; i < 201; i++)
      await opened().optOuts.create(DEMO_ORGANIZATION_ID, othersOptOut(`other-${i}`), clock(), DEMO_ACTOR);
    const before = await optedOut();

    expect(await seedDemo(opened(), clock, undefined, SIZE)).toMatchObject({ created: true });
    expect(await optedOut()).toEqual(before);
    const made = await counts();
    expect(made).toMatchObject({
      contacts: 400,
      accounts: 200,
      contactTimes: 4,
      attemptRules: 5,
      groups: 2,
      attempts: 200,
    });
    expect(made['optOuts']).toBeGreaterThan(0);
    expect(made['entries']).toBeGreaterThan(0);

    expect(await seedDemo(opened(), clock, undefined, SIZE)).toMatchObject({ created: false });
    expect(await counts()).toEqual(made);
  });

  test('answers are of every kind: allowed, too many attempts, suppressed, opted out', async () => {
    const decider = createDecider({ store: opened(), clock, zoneTable: zoneTable() });
    const questions: Question[] = [];
    for await (const batch of opened().contacts.stream(DEMO_ORGANIZATION_ID, 200))
      for (const { clientId } of batch)
        questions.push({
          contact: { by: 'clientId', clientId },
          device: null,
          channel: 'call',
          accountId: null,
          campaignGroupId: null,
          attributes: {},
          at: null,
        });
    const answers = await decider.ask(DEMO_ORGANIZATION_ID, questions, { record: false });
    // Every verdict, not only the deciding one: at night the hours decide everywhere.
    const codes = new Set(
      answers.flatMap((answer) =>
        answer.answered ? answer.decision.verdicts.map(({ reason }) => reason.code) : [answer.code],
      ),
    );
    for (const code of ['attempts_reached', 'attempts_below_limit', 'on_suppression_list', 'opted_out'])
      expect(codes).toContain(code);
    expect(answers.every(({ answered }) => answered)).toBe(true);
  });
});
