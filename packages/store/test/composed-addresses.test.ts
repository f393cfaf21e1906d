import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, runAsOwner, type TestDatabase } from './database.ts';

const FILE = new URL('../sql/000098-composed-addresses.sql', import.meta.url);
const ORGANIZATION = '00000000-0000-4000-8000-000000000001';
const id = (n: number) => `00000000-0000-4000-8000-0000000001${String(n).padStart(2, '0')}`;

/** The same address with its accent apart, and composed. */
const APART = 'jose\u0301@example.com';
const COMPOSED = 'jos\u00e9@example.com';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

async function keysOf(table: string, column: string, order: string): Promise<readonly string[]> {
  const rows = await runAsOwner<{ readonly key: string }>(
    database.connectionString,
    `select ${column} as key from ${table} where organization_id = '${ORGANIZATION}' order by ${order}`,
  );
  return rows.map(({ key }) => key);
}

test('addresses from before are composed, and what is then twice is there once', async () => {
  await runAsOwner(
    database.connectionString,
    `
    set session_replication_role = replica;
    insert into devices (organization_id, contact_id, position, device_key, device_type) values
      ('${ORGANIZATION}', '${id(1)}', 1, '+12125550123', 'mobile'),
      ('${ORGANIZATION}', '${id(1)}', 2, '${APART}', 'other'),
      ('${ORGANIZATION}', '${id(1)}', 3, '${COMPOSED}', 'other'),
      ('${ORGANIZATION}', '${id(2)}', 1, '${APART}', 'other');
    insert into opt_outs (organization_id, id, client_id, contact_only, reason, source, created_by, from_at) values
      ('${ORGANIZATION}', '${id(3)}', 'C-3', false, 'r', 'api', 'test', now()),
      ('${ORGANIZATION}', '${id(4)}', 'C-4', false, 'r', 'api', 'test', now());
    insert into opt_out_devices (organization_id, opt_out_id, device_key) values
      ('${ORGANIZATION}', '${id(3)}', '${APART}'),
      ('${ORGANIZATION}', '${id(3)}', '${COMPOSED}'),
      ('${ORGANIZATION}', '${id(4)}', '${APART}');
    insert into device_stops (organization_id, id, device_key, origin, stopped_at) values
      ('${ORGANIZATION}', '${id(5)}', '${APART}', 'unsubscribe', now()),
      ('${ORGANIZATION}', '${id(6)}', '${APART}', 'message', now()),
      ('${ORGANIZATION}', '${id(7)}', '${COMPOSED}', 'message', now());
    insert into suppression_lists (organization_id, id, name, type, required, is_registry) values
      ('${ORGANIZATION}', '${id(8)}', 'devices', 'device', true, false),
      ('${ORGANIZATION}', '${id(9)}', 'clients', 'client', true, false);
    insert into suppression_entries (organization_id, list_id, id, value) values
      ('${ORGANIZATION}', '${id(8)}', '${id(10)}', '${APART}'),
      ('${ORGANIZATION}', '${id(8)}', '${id(11)}', '@cafe\u0301.example'),
      ('${ORGANIZATION}', '${id(9)}', '${id(12)}', '${APART}');
    `,
  );
  await runAsOwner(database.connectionString, await readFile(FILE, 'utf8'));

  expect(await keysOf('devices', 'device_key', 'contact_id, position')).toEqual([
    '+12125550123',
    COMPOSED,
    COMPOSED,
  ]);
  expect(await keysOf('opt_out_devices', 'device_key', 'opt_out_id')).toEqual([COMPOSED, COMPOSED]);
  // The one that would be the second in force keeps its key, and goes on blocking by its entries.
  expect(await keysOf('device_stops', 'device_key', 'id')).toEqual([COMPOSED, APART, COMPOSED]);
  // A client id is no address, though it looks like one.
  expect(await keysOf('suppression_entries', 'value', 'id')).toEqual([COMPOSED, '@caf\u00e9.example', APART]);
});
