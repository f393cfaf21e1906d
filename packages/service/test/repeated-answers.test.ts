import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS, type Instant } from '@tact/engine';
import { runAsOwner } from '@tact/store/testing';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** What was allowed is told again to a repeated request only while it may still be acted on. */
let running: RunningService;
let own: TestOrganization;
let minutesLater: string;

beforeAll(async () => {
  running = await startRunningService();
  const later = await running.another({ clock: () => (Date.now() + 2 * MINUTE_MS) as Instant });
  minutesLater = later.address;
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const QUESTION = {
  contact: { clientId: 'C-1', devices: [{ address: '+12125550123' }] },
  channel: 'call',
} as const;

async function post(path: string, body: object, address = running.service.address) {
  const response = await fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'x-api-key': own.key, 'content-type': 'application/json', 'idempotency-key': 'K' },
    body: JSON.stringify(body),
  });
  const json = (await response.json()) as {
    readonly decision?: string;
    readonly code?: string;
    readonly attemptId?: string;
    readonly attempt?: { readonly id: string } | null;
  };
  return { status: response.status, isReplayed: response.headers.get('idempotency-replayed'), ...json };
}
const reserve = (address?: string) =>
  post('/api/v1/attempts', { ...QUESTION, expiresInSeconds: 60 }, address);
const ask = () => post('/api/v1/decisions', QUESTION);

const asOwner = (statement: string) => runAsOwner(running.connectionString, statement);
const optOut = () => own.client.optOuts.create({ body: { clientId: 'C-1', reason: 'asked' } });
const closeHours = async () => {
  const { version } = await own.client.organization.get({});
  await own.client.organization.update({ body: { version, allowedHours: { everyDay: 'closed' } } });
};
const tenSeconds = () =>
  asOwner(`update tact.idempotency_keys set claimed_at = claimed_at - interval '10.1 seconds'`);
const olderVersion = () =>
  asOwner('update tact.idempotency_keys set ruleset_epoch = null, suppression_epoch = null');

const TOO_OLD = { status: 409, code: 'answer_too_old' };

describe('a reservation that was allowed, repeated with its key', () => {
  test('at once is the same one, and there is no second attempt', async () => {
    const first = await reserve();
    expect(first).toMatchObject({ status: 201, decision: 'allowed', isReplayed: null });
    expect(await reserve()).toEqual({ ...first, isReplayed: 'true' });
    expect((await own.client.attempts.list({})).items).toHaveLength(1);
  });

  const changes: readonly [name: string, change: (id: string) => Promise<unknown>, state: string][] = [
    ['an opt-out', optOut, 'reserved'],
    ['a change of the rules', closeHours, 'reserved'],
    ['ten seconds', tenSeconds, 'reserved'],
    ['its release', (id) => own.client.attempts.release({ params: { id } }), 'released'],
    ['its result', (id) => own.client.attempts.report({ params: { id }, body: { callResult: 'Busy' } }), 'finished'],
    ['its expiry', () => Promise.resolve(), 'reserved'],
    ['a claim by an older version', olderVersion, 'reserved'],
  ]; // prettier-ignore
  test.each(changes)('after %s is an error that names the attempt, and changes nothing', async (...row) => {
    const [name, change, state] = row;
    const id = (await reserve()).attempt?.id ?? '';
    await change(id);
    const repeated = await reserve(name === 'its expiry' ? minutesLater : undefined);
    expect(repeated).toMatchObject({ ...TOO_OLD, attemptId: id });
    expect(repeated).not.toHaveProperty('decision');
    const { items } = await own.client.attempts.list({});
    expect(items.map((attempt) => [attempt.id, attempt.state])).toEqual([[id, state]]);
  });
});

test('a question that was allowed is answered again at once, and not after an opt-out or ten seconds', async () => {
  const first = await ask();
  expect(await ask()).toEqual({ ...first, isReplayed: 'true' });
  await tenSeconds();
  expect(await ask()).toMatchObject(TOO_OLD);
  own = await running.newOrganization();
  expect(await ask()).toMatchObject({ decision: 'allowed' });
  await optOut();
  expect(await ask()).toMatchObject(TOO_OLD);
});

test('what was blocked is answered again, whatever came since', async () => {
  await optOut();
  const first = await reserve();
  expect(first).toMatchObject({ status: 200, decision: 'blocked' });
  await closeHours();
  await tenSeconds();
  expect(await reserve()).toEqual({ ...first, isReplayed: 'true' });
});
