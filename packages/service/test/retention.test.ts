import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, type ClientId, type Instant, type OrganizationId } from '@tact/engine';
import type { Checkpoint, Store } from '@tact/store';
import { openTestStore, TEST_ACTOR, type TestStore } from '@tact/store/testing';
import { keepRetention, removeBeyondRetention, removeOldKeys } from '../src/keep-retention.ts';
import { makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { sealWaiting } from '../src/keep-sealed.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';
import { verifyAlone } from './verify-alone.ts';

let testStore: TestStore;
let own: OrganizationId;
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const now = () => Date.now() as Instant;
const NEVER = new AbortController().signal;

beforeAll(async () => {
  testStore = await openTestStore();
});
afterAll(() => testStore.close());
beforeEach(async () => {
  own = await testStore.newOrganization();
});

const count = async (table: string): Promise<number> => {
  const rows = await testStore.query<{ n: string }>(
    `select count(*) as n from ${table} where organization_id = $1`,
    [own],
  );
  return Number(rows[0]?.n);
};
/** Seals what was recorded up to so many days ago, as it would have been sealed then. */
const sealUpTo = (daysAgo: number) => sealWaiting(testStore.store, own, daysAgo * DAY_MS);
const sign = () => makeCheckpoint(testStore.store, own, signer, now());
const remove = () => removeBeyondRetention(testStore.store, now, NEVER);
/** By both verifiers, which must agree whether anything is not as it was, where no checkpoint was kept elsewhere. */
const check = async (checkpoints: readonly Checkpoint[] = []) => {
  const result = await verifyProof(testStore.store.proof.lines(own), {
    organizationId: own,
    checkpoints,
    publicKeys: [signer.publicKey],
  });
  if (checkpoints.length > 0) return result;
  const alone = await verifyAlone(own, testStore.store.proof.lines(own), signer.publicKey);
  expect([alone, alone.length > 0]).toEqual([alone, result.findings.length > 0]);
  return result;
};

/** Records as they were recorded so many days ago: a decision, an imported attempt with a correction, which was recorded later. */
async function record(name: string, daysAgo: number, correctedDaysAgo: number): Promise<void> {
  const at = (days: number) => new Date(Date.now() - days * DAY_MS);
  await testStore.query(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record, recorded_at)
      values ($1, gen_random_uuid(), $3, $2, '+1', 'call', true, 'sha256:x', '{}', $3)`,
    [own, name, at(daysAgo)],
  );
  await testStore.query(
    `with a as (
      insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, call_result, origin, recorded_at, finished_at)
        values ($1, gen_random_uuid(), $3, $2, '+1', 'call', 'outbound', 'finished', 'Busy', 'reservation', $3, to_timestamp(7))
        returning organization_id, id, at)
     insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, actor, recorded_at)
      select organization_id, id, at, 0, 'finished', 'Busy', '{"at": 7000}', $4 from a`,
    [own, name, at(daysAgo), at(correctedDaysAgo)],
  );
}

test('opt-outs go when they have been over for so long, never one that is in force; each is told', async () => {
  const { optOuts } = testStore.store;
  const create = (clientId: string) =>
    optOuts.create(
      own,
      {
        clientId: clientId as ClientId,
        channels: 'any',
        contactOnly: false,
        reason: 'asked',
        source: 'call',
        from: null,
        until: null,
      },
      now(),
      TEST_ACTOR,
    );
  for (const name of ['in force', 'lifted', 'lifted long ago', 'ended long ago']) await create(name);
  const change = (columns: string, name: string) =>
    testStore.query(`update opt_outs set ${columns} where organization_id = $1 and client_id = $2`, [
      own,
      name,
    ]);
  await testStore.query(
    `update opt_outs set created_at = now() - interval '9 years' where organization_id = $1`,
    [own],
  );
  await change(`lifted_at = now()`, 'lifted');
  await change(`lifted_at = now() - interval '6 years'`, 'lifted long ago');
  await change(`until_at = now() - interval '6 years'`, 'ended long ago');
  expect(await remove()).toMatchObject({ optOuts: 2 });
  const left = await testStore.query<{ client_id: string }>(
    'select client_id from opt_outs where organization_id = $1 order by client_id',
    [own],
  );
  expect(left.map((row) => row.client_id)).toEqual(['in force', 'lifted']);
  const { items } = await testStore.store.audit.list(
    own,
    { limit: 9, cursor: null },
    { action: 'retention.remove' },
  );
  expect(items.map(({ entity }) => entity)).toEqual(['opt-out', 'opt-out']);
});

describe('records beyond their retention', () => {
  /** Old ones, one of which became known late, and young ones; sealed apart, and removed. */
  async function removed(): Promise<void> {
    await record('old', 3_000, 2_999);
    await record('late', 2_500, 10);
    await record('young', 9, 8);
    for (const daysAgo of [2_700, 2_400, 0]) await sealUpTo(daysAgo);
    await sign();
    await remove();
  }

  test('stay until a checkpoint has signed what goes', async () => {
    await removed();
    expect(await count('decisions')).toBe(3);
    await remove();
    expect(await count('decisions')).toBe(3);
    expect((await check()).findings).toEqual([]);
    await sign();
    expect(await remove()).toMatchObject({ records: 5 });
    expect([await count('decisions'), await count('attempts'), await count('attempt_events')]).toEqual([
      1, 1, 2,
    ]);
  });

  test('are told apart from those that somebody else took: every other change is found', async () => {
    await removed();
    await sign();
    await remove();
    const { counted, findings } = await check();
    expect(findings).toEqual([]);
    expect(counted).toMatchObject({ removed: 5, sealed: 4, open: 0 });
    await testStore.query(`delete from attempts where organization_id = $1`, [own]);
    expect((await check()).findings.map(({ sentence }) => sentence).join()).toMatch(
      /one is missing or too many/,
    );
  });

  test('a second time, what has come of age since goes too', async () => {
    await record('old', 3_000, 2_999);
    await record('next', 1_000, 999);
    await record('young', 9, 8);
    for (const daysAgo of [2_400, 900, 0]) await sealUpTo(daysAgo);
    await sign();
    await remove();
    await sign();
    await remove();
    expect([await count('decisions'), await count('attempts')]).toEqual([2, 2]);
    const { version } = await testStore.store.retention.get(own);
    const days = { decisionsDays: 500, attemptsDays: null, optOutsDays: null };
    await testStore.store.retention.set(own, version, days, TEST_ACTOR);
    const later = () => (Date.now() + DAY_MS) as Instant;
    await removeBeyondRetention(testStore.store, later, NEVER);
    await sign();
    await removeBeyondRetention(testStore.store, later, NEVER);
    expect([await count('decisions'), await count('attempts')]).toEqual([1, 2]);
    expect((await check()).findings).toEqual([]);
  });

  // The last of them leaves a statement that the database refuses to carry out.
  test.each([
    ['a statement that was changed afterwards is found', null, /was changed, added, dropped or swapped/],
    [
      'a statement of what is too young is found',
      `'{"kind":"decision","throughSeal":1000,"to":{"at":"' || extract(epoch from now()) || '","key":"~"}}'`,
      /younger than any retention/,
    ],
  ])('%s', async (_, forged, expected) => {
    await removed();
    await sign();
    if (forged === null)
      await testStore.query(
        `update audit_log set after = jsonb_set(after, '{throughSeal}', '1000') where organization_id = $1 and entity = 'sealed-records'`,
        [own],
      );
    else {
      // Who owns the database may add to the chain what the next checkpoint signs.
      await testStore.query(
        `select append_audit($1, array[gen_random_uuid()], array['{}']::jsonb[], array['retention.remove'], array['sealed-records'],
          array['decision'], array[null]::jsonb[], array[(${forged})::jsonb], array[null])`,
        [own],
      );
      await sign();
      await testStore.query('delete from decisions where organization_id = $1', [own]);
    }
    expect((await check()).findings.map(({ sentence }) => sentence).join('\n')).toMatch(expected);
  });
});

describe('what nobody may remove', () => {
  const run = (role: string, statement: string) =>
    testStore.query(
      `do $$ begin
        ${role}
        perform set_config('tact.organization', '${own}', true);
        execute $s$${statement}$s$;
      end $$`,
    );

  test.each([
    ['decisions', 'delete from decisions'],
    ['attempts', 'delete from attempts'],
    ['the audit log', 'delete from audit_log'],
    ['opt-outs', 'delete from opt_outs'],
    ['what was stated', `select remove_stated(gen_random_uuid(), 'decision', 10)`],
    ['old opt-outs', `select remove_old_opt_outs(gen_random_uuid(), now(), 10)`],
  ])('the application: %s', async (_, statement) => {
    await expect(run('set local role tact_app;', statement)).rejects.toThrow(/permission denied/);
  });

  test('the owner, by mistake: what is young, or of another organization', async () => {
    await expect(run('', `select remove_old_opt_outs('${own}', now(), 10)`)).rejects.toThrow(
      /are kept for 400 days/,
    );
    for (const call of [
      `remove_stated(gen_random_uuid(), 'decision', 10)`,
      'remove_old_opt_outs(gen_random_uuid(), now(), 10)',
    ])
      await expect(run('', `select ${call}`)).rejects.toThrow(/of the transaction alone/);
  });
});

test('the retention is five years until somebody says otherwise, and changes by its version', async () => {
  const { retention } = testStore.store;
  const before = await retention.get(own);
  expect(before).toEqual({ decisionsDays: 1_827, attemptsDays: 1_827, optOutsDays: 1_827, version: 0 });
  const days = { decisionsDays: null, attemptsDays: 400, optOutsDays: 36_525 };
  expect(await retention.set(own, 0, days, TEST_ACTOR)).toEqual({ ...days, version: 1 });
  await expect(retention.set(own, 0, days, TEST_ACTOR)).rejects.toMatchObject({ code: 'version_conflict' });
  expect(await retention.get(own)).toEqual({ ...days, version: 1 });
});

test('idempotency keys and their answers go after a week, in every organization', async () => {
  const organizations = [own, await testStore.newOrganization()];
  for (const id of organizations)
    await testStore.query(
      `insert into idempotency_keys (organization_id, principal_id, key, request_hash, claimed_at, http_status, body)
         select $1, 'p', n::text, 'h', now() - make_interval(days => case when n = 1 then 6 else 8 end), 201, '{}'
         from generate_series(1, 5002) as n`,
      [id],
    );
  expect(await removeOldKeys(testStore.store, NEVER)).toBe(2 * 5_001);
  expect(await count('idempotency_keys')).toBe(1);
});

test('what fails in one organization, or of one kind, keeps nothing else waiting, and is logged without what it says', async () => {
  const other = await testStore.newOrganization();
  const { store } = testStore;
  const purged: OrganizationId[] = [];
  const purgeEntries: Store['suppression']['purgeEntries'] = (organizationId, ...given) => {
    if (organizationId === own) return Promise.reject(new TypeError('+1 212 555 0101'));
    purged.push(organizationId);
    return store.suppression.purgeEntries(organizationId, ...given);
  };
  const removed: OrganizationId[] = [];
  const removeSome: Store['retention']['removeSome'] = (organizationId) => {
    removed.push(organizationId);
    return store.retention.removeSome(organizationId);
  };
  const broken = {
    ...store,
    suppression: { ...store.suppression, purgeEntries },
    retention: { ...store.retention, removeSome },
  };
  const lines: string[] = [];
  const logger = pino({ base: null }, { write: (line: string) => lines.push(line) });
  const stop = keepRetention({ store: broken, caretaker: broken, clock: now, logger });
  await expect.poll(() => removed).toEqual(expect.arrayContaining([own, other]));
  await stop();
  expect(purged).toContain(other);
  const told = lines.filter((line) => line.includes('entries beyond their retention could not be removed'));
  expect(told).toEqual([expect.stringContaining('"fault":"TypeError"')]);
  expect(lines.join('')).not.toContain('212 555');
});
