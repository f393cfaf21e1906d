import { rollBackImport } from '@tact/service';
import { commandLineActor } from '../command-line-actor.ts';
import type { RollBackOptions } from '../commands/import-list.ts';
import { withStore } from '../database.ts';
import { Failure } from '../failure.ts';
import { asFailure, reasonOf } from '../as-failure.ts';

/** Carries out `tact import rollback`. */
export async function rollBack(importId: string, options: RollBackOptions): Promise<void> {
  const reason = reasonOf(options.reason);
  await withStore(options, async ({ store, organization }) => {
    const found = await store.listImports.find(organization.id, importId);
    if (found === undefined) throw new Failure(`there is no import \`${importId}\`; check the id`);
    const caller = { organizationId: organization.id, actor: commandLineActor() };
    const reference = { listId: found.listId, importId };
    await asFailure(() => rollBackImport({ store }, caller, reference, reason));
    process.stdout.write(`the import of ${found.fileName} is rolled back: the list is as it was before it\n`);
  });
}
