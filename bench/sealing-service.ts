/**
 * The service as people start it, which also seals what was just recorded: from one SIGUSR2 to the next, at the pace of the product but each few
 * seconds, where the product waits for a minute. A program of its own for `seal.ts`: sealing has to run in the very process that reserves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationId } from '@tact/engine';
import { sealWaiting } from '@tact/service/without-http';
import { findRunning, openStore } from '@tact/store';
import { run } from '../packages/cli/src/run.ts';
import { SEAL_EVERY_SETTING, SEALER_NAME, SETTLE_MS, tellSealed } from './seal-pace.ts';

const [, folder] = process.argv.slice(process.argv.indexOf('--data-dir'));
const everyMs = Number(process.env[SEAL_EVERY_SETTING]);
let sealing: AbortController | undefined;

process.on('SIGUSR2', () => {
  if (sealing === undefined) void keepSealing((sealing = new AbortController()));
  else {
    sealing.abort();
    sealing = undefined;
  }
});

/** A store of its own, so that no connection of it is left where nothing is sealed. */
async function keepSealing({ signal }: AbortController): Promise<void> {
  const running = folder === undefined ? undefined : await findRunning(folder);
  if (folder === undefined || running === undefined)
    throw new Error('the database of the service is not found');
  const store = await openStore({
    connectionString: running.connectionString,
    applicationName: SEALER_NAME,
  });
  try {
    const organizations: readonly OrganizationId[] = await store.organizations.listIds();
    // Half a period first: then as much waits when a turn ends as when it began (`seal.ts`).
    for (let waitMs = everyMs / 2; await goesOn(waitMs, signal);) {
      const begunAtMs = performance.now();
      const before = process.cpuUsage();
      for (const organizationId of organizations) await sealWaiting(store, organizationId, SETTLE_MS);
      const { user, system } = process.cpuUsage(before);
      await tellSealed(folder, user + system);
      waitMs = Math.max(0, everyMs - (performance.now() - begunAtMs));
    }
  } finally {
    await store.close();
  }
}

/** Waits; false where it was told to end. */
function goesOn(waitMs: number, signal: AbortSignal): Promise<boolean> {
  return sleep(waitMs, true, { signal }).catch(() => false);
}

process.exitCode = await run(process.argv.slice(2));
