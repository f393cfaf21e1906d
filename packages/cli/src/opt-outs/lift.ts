import type { ClientId, OptOutId } from '@tact/engine';
import { createClock, liftOptOutsOfClient } from '@tact/service';
import { commandLineActor } from '../command-line-actor.ts';
import type { LiftOptions } from '../commands/opt-out.ts';
import { withStore } from '../database.ts';
import { usage } from '../failure.ts';
import { asFailure, reasonOf } from '../as-failure.ts';

/** Carries out `tact opt-out lift`: all of a client that are in force, or one by its id (S25). */
export async function lift({ client, id, json, ...options }: LiftOptions): Promise<void> {
  const reason = reasonOf(options.reason);
  if ((client === undefined) === (id === undefined))
    throw usage('give a client with --client, or an opt-out with --id; one of the two');
  await withStore(options, async ({ store, organization }) => {
    const clock = createClock();
    const actor = { ...commandLineActor(), source: 'individual' as const };
    const caller = { organizationId: organization.id, actor };
    const lifted = await asFailure(async () =>
      client === undefined
        ? [await store.optOuts.lift(organization.id, (id ?? '') as OptOutId, reason, clock(), actor)]
        : liftOptOutsOfClient({ store, clock }, caller, client as ClientId, reason),
    );
    if (json === true) process.stdout.write(`${JSON.stringify(lifted)}\n`);
    else
      for (const one of lifted) process.stdout.write(`lifted ${one.id} of ${one.clientId}: ${one.reason}\n`);
  });
}
