import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { migrate } from '../migrate.ts';
import { ensurePartitions } from '../partitions.ts';
import { BackupError, type BackupHead, type BackupTable } from './backup-format.ts';
import type { BackupPart } from './read-backup.ts';

/** What was restored. */
export interface Restored {
  readonly head: BackupHead;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Brings a backup into an empty database: its tables as they were when it was made, all rows in one transaction, then this program's own
 * migrations. `connectionString`: of a superuser. Throws a `BackupError` where the backup was made by a newer version, and leaves no rows then.
 */
export async function restoreBackup(
  connectionString: string,
  parts: AsyncIterable<BackupPart>,
  signal: AbortSignal,
): Promise<Restored> {
  const restoring = new Restoring(connectionString, signal);
  try {
    for await (const part of parts) await restoring.take(part);
    return await restoring.finish();
  } finally {
    await restoring.close();
  }
}

/** One restoring under way. */
class Restoring {
  readonly #connectionString: string;
  readonly #signal: AbortSignal;
  #client: pg.Client | null = null;
  #head: BackupHead | null = null;
  #copy: CopyStreamQuery | null = null;
  #tables = 0;
  #rows = 0;

  constructor(connectionString: string, signal: AbortSignal) {
    this.#connectionString = connectionString;
    this.#signal = signal;
  }

  async take(part: BackupPart): Promise<void> {
    this.#signal.throwIfAborted();
    switch (part.kind) {
      case 'head':
        return this.#begin(part.head);
      case 'table':
        this.#copy = this.#beginTable(part.table);
        return;
      case 'rows':
        if (this.#copy !== null && !this.#copy.write(part.rows)) await once(this.#copy, 'drain');
        return;
      case 'table end':
        await this.#endTable();
        this.#tables++;
        this.#rows += part.end.rows;
    }
  }

  async finish(): Promise<Restored> {
    if (this.#head === null || this.#client === null)
      throw new Error('a backup without a head was read to its end');
    await this.#client.query('commit');
    await this.#client.query('analyze');
    await migrate(this.#connectionString);
    return { head: this.#head, tables: this.#tables, rows: this.#rows };
  }

  async close(): Promise<void> {
    // What was not committed is gone with its connection.
    await this.#client?.end();
  }

  async #begin(head: BackupHead): Promise<void> {
    const last = head.migrations.at(-1);
    if (last === undefined)
      throw new BackupError('the backup names no migrations; use one that nobody changed');
    await migrate(this.#connectionString, { upTo: last.number });
    await ensurePartitions(this.#connectionString, Date.parse(head.takenAt));
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'tact restore',
    });
    client.on('error', () => undefined);
    await client.connect();
    this.#client = client;
    await client.query("set search_path = tact; set timezone = 'UTC'; set datestyle = 'ISO'");
    const { rows } = await client.query<BackupHead['migrations'][number]>(
      'select number, name, checksum from migrations order by number',
    );
    if (JSON.stringify(rows) !== JSON.stringify(head.migrations))
      throw new BackupError(
        'the backup was made by a newer version of tact, or another one; restore it with the version that made it, or a later one',
      );
    await client.query('begin');
    // Foreign keys held when the snapshot was taken; tables come in the order of their names.
    await client.query("set local session_replication_role = 'replica'");
    this.#head = head;
  }

  #beginTable({ table, columns }: BackupTable): CopyStreamQuery {
    const client = this.#client;
    if (client === null) throw new BackupError('the backup has no head; use one that nobody changed');
    const names = columns.map((column) => client.escapeIdentifier(column)).join(', ');
    return client.query(copyFrom(`copy tact.${client.escapeIdentifier(table)} (${names}) from stdin`));
  }

  async #endTable(): Promise<void> {
    const copy = this.#copy;
    this.#copy = null;
    if (copy === null) return;
    const finished = once(copy, 'finish');
    copy.end();
    await finished;
  }
}
