import { withStore, type DatabaseOptions } from '../database.ts';
import { Failure } from '../failure.ts';

/** Prints the newest checkpoint as JSON, to be kept where the database is not. */
export async function printCheckpoint(options: DatabaseOptions): Promise<void> {
  await withStore(options, async ({ store, organization }) => {
    const { checkpoint } = await store.proof.heads(organization.id);
    if (checkpoint === undefined)
      throw new Failure('there is no checkpoint yet; `tact serve` signs the first one as it starts');
    process.stdout.write(`${JSON.stringify(checkpoint, null, 2)}\n`);
  });
}
