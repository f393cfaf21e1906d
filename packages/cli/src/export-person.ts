import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientId } from '@tact/engine';
import { personLines } from '@tact/service/without-http';
import { withStore, type DatabaseOptions } from './database.ts';
import { Failure } from './failure.ts';

/** Carries out `tact person export`: streams everything about a client to a new file. */
export async function exportPerson(client: string, file: string, options: DatabaseOptions): Promise<void> {
  await withStore(options, async ({ store, organization, signal }) => {
    const lines = personLines(store.persons.parts(organization.id, client as ClientId));
    const out = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    try {
      await pipeline(Readable.from(lines), out, { signal });
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') throw new Failure(`the file \`${file}\` is there already; name another one`);
      throw error;
    }
    if (out.bytesWritten === 0) throw new Failure(`nothing is stored about the client \`${client}\``);
  });
}
