import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { addContact, client, ruleFields } from './samples.ts';

/**
 * Functions that take an organization and do not name it to row-level security themselves work in the one that the transaction named: called
 * with another's id they find and change nothing. Those that do name it are the hot statements, which name their caller's own.
 */
let testStore: TestStore;
let app: pg.Client;
let [a, b]: [OrganizationId, OrganizationId] = ['' as OrganizationId, '' as OrganizationId];

beforeAll(async () => {
  testStore = await openTestStore();
  [a, b] = [await testStore.newOrganization(), await testStore.newOrganization()];
  await addContact(testStore.store, a, client('ann'), '+12125550100');
  await testStore.store.rules.create(a, 'attempt', ruleFields('rule', 1), TEST_ACTOR);
  await testStore.query(
    `insert into attempts (organization_id, id, at, client_id, device_key, channel, direction, state, origin, regions)
       values ($1, gen_random_uuid(), now(), 'ann', '+12125550100', 'call', 'outbound', 'reserved', 'reservation', '{}')`,
    [a],
  );
  app = new pg.Client({
    connectionString: testStore.connectionString,
    options: '-c role=tact_app -c search_path=tact',
  });
  await app.connect();
});
afterAll(async () => {
  await app.end();
  await testStore.close();
});

/** They only compute, or lock by a number, or name transactions and nothing of what these do. */
const PURE: ReadonlySet<string> = new Set([
  'organization_lock_key',
  'audit_genesis',
  'lock_contacts',
  'transactions_that_record',
]);
/** Calls with A's id as the first parameter. */
const CALLS: Readonly<Record<string, string>> = {
  raise_epoch: `select raise_epoch($1, 'suppression')`,
  raise_guards: `select raise_guards($1, '{c:ann}')`,
  append_audit: `select append_audit($1, array[gen_random_uuid()], array['{}'::jsonb], '{x}', '{x}', '{x}', array[null::jsonb], array[null::jsonb], array[null::text])`,
  take_tokens: `select take_tokens($1, 'x', 60, now(), 1)`,
  number_sets_in_force: `select number_sets_in_force($1, array(select id from suppression_lists))`,
  note_result_of_item: `select note_result_of_item($1, gen_random_uuid(), 'Busy', null, now())`,
  hold_queue_items: `select hold_queue_items($1, gen_random_uuid())`,
  release_queue_items: `select release_queue_items($1, gen_random_uuid())`,
  remove_stated: `select remove_stated($1, 'decision', 10)`,
  remove_old_opt_outs: `select remove_old_opt_outs($1, now() - interval '500 days', 10)`,
  seal_batch: `select seal_batch($1, kind, now() + interval '1 hour', 10) from unnest(array['decision', 'attempt', 'attempt-event']) as kind`,
  entry_counts: `select entry_counts($1, gen_random_uuid(), gen_random_uuid(), gen_random_uuid())`,
};

test('every function that takes an organization names it, or is tried here', async () => {
  const rows = await testStore.query<{ name: string }>(
    `select proname as name from pg_proc where pronamespace = 'tact'::regnamespace
       and proargnames[1] = 'p_organization' and prosrc not like '%set_config(''tact.organization''%' order by 1`,
  );
  const names = rows.map(({ name }) => name).filter((name) => !PURE.has(name));
  expect(names.filter((name) => CALLS[name] === undefined)).toEqual([]);
});

test.each(Object.entries(CALLS))(
  "%s, with another organization's id or with none named, changes nothing of it",
  async (name, call) => {
    const everything = async () =>
      JSON.stringify(
        await Promise.all(
          ['organization_epochs', 'guards', 'audit_log', 'audit_heads', 'queue_tokens', 'seals'].map(
            async (table) => {
              const [found] = await testStore.query<{ found: boolean }>(
                `select to_regclass($1) is not null as found`,
                [table],
              );
              if (found?.found !== true) return [];
              return testStore.query(`select * from ${table} where organization_id = $1 order by 1, 2`, [a]);
            },
          ),
        ),
      );
    const before = await everything();
    for (const setting of [b, '']) {
      await app.query('begin');
      await app.query(`select set_config('tact.organization', $1, true)`, [setting]);
      const answer = await app.query(call, [a]).then(
        ({ rows }) => JSON.stringify(rows),
        (error: unknown) => (error instanceof pg.DatabaseError ? `error ${error.code ?? ''}` : String(error)),
      );
      await app.query(answer.startsWith('error') ? 'rollback' : 'commit');
      expect([name, answer]).toEqual([name, expect.not.stringContaining(a)]);
    }
    expect(await everything()).toBe(before);
  },
);
