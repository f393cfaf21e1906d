import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zoneTable } from '@tact/places';
import { isMigrated, openStore, readBackup, restoreBackup, type BackupPart } from '@tact/store';
import { freshDatabase, runAsOwner, type TestDatabase } from '@tact/store/testing';
import { createClock, createDecider, DEMO_ORGANIZATION_ID, verifyProof } from '../src/index.ts';

/** Backups of versions that had other tables, with rows in them. How they are made: `scripts/upgrade-backup.ts`, `keepForUpgrades` of the store's tests. */
const FOLDER = resolve(import.meta.dirname, 'upgrade');
const backups = (await readdir(FOLDER)).filter((name) => name.endsWith('.tact')).toSorted();

let database: TestDatabase;
beforeEach(async () => {
  database = await freshDatabase('empty');
});
afterEach(() => database.drop());

/** Brings a backup into the test's database and through all migrations; gives the rows that each table had. */
async function restored(name: string): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  async function* parts(): AsyncGenerator<BackupPart> {
    const text = createReadStream(join(FOLDER, name)).pipe(createGunzip());
    for await (const part of readBackup(text as AsyncIterable<Buffer>)) {
      if (part.kind === 'table end') rows.set(part.end.end, part.end.rows);
      yield part;
    }
  }
  await restoreBackup(database.connectionString, parts(), new AbortController().signal);
  return rows;
}

/** Tables that a migration took away since: nothing used them. */
const GIVEN_UP: ReadonlySet<string> = new Set(['queue']);

describe('the rows of an older version', () => {
  test.each(backups)('%s: all are there after the migrations since', async (name) => {
    const rows = await restored(name);
    expect(await isMigrated(database.connectionString)).toBe(true);
    // Rows of few tables would show little.
    expect([...rows.values()].filter((count) => count > 0).length).toBeGreaterThan(15);
    for (const [table, count] of rows) {
      if (GIVEN_UP.has(table)) continue;
      const sentence = `select count(*)::int as count from ${table}`;
      expect([table, await runAsOwner(database.connectionString, sentence)]).toEqual([table, [{ count }]]);
    }
  });

  const demos = backups.filter((name) => /^\d+\.tact$/.test(name));
  test.each(demos)('%s: questions are answered, and the proof verifies', async (name) => {
    await restored(name);
    const store = await openStore({ connectionString: database.connectionString });
    try {
      const known = { organizationId: DEMO_ORGANIZATION_ID, checkpoints: [], publicKeys: null };
      expect((await verifyProof(store.proof.lines(DEMO_ORGANIZATION_ID), known)).findings).toEqual([]);
      const { items } = await store.contacts.list(DEMO_ORGANIZATION_ID, { limit: 5, cursor: null }, null);
      const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
      const questions = items.map(({ clientId }) => ({
        contact: { by: 'clientId' as const, clientId },
        device: null,
        channel: 'call' as const,
        accountId: null,
        campaignGroupId: null,
        attributes: {},
        at: null,
      }));
      const answers = await decider.ask(DEMO_ORGANIZATION_ID, questions, { record: true });
      expect(answers.map(({ answered }) => answered)).toEqual([true, true, true, true, true]);
    } finally {
      await store.close();
    }
  });
});
