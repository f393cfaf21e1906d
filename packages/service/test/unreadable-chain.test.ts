import { generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, type Instant, type OrganizationId } from '@tact/engine';
import { StoreError, type Store } from '@tact/store';
import { runAsOwner, TEST_ACTOR } from '@tact/store/testing';
import { sealAll, sealWaiting } from '../src/keep-sealed.ts';
import { verifyNight } from '../src/keep-verified.ts';
import { makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { createSettling } from '../src/proof/settling.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** What was changed or damaged so that it cannot be read is a finding as any other: it silences neither the night, nor the note above the audit trail. */
let running: RunningService;
let own: TestOrganization;
const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const NEVER = new AbortController().signal;
const NIGHT = Date.parse('2026-11-23T07:00:00Z') as Instant;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  own = await running.newOrganization();
});

const asOwner = (statement: string, values: readonly unknown[] = [own.id]) =>
  runAsOwner(running.connectionString, statement, values);
const sign = () => makeCheckpoint(running.store, own.id, signer, Date.now() as Instant);
const chain = () => own.client.audit.chain();

/** Three decisions and an attempt that was finished, sealed and signed. */
async function record(): Promise<void> {
  await asOwner(
    `insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record)
       select $1, gen_random_uuid(), now(), 'c' || n, '+1', 'call', true, 'sha256:x', '{}' from generate_series(1, 3) as n`,
  );
  await asOwner(
    `with a as (
      insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, call_result, origin, finished_at)
        values ($1, gen_random_uuid(), now(), 'c', '+1', 'call', 'outbound', 'finished', 'Busy', 'reservation', to_timestamp(7))
        returning organization_id, id, at)
     insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, actor)
      select organization_id, id, at, 0, 'finished', 'Busy', '{"at": 7000}' from a`,
  );
  await own.client.suppressionLists.create({ body: { name: 'one', type: 'device', required: false } });
  await sealWaiting(running.store, own.id, 0);
  await sign();
}

/** A log, line by line. */
function logOf(): { readonly lines: Readonly<Record<string, unknown>>[]; readonly logger: pino.Logger } {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const write = (text: Buffer, _: string, done: () => void) => {
    lines.push(JSON.parse(text.toString()) as Readonly<Record<string, unknown>>);
    done();
  };
  return { lines, logger: pino(new Writable({ write })) };
}

/** One night of these organizations. Gives what the log says. */
async function verify(proof: Partial<Store['proof']> = {}, ids: readonly OrganizationId[] = [own.id]) {
  const store = {
    ...running.store,
    organizations: { ...running.store.organizations, listIds: () => Promise.resolve(ids) },
    proof: { ...running.store.proof, ...proof },
  };
  const { lines, logger } = logOf();
  await verifyNight({ store, clock: () => NIGHT, logger, onVerified: () => undefined }, NEVER);
  return lines;
}

const IT_CHANGED = /^it, or the one before it, was changed/;
const entry = (set: string) => `update audit_log set ${set} where organization_id = $1 and seq = 2`;
/** What is done past Tact, and the first finding. */
test.each<[name: string, statement: string, where: RegExp, sentence: RegExp]>([
  ['an event whose actor is null', `update attempt_events set actor = 'null' where organization_id = $1`, /^attempt /, /^what is known of it does not follow/],
  ['an event whose actor is a list', `update attempt_events set actor = '[]' where organization_id = $1`, /^attempt /, /^what is known of it does not follow/],
  ['an erasure that states null', entry(`action = 'person.erase-records', entity = 'erased-records', after = 'null'`), /^audit entry 2$/, IT_CHANGED],
  ['a removal that states null', entry(`action = 'retention.remove', entity = 'sealed-records', after = 'null'`), /^audit entry 2$/, IT_CHANGED],
  ['a removal up to nothing', entry(`action = 'retention.remove', entity = 'sealed-records', after = '{"kind": "decision", "throughSeal": 1, "to": null}'`), /^audit entry 2$/, IT_CHANGED],
  ['a seal to no instant', `update seals set to_at = 'x' where organization_id = $1 and seq = 1`, /^seal 1$/, IT_CHANGED],
  ['a seal from no instant', `update seals set from_at = 'x' where organization_id = $1 and seq = 1`, /^seal 1$/, IT_CHANGED],
  ['a seal to an instant beyond all time', `update seals set to_at = '99999999999999999999' where organization_id = $1 and seq = 1`, /^seal 1$/, IT_CHANGED],
  ['an entry beyond all time', entry(`at = 'infinity'`), /^audit entry 2$/, IT_CHANGED],
  ['a record beyond all time', `update decisions set recorded_at = 'infinity' where organization_id = $1`, /^the end of seal 1$/, /there are 0/],
  ['the head of the log is gone', `delete from audit_heads where organization_id = $1`, /^audit entry \d+$/, /head/],
])('%s is found in the night, and is an alarm', async (_, statement, where, sentence) => {
  await record();
  await asOwner(statement);
  await verify();
  const { alarm, lastVerification } = await chain();
  expect(lastVerification?.isCut).toBe(false);
  expect(alarm?.found[0]).toEqual({
    where: expect.stringMatching(where) as string,
    sentence: expect.stringMatching(sentence) as string,
  });
}); // prettier-ignore

test.each([
  ['no JSON', 'x'],
  ['null', 'null'],
  ['an object of another kind', '{"audit":null}'],
])('a checkpoint over %s that any key signed is found in the night, told at once, and followed by another', async (_, body) => {
  await record();
  const { publicKey, sign: signText } = signerOf(generateKeyPairSync('ed25519').privateKey);
  await asOwner(
    'update checkpoints set body = $2, signature = $3, public_key = $4 where organization_id = $1 and seq = 1',
    [own.id, body, signText(body), publicKey],
  );
  expect(await chain()).toMatchObject({ checkpoint: null, unreadable: ['checkpoint'], alarm: null });
  await verify();
  const { alarm, checkpoint } = await chain();
  expect(checkpoint).toBeNull();
  expect(alarm?.found).toContainEqual({
    where: 'checkpoint 1',
    sentence: 'what was signed says of no chain how far it went',
  });
  expect(await sign()).toMatchObject({ seq: 2 });
  expect(await chain()).toMatchObject({ checkpoint: { number: 2 }, unreadable: [], alarm: { id: alarm?.id } });
}); // prettier-ignore

test('a newest seal that names no instant is told as that, and hides no alarm', async () => {
  await record();
  await asOwner(`update seals set to_at = 'x' where organization_id = $1`);
  expect(await chain()).toMatchObject({ seals: { number: 3, at: null }, newestSeal: null, unreadable: ['newest-seal'] });
  await verify();
  expect((await chain()).alarm?.found[0]?.where).toBe('seal 1');
}); // prettier-ignore

describe('where a table cannot be read', () => {
  const damaged = () =>
    Promise.reject(Object.assign(new Error('+12125550123 in block 7'), { code: 'XX001' }));

  test('what was found before stands, and up to where it could be read', async () => {
    await record();
    await asOwner(`update audit_log set reason = 'forged' where organization_id = $1 and seq = 1`);
    async function* lines(id: OrganizationId) {
      for await (const line of running.store.proof.lines(id)) {
        if (line.line === 'seal') await damaged();
        yield line;
      }
    }
    const log = await verify({ lines });
    const { alarm, entries } = await chain();
    expect(alarm?.found).toEqual([
      { where: 'audit entry 1', sentence: expect.stringMatching(IT_CHANGED) as string },
      { where: `after audit entry ${entries.number - 1}`, sentence: 'what follows could not be read (XX001), and was not checked' },
    ]); // prettier-ignore
    expect(alarm).toMatchObject({ isCut: true, isWhole: false });
    expect(JSON.stringify(log)).not.toContain('+1212');
  });

  test('that nothing can be read is a finding', async () => {
    await verify({ heads: damaged });
    expect((await chain()).alarm?.found).toEqual([
      { where: 'the ends of the chains', sentence: 'what follows could not be read (XX001), and was not checked' },
    ]); // prettier-ignore
  });

  test('where the database does not answer, that is no finding, the log says for whom, and the next look checks it', async () => {
    const other = await running.newOrganization();
    const away = () => Promise.reject(new StoreError('database_unavailable', 'the database does not answer'));
    const log = await verify({ heads: away }, [own.id, other.id]);
    expect(log).toMatchObject(
      [own, other].map(({ id }) => ({ organizationId: id, error: 'StoreError', level: 50, places: expect.anything() as unknown })),
    ); // prettier-ignore
    expect((await chain()).lastVerification).toBeNull();
    await verify();
    expect((await chain()).lastVerification).toMatchObject({ findings: 0 });
  });
});

test('an organization that was never checked is overdue after two days', async () => {
  expect((await chain()).isOverdue).toBe(false);
  const made = new Date(Date.now() - 2 * DAY_MS - 60_000);
  await asOwner('update organizations set created_at = $2 where organization_id = $1', [own.id, made]);
  expect(await chain()).toMatchObject({ lastVerification: null, isOverdue: true });
});

test('what cannot be sealed or signed of one organization holds up no other', async () => {
  await record();
  const other = await running.newOrganization();
  await asOwner(`update seals set to_at = 'x' where organization_id = $1`);
  await running.store.contactLists.create(own.id, 'later', TEST_ACTOR);
  const listIds = () => Promise.resolve([own.id, other.id]);
  const store = { ...running.store, organizations: { ...running.store.organizations, listIds } };
  const { lines, logger } = logOf();
  await sealAll(
    { store, clock: () => Date.now() as Instant, signer, logger },
    createSettling(store, 0),
    NEVER,
  );
  expect(lines).toMatchObject([{ organizationId: own.id, fault: '22P02' }]);
  expect((await chain()).checkpoint?.number).toBe(2);
  expect((await other.client.audit.chain()).checkpoint?.number).toBe(1);
});

test('a removal that is stated up to no seal of the time hides nothing', async () => {
  await record();
  const stated = `{"kind": "decision", "throughSeal": 99, "to": {"at": "1", "key": "~"}}`;
  await asOwner(
    `select append_audit($1, array[gen_random_uuid()], array['{}'::jsonb], array['retention.remove'], array['sealed-records'], array['decision'],
       array[null::jsonb], array[$2::jsonb], array[null::text])`,
    [own.id, stated],
  );
  await sign();
  await asOwner(`delete from decisions where organization_id = $1`);
  await verify();
  expect((await chain()).alarm?.found.map(({ where }) => where)).toContain('the end of seal 1');
});
