import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientId, OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { StoreError, type FactsQuery, type Store } from '@tact/store';
import { createClock } from '../src/deciding/clock.ts';
import { createDecider } from '../src/deciding/create-decider.ts';
import type { Answer, Question } from '../src/deciding/question.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const NO_ADDRESS = { zone: null, country: null, region: null, postalCode: null, attributes: {} };
const MINUTE_MS = 60_000;

/** Each client has an address of its own. */
function question(clientId: string): Question {
  const address = `client${clientId.replaceAll(/[^a-z0-9]/g, '')}@example.com`;
  return {
    contact: { by: 'inline', clientId: clientId as ClientId, ...NO_ADDRESS, devices: [{ address, type: 'unknown' }] },
    device: null, channel: 'email', accountId: null, campaignGroupId: null, attributes: {}, at: null,
  }; // prettier-ignore
}

/** A decider over the real store, and what it loaded: the client ids of each batch. `before` may fail a batch or hold it up. */
function watched(before: (clientIds: readonly string[], organizationId: OrganizationId) => Promise<void>) {
  const batches: (readonly string[])[] = [];
  const { decisions } = running.store;
  const clientIdOf = ({ contact }: FactsQuery) => ('clientId' in contact ? contact.clientId : '');
  const store: Store = {
    ...running.store,
    decisions: {
      ...decisions,
      async load(organizationId, queries, scope) {
        const clientIds = queries.map(clientIdOf);
        batches.push(clientIds);
        await before(clientIds, organizationId);
        return decisions.load(organizationId, queries, scope);
      },
    },
  };
  const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
  const reserve = async (clientId: string, organizationId = own.id): Promise<Answer | undefined> => {
    const asked = { ...question(clientId), expiresInMs: MINUTE_MS };
    return (await decider.reserve(organizationId, [asked]))[0];
  };
  return { batches, decider, reserve };
}

const AT_ONCE = () => Promise.resolve();
const names = (count: number) => Array.from({ length: count }, (_, n) => `client-${n}`);
const decisionOf = (answer: Answer | undefined) =>
  answer?.answered === true ? answer.decision.decision : 'refused';

/** A gate that is shut until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('questions that wait at the same time', () => {
  test('share a reading and a writing, and each has its own durable answer', async () => {
    const { batches, reserve } = watched(AT_ONCE);
    const answers = await Promise.all(names(300).map((name) => reserve(name)));
    expect(answers.map(decisionOf)).toEqual(names(300).map(() => 'allowed'));
    expect(batches.flat().sort()).toEqual(names(300).sort());
    expect(batches.length).toBeLessThan(20);
    const ids = answers.map((answer) => (answer?.answered === true ? answer.attempt?.id : undefined));
    expect(new Set(ids).size).toBe(300);
    for (const id of ids.slice(0, 3))
      expect((await own.client.attempts.get({ params: { id: id ?? '' } })).state).toBe('reserved');
  });

  test('nobody waits for company', async () => {
    const { batches, reserve } = watched(AT_ONCE);
    expect(decisionOf(await reserve('alone'))).toBe('allowed');
    expect(decisionOf(await reserve('alone again'))).toBe('allowed');
    expect(batches).toEqual([['alone'], ['alone again']]);
  });

  test('about one contact are decided one after the other, so that no limit is exceeded', async () => {
    await own.client.organization.update({
      body: {
        version: (await own.client.organization.get({})).version,
        limits: { attemptsPerDayMax: 3, attemptsPerWeekMax: null, intervalHoursMin: null },
      },
    });
    const { reserve } = watched(AT_ONCE);
    const answers = await Promise.all(Array.from({ length: 40 }, () => reserve('the one')));
    expect(answers.filter((answer) => decisionOf(answer) === 'allowed')).toHaveLength(3);
    expect(answers.filter((answer) => decisionOf(answer) === 'blocked')).toHaveLength(37);
  });

  test('a question asked only holds no attempt, though others beside it do', async () => {
    const { decider, reserve } = watched(AT_ONCE);
    const [[asked], held] = await Promise.all([
      decider.ask(own.id, [question('asks')], { record: true }),
      reserve('reserves'),
    ]);
    expect(asked).toMatchObject({ answered: true, attempt: null });
    expect(asked?.answered === true && asked.id).toBeTruthy();
    expect(held).toMatchObject({ answered: true, attempt: { id: expect.any(String) as string } });
  });
});

test('a failure in a later round takes nothing from what was held before it', async () => {
  let loads = 0;
  const { decider } = watched(() =>
    ++loads < 2
      ? Promise.resolve()
      : Promise.reject(new StoreError('database_unavailable', 'the database does not answer')),
  );
  // The second question about the contact is decided in a second round, on facts that hold the first one's attempt.
  const asked = ['twice', 'twice', 'once'].map((name) => ({ ...question(name), expiresInMs: MINUTE_MS }));
  const [first, second, third] = await decider.reserveEach(own.id, asked);
  expect([first, third]).toMatchObject([
    { answered: true, attempt: { id: expect.any(String) as string } },
    { answered: true, attempt: { id: expect.any(String) as string } },
  ]);
  expect(second).toMatchObject({ failed: true, error: { code: 'database_unavailable' } });
});

test('beside two batches goes a third one of what waits, once that is worth it, and no fourth', async () => {
  const shut = gate();
  const { batches, reserve } = watched(() => shut.opened);
  const asked = names(17).map((name) => reserve(name));
  await vi.waitFor(() => expect(batches).toHaveLength(2));
  asked.push(
    ...names(40)
      .slice(17)
      .map((name) => reserve(name)),
  );
  await vi.waitFor(() => expect(batches).toHaveLength(3));
  await nextTurn();
  expect(batches.map(({ length }) => length)).toEqual([1, 1, 16]);
  shut.open();
  expect((await Promise.all(asked)).every((answer) => decisionOf(answer) === 'allowed')).toBe(true);
  expect(batches.slice(3).flat()).toHaveLength(22);
});

describe('a fault', () => {
  const faulty = (error: Error) => (clientIds: readonly string[]) =>
    clientIds.includes('bad') ? Promise.reject(error) : Promise.resolve();

  test('of one question fails that one alone', async () => {
    const { reserve } = watched(faulty(new RangeError('this one')));
    const ended = await Promise.allSettled(['bad', ...names(20)].map((name) => reserve(name)));
    expect(ended[0]).toMatchObject({ status: 'rejected', reason: { message: 'this one' } });
    for (const one of ended.slice(1))
      expect(one.status === 'fulfilled' && decisionOf(one.value)).toBe('allowed');
  });

  test('of the database fails all that were asked together, without asking each again', async () => {
    const shut = gate();
    const { batches, reserve } = watched(async (clientIds) => {
      if (clientIds.some((name) => name.startsWith('first'))) await shut.opened;
      await faulty(new StoreError('database_unavailable', 'the database does not answer'))(clientIds);
    });
    const first = ['first-1', 'first-2'].map((name) => reserve(name));
    const rest = ['bad', ...names(5)].map((name) => reserve(name));
    await nextTurn();
    shut.open();
    const ended = await Promise.allSettled([...first, ...rest]);
    expect(ended.map(({ status }) => status)).toEqual([
      ...first.map(() => 'fulfilled'),
      ...rest.map(() => 'rejected'),
    ]);
    expect(batches.flat().filter((name) => name === 'bad')).toHaveLength(1);
  });
});

describe('under load', () => {
  test('organizations take turns: one that asks much does not hold up another', async () => {
    const other = await running.newOrganization();
    const shut = gate();
    const { batches, reserve } = watched((_, organizationId) =>
      organizationId === own.id ? shut.opened : Promise.resolve(),
    );
    const many = names(1_000).map((name) => reserve(name));
    expect(decisionOf(await reserve('of another organization', other.id))).toBe('allowed');
    expect(batches.length).toBeLessThan(5);
    shut.open();
    expect((await Promise.all(many)).every((answer) => decisionOf(answer) === 'allowed')).toBe(true);
  });

  test('whoever has waited too long is not answered late', async () => {
    const shut = gate();
    const { batches, reserve } = watched(() => shut.opened);
    const soon = names(2).map((name) => reserve(name));
    const late = reserve('late');
    const refused = expect(late).rejects.toMatchObject({ code: 'overloaded' });
    const now = performance.now.bind(performance);
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + 11_000);
    shut.open();
    await refused;
    later.mockRestore();
    await Promise.all(soon);
    expect(batches.flat()).not.toContain('late');
  });

  test('more than can be answered in time are told to come back, and nothing is decided for them', async () => {
    const shut = gate();
    const { batches, reserve } = watched(() => shut.opened);
    const asked = names(2_200).map((name) => reserve(name));
    const ended = Promise.allSettled(asked);
    await nextTurn();
    shut.open();
    const refused = (await ended).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(100);
    for (const one of refused)
      expect(one).toMatchObject({ reason: { code: 'overloaded', retryAfterMs: 1_000 } });
    expect(batches.flat()).toHaveLength(2_200 - refused.length);
  });
});
