import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Client } from '@tact/api';
import { seededRandom, type Random } from '@tact/service/without-http';
import { createServiceProcess, type ServiceProcess } from './service-process.ts';
import { ATTEMPTS_MAX, countedAttempts, prepareContact, prepareOrganization } from './setting.ts';

/** How long a simulation is, and what its chances are drawn from. */
export interface KillSettings {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What the simulation did; nothing was lost and no limit was exceeded, else it would have thrown. */
export interface KillResult {
  readonly kills: number;
  readonly acknowledged: number;
  /** Requests that failed because something was down: none of them was told `allowed`. */
  readonly failed: number;
}

const CLIENTS = 16;
/** Contacts in one round: few enough that their limits are reached, so that over-granting would show. */
const CONTACTS = 40;
const LOAD_MS_MIN = 150;
const LOAD_MS_MAX = 900;

/**
 * Kills the service with `kill -9`, then PostgreSQL, turn by turn, at moments drawn from the seed, while clients reserve attempts. After each
 * restart every reservation that was acknowledged is there (G3), and no contact has more than its limit (G1). Throws where one is missing
 * or too many.
 */
export async function simulateKills({ kills, seed, say }: KillSettings): Promise<KillResult> {
  say(`seed ${seed}`);
  const random = seededRandom(seed);
  const service = await createServiceProcess();
  try {
    await service.start();
    await prepareOrganization(service.client);
    let acknowledged = 0;
    let failed = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const victim = kill % 2 === 1 ? 'service' : 'database';
      const round = await runRound(service, kill, victim, random);
      acknowledged += round.acknowledged;
      failed += round.failed;
      say(
        `kill ${kill} of ${kills}, the ${victim}: ${round.acknowledged} acknowledged before it, none missing, no limit exceeded`,
      );
    }
    return { kills, acknowledged, failed };
  } catch (error) {
    throw new Error(`with the seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await service.remove();
  }
}

async function runRound(
  service: ServiceProcess,
  round: number,
  victim: 'service' | 'database',
  random: Random,
): Promise<{ readonly acknowledged: number; readonly failed: number }> {
  const { client } = service;
  const clientIds = Array.from({ length: CONTACTS }, (_, index) => `kill-${round}-${index}`);
  await Promise.all(
    clientIds.map((clientId, index) => prepareContact(client, clientId, round * CONTACTS + index)),
  );
  const load = startLoad(client, clientIds, random);
  await sleep(random.between(LOAD_MS_MIN, LOAD_MS_MAX));
  if (victim === 'service') await service.killService();
  else {
    await service.killDatabase();
    // The service lives on without its database: what it answers now must be no `allowed` that is not kept.
    await sleep(random.between(50, 300));
    await service.killService();
  }
  const { acknowledged, failed } = await load.stop();
  await service.start();
  await check(client, clientIds, acknowledged);
  return { acknowledged: acknowledged.size, failed };
}

/** Clients that reserve as fast as they are answered, until they are stopped. */
function startLoad(client: Client, clientIds: readonly string[], random: Random) {
  const acknowledged = new Map<string, string>();
  const unexpected: Error[] = [];
  let failed = 0;
  let isStopped = false;
  const choices = Array.from({ length: CLIENTS }, () => seededRandom(random.between(0, 0x7fff_ffff)));
  const workers = choices.map(async (choice) => {
    while (!isStopped) {
      const clientId = choice.pick(clientIds);
      try {
        const { attempt } = await client.attempts.reserve({
          body: { contact: { clientId }, channel: 'call' },
        });
        if (attempt !== null) acknowledged.set(attempt.id, clientId);
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) unexpected.push(error);
        failed++;
        await sleep(5);
      }
    }
  });
  return {
    async stop() {
      isStopped = true;
      await Promise.all(workers);
      if (unexpected[0] !== undefined) throw unexpected[0];
      return { acknowledged, failed };
    },
  };
}

async function check(
  client: Client,
  clientIds: readonly string[],
  acknowledged: ReadonlyMap<string, string>,
): Promise<void> {
  const stored = new Set<string>();
  for (const clientId of clientIds) {
    const ids = await countedAttempts(client, clientId);
    if (ids.length > ATTEMPTS_MAX)
      throw new Error(`\`${clientId}\` has ${ids.length} attempts, and its limit is ${ATTEMPTS_MAX}`);
    for (const id of ids) stored.add(id);
  }
  const missing = [...acknowledged.keys()].filter((id) => !stored.has(id));
  if (missing.length > 0)
    throw new Error(
      `${missing.length} of ${acknowledged.size} acknowledged reservations are missing, among them ${missing[0] ?? ''}`,
    );
}
