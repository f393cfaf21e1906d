import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Campaign, QueueItem, Store } from '@tact/store';
import { seededRandom } from '../../packages/service/src/demo/random.ts';
import type { Received } from './carrier.ts';
import { fastClock } from './fast-clock.ts';
import { allItems, judge } from './judge.ts';
import { planPeople, setUpCampaign, SIMULATION_ACTOR } from './plan.ts';

/** How long it is. */
export interface WorkerKillSettings {
  readonly records: number;
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What was found; the promises of ADR 0012 held, else it would have thrown. */
export interface WorkerKillResult {
  readonly kills: number;
  /** Dispatches that the carrier has on its own records. */
  readonly received: number;
  /** Records that are shown as unknown, and how many of them the carrier has. */
  readonly unknown: number;
  readonly unknownReceived: number;
}

const WORKERS = 2;
const KILL_AFTER_MS_MIN = 400;
const KILL_AFTER_MS_MAX = 1_500;

/**
 * Two workers in processes of their own work on one campaign and are killed with `kill -9`, turn by turn, at moments drawn from the seed, and
 * started again. Afterwards, by the carrier's own records: nothing was handed over twice; whatever the carrier has is shown as confirmed or
 * unknown; whatever is shown as confirmed it has; no record is lost; and every dispatch was allowed by the naive model.
 */
export async function simulateWorkerKills(
  {
    store,
    organizationId,
    connectionString,
  }: { readonly store: Store; readonly organizationId: OrganizationId; readonly connectionString: string },
  { records, kills, seed, say }: WorkerKillSettings,
): Promise<WorkerKillResult> {
  say(`seed ${seed}`);
  const random = seededRandom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'tact-workers-'));
  const logFile = join(folder, 'received.ndjson');
  const workers: ChildProcess[] = [];
  try {
    const people = planPeople(records, seed).map((person) => ({ ...person, optsOutAt: null }));
    const campaign = await setUpCampaign(store, organizationId, people, { hasTreatments: false });
    // Slow enough that kills come in the midst of it.
    const { version, ...fields } = campaign;
    await store.campaigns.update(
      organizationId,
      campaign.id,
      version,
      { ...fields, concurrencyMax: 5 },
      SIMULATION_ACTOR,
    );
    const startedAt = Date.now() as Instant;
    const start = (turn: number) =>
      startWorker([connectionString, logFile, String(startedAt), String(seed + turn)]);
    for (let index = 0; index < WORKERS; index++) workers.push(start(index));
    await sleep(1_500);
    for (let kill = 1; kill <= kills; kill++) {
      await sleep(random.between(KILL_AFTER_MS_MIN, KILL_AFTER_MS_MAX));
      const victim = kill % WORKERS;
      await end(workers[victim]);
      workers[victim] = start(WORKERS + kill);
    }
    say(`${kills} kills; the rest without`);
    await finished(store, organizationId, fastClock(startedAt));
    await Promise.all(workers.splice(0).map(end));
    await endCampaign(store, organizationId, campaign, fastClock(startedAt)());
    const received = readReceived(logFile);
    await judge(store, organizationId, campaign, people, received);
    return {
      kills,
      received: received.length,
      ...(await promisesKept(store, organizationId, campaign, received)),
    };
  } finally {
    await Promise.all(workers.splice(0).map(end));
    await rm(folder, { recursive: true, force: true });
  }
}

function startWorker(args: readonly string[]): ChildProcess {
  const file = resolve(import.meta.dirname, 'worker.ts');
  return spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Waits until nothing is due or under way: what waits then waits for another hour. */
async function finished(store: Store, organizationId: OrganizationId, clock: () => Instant): Promise<void> {
  for (;;) {
    const { processing } = await store.queue.figures(organizationId, null, clock());
    const { due } = await store.queue.dueCampaigns(organizationId, clock());
    if (processing === 0 && due.length === 0) return;
    await sleep(200);
  }
}

/** Ends the campaign: what waits for another hour is skipped, and says so. */
async function endCampaign(
  store: Store,
  organizationId: OrganizationId,
  { id }: Campaign,
  now: Instant,
): Promise<void> {
  await store.campaigns.setStatus(organizationId, id, 'completed', SIMULATION_ACTOR);
  while ((await store.queue.recover(organizationId, now, SIMULATION_ACTOR)) > 0);
}

/** The carrier's records, in the order of time; a line that a kill cut off was never answered. */
function readReceived(logFile: string): readonly Received[] {
  if (!existsSync(logFile)) return [];
  const lines = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'));
  return lines.map((line) => JSON.parse(line) as Received).toSorted((one, other) => one.at - other.at);
}

async function promisesKept(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  received: readonly Received[],
): Promise<Pick<WorkerKillResult, 'unknown' | 'unknownReceived'>> {
  const left = new Map(
    received.filter(({ state }) => state !== 'refused').map((one) => [one.attemptId, one]),
  );
  let [unknown, unknownReceived] = [0, 0];
  const shown = new Set<string>();
  for await (const item of allItems(store, organizationId, campaign.id)) {
    assertShown(item, left);
    if (item.attemptId !== null && left.has(item.attemptId)) shown.add(item.attemptId);
    if (item.handOver !== 'unknown') continue;
    unknown++;
    if (item.attemptId !== null && left.has(item.attemptId)) unknownReceived++;
  }
  const hidden = [...left.keys()].find((attemptId) => !shown.has(attemptId));
  if (hidden !== undefined) throw new Error(`the carrier has the attempt ${hidden}, and no record shows it`);
  return { unknown, unknownReceived };
}

function assertShown(item: QueueItem, left: ReadonlyMap<string, Received>): void {
  const carrier = item.attemptId === null ? undefined : left.get(item.attemptId);
  if (item.handOver === 'confirmed' && carrier === undefined)
    throw new Error(`the item ${item.id} is shown as confirmed, and the carrier does not have it`);
  if (carrier !== undefined && item.handOver !== 'confirmed' && item.handOver !== 'unknown')
    throw new Error(`the carrier has the item ${item.id}, which is shown as ${item.handOver}`);
}
