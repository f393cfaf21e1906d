import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Instant, OrganizationId } from '@tact/engine';
import { ensurePartitions, migrate, openStore, type Actor } from '@tact/store';
import { freshDatabase, runAsOwner, type TestDatabase } from '@tact/store/testing';
import { makeCheckpoint, signerOf } from '../src/proof/checkpoints.ts';
import { sealWaiting } from '../src/keep-sealed.ts';
import { verifyProof } from '../src/proof/verify-proof.ts';

/** The last migration before the chain and the seals. */
const BEFORE_THE_CHAIN = 34;
const OWN = '0198c0de-0000-7000-8000-000000000001' as OrganizationId;
const OTHER = '0198c0de-0000-7000-8000-000000000002' as OrganizationId;
const ACTOR: Actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' };

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase('empty');
});
afterEach(() => database.drop());

/** What an older version left: entries without order, two of one instant; records with and without events, of this month and of years ago. */
const LEFT = `
  insert into organizations (organization_id, name, locale, currency, default_country, zone, zone_fallback, allowed_hours, limits)
    select id::uuid, 'Old', 'en-US', 'USD', 'US', 'America/New_York', 'number', '{"everyDay":"any"}',
      '{"attemptsPerDayMax":null,"attemptsPerWeekMax":null,"intervalHoursMin":null}'
    from unnest(array['${OWN}', '${OTHER}']) as id;
  insert into organization_epochs (organization_id) values ('${OWN}'), ('${OTHER}');
  insert into audit_log (organization_id, id, at, actor, action, entity, entity_id, before, after, reason)
    select id::uuid, md5(n || id)::uuid, '2026-03-01'::timestamptz + ((n * 7) % 20) * interval '1 hour', '{"kind":"user","id":"u","name":"Ann"}',
      'contact.update', 'contact', n::text, '{"name":"Änn \\" one"}', '{"name":null,"n":1.50}', case when n % 2 = 0 then 'asked' end
    from generate_series(1, 40) as n, unnest(array['${OWN}', '${OTHER}']) as id;
  insert into decisions (organization_id, id, at, client_id, device_key, channel, allowed, ruleset, record)
    select '${OWN}', md5('d' || n)::uuid, '2026-03-01'::timestamptz - n * interval '20 days', 'c' || n, '+1', 'call', true, 'sha256:x', '{"a":1}'
    from generate_series(1, 50) as n;
  insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, call_result, finished_at, origin, regions)
    select '${OWN}', md5('a' || n)::uuid, '2026-03-01'::timestamptz - n * interval '20 days', 'c' || n, '+1', 'call', 'outbound', 'finished',
      'Busy', '2026-03-01', case when n % 2 = 0 then 'import' else 'reservation' end, '{US-NY,US-CA}'
    from generate_series(1, 50) as n;
  insert into attempt_events (organization_id, attempt_id, at, sequence, kind, call_result, actor)
    select organization_id, id, at, 0, 'finished', 'Busy', jsonb_build_object('name', 'Ann', 'at', milliseconds(finished_at))
    from attempts where origin = 'reservation'`;

test('a database from before the chain is chained and sealed as it is, and any later change of it is found', async () => {
  const { connectionString } = database;
  const older = await migrate(connectionString, { upTo: BEFORE_THE_CHAIN });
  expect(older.at(-1)).toMatch(/^0000(?:[0-2]\d|3[0-4])-/);
  await ensurePartitions(connectionString, Date.now());
  await runAsOwner(connectionString, 'alter table organizations no force row level security');
  for (const table of [
    'organizations',
    'organization_epochs',
    'audit_log',
    'decisions',
    'attempts',
    'attempt_events',
  ])
    await runAsOwner(connectionString, `alter table ${table} no force row level security`);
  await runAsOwner(connectionString, LEFT);
  for (const table of [
    'organizations',
    'organization_epochs',
    'audit_log',
    'decisions',
    'attempts',
    'attempt_events',
  ])
    await runAsOwner(connectionString, `alter table ${table} force row level security`);

  expect((await migrate(connectionString)).length).toBeGreaterThan(0);
  const store = await openStore({ connectionString });
  try {
    const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
    await store.contactDates.create(OWN, { label: 'a day', date: '2026-12-24' }, ACTOR);
    await sealWaiting(store, OWN, 0);
    const checkpoint = await makeCheckpoint(store, OWN, signer, Date.now() as Instant);
    const known = {
      organizationId: OWN,
      checkpoints: checkpoint === undefined ? [] : [checkpoint],
      publicKeys: [signer.publicKey],
    };
    const check = () => verifyProof(store.proof.lines(OWN), known);
    expect(await check()).toMatchObject({
      findings: [],
      counted: { entries: 41, sealed: 125, open: 0, checkpoints: 1 },
    });
    expect(
      await verifyProof(store.proof.lines(OTHER), { ...known, organizationId: OTHER, checkpoints: [] }),
    ).toMatchObject({
      findings: [],
      counted: { entries: 40, sealed: 0 },
    });
    await runAsOwner(
      connectionString,
      `update audit_log set reason = 'forged' where organization_id = '${OWN}' and seq = 7`,
    );
    expect((await check()).findings.map(({ where }) => where)).toContain('audit entry 7');
  } finally {
    await store.close();
  }
});
