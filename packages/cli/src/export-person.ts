import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientId } from '@tact/engine';
import { personLines } from '@tact/service/without-http';
import { withStore, type DatabaseOptions } from './database.ts';
import { Failure } from './failure.ts';
import { fileFailure, NEW_FILE } from './written-file.ts';

/** Carries out `tact person export`: streams everything about a client to a new file; to none where nothing is stored. */
export async function exportPerson(client: string, file: string, options: DatabaseOptions): Promise<void> {
  await withStore(options, async ({ store, organization, signal }) => {
    const lines = personLines(store.persons.parts(organization.id, client as ClientId));
    let first = await lines.next();
    while (first.done !== true && first.value === '') first = await lines.next();
    if (first.done === true) throw new Failure(`nothing is stored about the client \`${client}\``);
    try {
      await pipeline(Readable.from(beginningWith(first.value, lines)), createWriteStream(file, NEW_FILE), {
        signal,
      });
    } catch (error) {
      throw fileFailure(error, file);
    }
  });
}

async function* beginningWith(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
