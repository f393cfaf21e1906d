import { randomUUID } from 'node:crypto';
import type { OrganizationId } from '@tact/engine';
import type { ErasureHashes, Store } from '../src/ports.ts';
import { TEST_ACTOR } from './database.ts';
import { client } from './samples.ts';

/** Trees of one leaf each: what is in them is the service's business. */
const HASHES: ErasureHashes = {
  item: () => Buffer.from('item'),
  tree: (items) => ({ root: 'root', paths: items.map(() => ['beside']) }),
};

/** Erases a client to the end, and gives the erasure's id. */
export async function erase(store: Store, own: OrganizationId, clientId: string): Promise<string> {
  const { id } = await store.erasures.create(own, { clientId: client(clientId) }, 'asked', TEST_ACTOR);
  const lease = { runner: randomUUID(), leaseMs: 60_000 };
  await store.erasures.take(own, lease.runner, lease.leaseMs);
  while ((await store.erasures.doSome(own, id, lease, HASHES)).state !== 'finished');
  return id;
}
