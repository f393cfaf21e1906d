import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zoneTable } from '@tact/places';
import { isMigrated, openStore, readBackup, restoreBackup, type BackupPart } from '@tact/store';
import { freshDatabase, runAsOwner } from '@tact/store/testing';
import { createClock, createDecider, DEMO_ORGANIZATION_ID, verifyProof } from '../src/index.ts';

/** Backups of every version that had other tables, with rows in them. `scripts/upgrade-backup.ts` makes one of today's. */
const FOLDER = resolve(import.meta.dirname, 'upgrade');
const backups = (await readdir(FOLDER)).filter((name) => name.endsWith('.tact')).toSorted();

async function* partsOf(name: string): AsyncGenerator<BackupPart> {
  yield* readBackup(createReadStream(join(FOLDER, name)).pipe(createGunzip()) as AsyncIterable<Buffer>);
}

describe('the rows of an older version', () => {
  test.each(backups)('%s come through all migrations since: they answer and verify', async (name) => {
    const database = await freshDatabase('empty');
    try {
      const { connectionString } = database;
      const { tables, rows } = await restoreBackup(
        connectionString,
        partsOf(name),
        new AbortController().signal,
      );
      expect(await isMigrated(connectionString)).toBe(true);
      expect(tables).toBeGreaterThan(40);
      expect(rows).toBeGreaterThan(500);
      const [count] = await runAsOwner<{ attempts: number }>(
        connectionString,
        'select count(*)::int as attempts from attempts',
      );
      expect(count?.attempts).toBeGreaterThan(20);
      const store = await openStore({ connectionString });
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
        expect(answers.map(({ answered }) => answered)).toEqual(items.map(() => true));
      } finally {
        await store.close();
      }
    } finally {
      await database.drop();
    }
  });
});
