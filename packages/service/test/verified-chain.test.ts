import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, type OrganizationId } from '@tact/engine';
import { StoreError, type Store } from '@tact/store';
import { runAsOwner } from '@tact/store/testing';
import { keepVerified, lastNight, verifyNight } from '../src/keep-verified.ts';
import { sealWaiting } from '../src/keep-sealed.ts';
import { CHAIN_CHECK_LIMITS, checkChain, type MadeVerification } from '../src/proof/check-chain.ts';
import { fingerprintOf, makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Since when the chain is verified: what the service checks each night, and what it says of it. */
let running: RunningService;
let own: TestOrganization;
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const NEVER = new AbortController().signal;
const ACTOR = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'bulk' } as const;
const NIGHT = Date.parse('2026-11-23T07:00:00Z') as Instant;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const asOwner = (statement: string) => runAsOwner(running.connectionString, statement);

/** Decisions in batches of a seal each, signed. */
async function record(counts: readonly number[]): Promise<void> {
  for (const count of counts) {
    await asOwner(
      `insert into tact.decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record)
         select '${own.id}', gen_random_uuid(), now(), 'c' || n, '+1', 'call', true, 'sha256:x', '{}' from generate_series(1, ${count}) as n`,
    );
    await sealWaiting(running.store, own.id, 0);
    await makeCheckpoint(running.store, own.id, signer, Date.now() as Instant);
  }
}

/** One night of this organization alone. */
async function verify(
  at = NIGHT,
  signal = NEVER,
  lines: Store['proof']['lines'] = running.store.proof.lines,
): Promise<readonly MadeVerification[]> {
  const made: MadeVerification[] = [];
  const store = {
    ...running.store,
    organizations: { ...running.store.organizations, listIds: () => Promise.resolve([own.id]) },
    proof: { ...running.store.proof, lines },
  };
  const logger = pino({ level: 'silent' });
  await verifyNight({ store, clock: () => at, logger, onVerified: (one) => void made.push(one) }, signal);
  return made;
}

/** Names with a blank between them. */
type KeptTexts = readonly [checkpoints: string | null, keys: string | null];
const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '');
const chain = () => own.client.audit.chain();
const mismatches = async (): Promise<number> => {
  const { items } = await own.client.audit.list({ query: { action: 'verification.mismatch' } });
  return items.length;
};
const check = (limits: Partial<typeof CHAIN_CHECK_LIMITS>, signal = NEVER) =>
  checkChain(running.store, own.id, { actor: ACTOR, startedAt: NIGHT }, signal, {
    ...CHAIN_CHECK_LIMITS,
    ...limits,
  });

test('before the first check the heads are told, and that nothing was checked', async () => {
  await record([3]);
  const { items } = await own.client.audit.list({ query: { limit: 1 } });
  expect(await chain()).toMatchObject({
    entries: { number: items[0]?.number, at: items[0]?.at },
    seals: { number: 1 },
    newestSeal: { kind: 'decision', records: 3, from: null },
    checkpoint: { number: 1, entries: items[0]?.number, seals: 1, key: fingerprintOf(signer.publicKey) },
    lastVerification: null,
    isOverdue: false,
    alarm: null,
  });
});

test('a night checks everything where it is little, and says exactly what that was', async () => {
  await record([3, 2]);
  expect(await verify()).toHaveLength(1);
  const { entries, lastVerification, alarm } = await chain();
  expect(lastVerification).toMatchObject({
    actor: { kind: 'job', id: 'verify', name: 'nightly check' },
    entries: { to: entries.number, of: entries.number },
    seals: { to: 2, of: 2 },
    records: { checked: 5, fromSeal: 1, removed: 0, erased: 0 },
    checkpoints: { from: 1, to: 2 },
    isWhole: true,
    isCut: false,
    keptElsewhere: 0,
    findings: 0,
    found: [],
  });
  expect([alarm, await mismatches()]).toEqual([null, 0]);
});

describe('a night', () => {
  test('is checked once, also by several processes at once, and the next one anew', async () => {
    const made = await Promise.all([verify(), verify(), verify()]);
    expect(made.flat()).toHaveLength(1);
    expect(await verify((NIGHT + HOUR_MS) as Instant)).toEqual([]);
    expect(await verify((NIGHT + DAY_MS) as Instant)).toHaveLength(1);
  });

  test.each<[name: string, isStopped: boolean, error: Error | null]>([
    ['cut off by a stop', true, null],
    ['cut off by a stop that took its connection', true, new Error('the pool has ended')],
    ['cut off by a database that did not answer', false, new StoreError('database_unavailable', 'gone')],
  ])('that was %s is made up for by the next look', async (_, isStopped, error) => {
    await record([3]);
    const stop = new AbortController();
    let linesRead = 0;
    async function* cutOff(...given: Parameters<Store['proof']['lines']>) {
      for await (const line of running.store.proof.lines(...given)) {
        yield line;
        if (++linesRead > 1) continue;
        if (isStopped) stop.abort();
        if (error !== null) throw error;
      }
    }
    expect(await verify(NIGHT, stop.signal, cutOff)).toEqual([]);
    expect(linesRead).toBe(1);
    expect((await chain()).lastVerification).toBeNull();
    expect(await verify(NIGHT)).toMatchObject([{ isWhole: true, findings: 0 }]);
  });

  test('is not begun by who is told to end', async () => {
    expect(await verify(NIGHT, AbortSignal.abort())).toEqual([]);
    expect(await verify(NIGHT)).toHaveLength(1);
  });

  test('that a killed process has left is taken over when its lease is over, and no sooner', async () => {
    const { takeNight } = running.store.verifications;
    const first = await takeNight(own.id, NIGHT, 1_000_000, ACTOR);
    expect(await takeNight(own.id, NIGHT, 1_000_000, ACTOR)).toBeUndefined();
    const second = await takeNight(own.id, NIGHT, 0, ACTOR);
    expect(second).toBeTypeOf('string');
    expect(second).not.toBe(first);
    expect((await chain()).lastVerification).toBeNull();
  });

  test.each([
    ['2026-11-23T06:59:59Z', '2026-11-22T07:00:00Z'],
    ['2026-11-23T07:00:00Z', '2026-11-23T07:00:00Z'],
    ['2026-11-24T06:00:00Z', '2026-11-23T07:00:00Z'],
  ])('at %s is that of %s', (now, night) => {
    expect(lastNight(Date.parse(now) as Instant)).toBe(Date.parse(night));
  });

  test('ends with the service, and does nothing before its first look', async () => {
    const end = keepVerified({
      store: running.store,
      clock: () => NIGHT,
      logger: pino({ level: 'silent' }),
      onVerified: () => undefined,
    });
    await end();
    expect((await chain()).lastVerification).toBeNull();
  });
});

describe('no more is claimed than was read', () => {
  test('of many records the newest are read, and all seals', async () => {
    await record([4, 3, 2]);
    const made = await check({ recordsMax: 5, checkpointsMax: 2 });
    expect(made).toMatchObject({ isWhole: false, findings: 0 });
    expect(made?.covered).toMatchObject({
      seals: { to: 3, of: 3 },
      records: { count: 5, fromSeal: 2 },
      checkpoints: { from: 2, to: 3 },
      isCut: false,
    });
  });

  test('where the newest seal alone is more than may be read, no records are', async () => {
    await record([4]);
    expect((await check({ recordsMax: 3 }))?.covered.records).toEqual({ count: 0, fromSeal: 2 });
  });

  test('a changed record of those that were left out is not found, one of the newest is, and a changed seal always', async () => {
    await record([4, 3]);
    const forge = (seal: number) =>
      asOwner(
        `update tact.decisions set record = '{"a":1}' where organization_id = '${own.id}' and id = (
           select id from tact.decisions d where organization_id = '${own.id}' and (select count(*) from tact.decisions o
             where o.organization_id = d.organization_id and (o.recorded_at, o.id::text collate "C") < (d.recorded_at, d.id::text collate "C")) = ${seal === 1 ? 0 : 4})`,
      );
    await forge(1);
    expect((await check({ recordsMax: 3 }))?.findings).toBe(0);
    expect((await check({}))?.findings).toBe(1);
    await forge(2);
    expect((await check({ recordsMax: 3 }))?.covered.found).toEqual([
      {
        where: expect.stringMatching(/^decision /) as string,
        sentence: 'a record of seal 2 was changed, or two were swapped',
      },
    ]);
    await asOwner(`update tact.seals set rows = 5 where organization_id = '${own.id}' and seq = 1`);
    expect((await check({ recordsMax: 3 }))?.covered.found).toContainEqual({
      where: 'seal 1',
      sentence: 'it, or the one before it, was changed, added, dropped or swapped',
    });
  });

  test('where the time is over, it is told how far it went, and what is missing at the end is no finding', async () => {
    await record([3]);
    const made = await check({ msMax: 0 });
    expect(made).toMatchObject({ isWhole: false, findings: 0 });
    expect(made?.covered).toMatchObject({ isCut: true, records: { count: 0 } });
    expect(made?.covered.entries.to).toBeLessThan(made?.covered.entries.of ?? 0);
  });
});

describe('what is not as it was written', () => {
  const forgeEntry = () =>
    asOwner(`update tact.audit_log set reason = 'forged' where organization_id = '${own.id}' and seq = 1`);

  test('is an alarm, told in the audit log, until a check of everything finds nothing', async () => {
    await own.client.suppressionLists.create({ body: { name: 'one', type: 'device', required: false } });
    const { entries } = await chain();
    await forgeEntry();
    const [made] = await verify();
    expect(made?.findings).toBe(1);
    const told = await chain();
    expect(told.alarm).toMatchObject({
      findings: 1,
      entries: { to: entries.number },
      found: [
        { where: 'audit entry 1', sentence: expect.stringMatching(/was changed, added, dropped/) as string },
      ],
    });
    expect(told.lastVerification?.id).toBe(told.alarm?.id);
    expect(await mismatches()).toBe(1);
    await asOwner(`update tact.audit_log set reason = null where organization_id = '${own.id}' and seq = 1`);
    // A check of a part takes no alarm away.
    const part = await check({ msMax: 0 });
    if (part !== undefined) await running.store.verifications.keep(own.id, { id: null, ...part });
    expect((await chain()).alarm).not.toBeNull();
    await verify((NIGHT + DAY_MS) as Instant);
    expect(await chain()).toMatchObject({ alarm: null, lastVerification: { findings: 0, isWhole: true } });
  });

  /** Checkpoints and keys of a check that found something, those of a later one that found nothing, and whether the alarm is gone then. Null: any key, or an older version's count alone. */
  test.each<[name: string, found: KeptTexts, later: KeptTexts, isGone: boolean]>([
    ['nothing, then nothing', ['', null], ['', null], true],
    ['nothing, then a checkpoint', ['', null], ['a', null], true],
    ['a checkpoint, then nothing', ['a', null], ['', null], false],
    ['a checkpoint, then another one', ['a', null], ['b', null], false],
    ['a checkpoint, then a key', ['a', null], ['', 'k'], false],
    ['a checkpoint, then it and others', ['a', null], ['a b', 'k'], true],
    ['two checkpoints, then one of them', ['a b', null], ['b', null], false],
    ['a key, then any', ['', 'k'], ['a b', null], false],
    ['a key, then another', ['', 'k'], ['', 'l'], false],
    ['a key, then more of them', ['', 'k'], ['', 'k l'], false],
    ['two keys, then one of them', ['', 'k l'], ['', 'l'], true],
    ['one of an older version, then nothing', [null, null], ['', null], false],
    ['one of an older version, then one', [null, null], ['a', null], true],
    ['a checkpoint, then one of an older version', ['a', null], [null, null], false],
  ])('against %s', async (_, found, later, isGone) => {
    const covered = (await check({}))?.covered;
    if (covered === undefined) throw new Error('nothing was checked');
    const keep = (findings: number, [checkpoints, keys]: KeptTexts) => {
      const kept = { checkpoints: checkpoints === null ? null : wordsOf(checkpoints), keys: keys === null ? null : wordsOf(keys) };
      const count = kept.checkpoints === null ? 1 : kept.checkpoints.length + (kept.keys?.length ?? 0);
      const made = { id: null, actor: ACTOR, startedAt: NIGHT, isWhole: true, findings, covered };
      return running.store.verifications.keep(own.id, { ...made, kept: { ...kept, count } });
    };
    await keep(2, found);
    await keep(0, later);
    expect((await chain()).alarm === null).toBe(isGone);
  }); // prettier-ignore
});

test('the chain is told to whoever may read the audit log, and to nobody of another organization', async () => {
  await verify();
  const other = await running.newOrganization();
  expect((await other.client.audit.chain()).lastVerification).toBeNull();
  const analyst = own.clientFor(await own.newKey('analyst'));
  expect((await analyst.audit.chain()).lastVerification).not.toBeNull();
});

test('a check that is two days old is told as overdue', async () => {
  await verify();
  await asOwner(
    `update tact.verifications set finished_at = now() - interval '49 hours' where organization_id = '${own.id}'`,
  );
  expect((await chain()).isOverdue).toBe(true);
});

test('the newest thousand checks are kept, and none that a killed process began days ago', async () => {
  const id: OrganizationId = own.id;
  await asOwner(
    `insert into tact.verifications (organization_id, id, actor, started_at, finished_at, covered)
       select '${id}', gen_random_uuid(), '{}', now(), now() - n * interval '1 hour', '{}' from generate_series(1, 1005) as n`,
  );
  await asOwner(
    `insert into tact.verifications (organization_id, id, actor, night, started_at)
       values ('${id}', gen_random_uuid(), '{}', now() - interval '3 days', now() - interval '3 days')`,
  );
  await verify();
  const rows = await asOwner(
    `select count(*)::int as kept, count(finished_at)::int as ended from tact.verifications where organization_id = '${id}'`,
  );
  expect(rows).toEqual([{ kept: 1_000, ended: 1_000 }]);
});
