import type { Logger } from 'pino';
import { MINUTE_MS } from '@tact/engine';
import type { Store } from '@tact/store';
import type { Clock } from './deciding/decider.ts';
import { makeCheckpoint, type Signer } from './proof/checkpoints.ts';
import { SEAL_HASHES } from './proof/hashes.ts';

/** How often records are sealed and checkpoints signed: what is younger has nothing but the database's word. */
const SEAL_EVERY_MS = MINUTE_MS;
/** Batches that one organization gets at a time, so that no other waits long. */
const ROUNDS_MAX = 200;

/**
 * Seals what was recorded, and signs how far the chains went, once a minute, beside everything else (ADR 0014). Several nodes may do so on
 * one database: one seals, the others find nothing to do. A failure is tried again a minute later. Gives what ends it.
 */
export function keepSealed(store: Store, clock: Clock, signer: Signer, logger: Logger): () => Promise<void> {
  let running = Promise.resolve();
  let isSealing = false;
  const seal = () => {
    if (isSealing) return;
    isSealing = true;
    running = sealAll(store, clock, signer).then(
      (records) => {
        isSealing = false;
        if (records > 0) logger.info({ records }, 'records sealed');
      },
      (error: unknown) => {
        isSealing = false;
        logger.error(
          { error: error instanceof Error ? error.name : 'unknown' },
          'no records could be sealed',
        );
      },
    );
  };
  seal();
  const timer = setInterval(seal, SEAL_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}

/** Seals and signs once, in every organization. Gives how many records were sealed. */
export async function sealAll(store: Store, clock: Clock, signer: Signer): Promise<number> {
  let records = 0;
  for (const organizationId of await store.organizations.listIds()) {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const sealed = await store.proof.seal(organizationId, SEAL_HASHES);
      records += sealed;
      if (sealed === 0) break;
    }
    await makeCheckpoint(store, organizationId, signer, clock());
  }
  return records;
}
