import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrganizationId } from '@tact/engine';
import { openStore, type Campaign, type Store } from '@tact/store';
import { seededRandom } from '@tact/service/without-http';
import type { Received } from '../campaign/carrier.ts';
import { judge, type Judgement } from '../campaign/judge.ts';
import { planPeople, setUpCampaign, type Person } from '../campaign/plan.ts';
import { readBooks } from './books.ts';
import { createOutsideWorld, type OutsideWorld } from './outside-world.ts';
import { driveThroughCampaign, type DriveSettings } from './drive.ts';
import { promisesKept, type KeptPromises, type ToldHistory } from './promises-kept.ts';
import { proofHolds, type HeldProof } from './proof-holds.ts';
import { queueWatch } from './queue-watch.ts';
import { startTwoServices, type TwoServices } from './services.ts';
import { createDrivenClock, type DrivenClock } from './shared-clock.ts';

/** How large it is, and what its chances are drawn from. */
export interface CampaignKillSettings extends DriveSettings {
  readonly records: number;
  readonly seed: number;
  /** From one kill to the next on average, milliseconds of the machine, without the time of starting again. */
  readonly killEveryMs: number;
}

/** What was found; anything that should not be would have thrown. */
export interface CampaignKillResult extends Judgement, KeptPromises, HeldProof {
  readonly kills: number;
}

/** What came of it, and a way to judge another history: whether the judges would find what should not be. */
export interface SimulatedCampaignKills {
  readonly result: CampaignKillResult;
  readonly history: ToldHistory;
  readonly judgeThese: (history: ToldHistory) => Promise<Judgement & KeptPromises>;
}

/** Dispatches that one process has under way: some dozens, so that every kill comes in the midst of some. */
const CONCURRENCY_MAX = 64;

/**
 * The campaign of `simulateCampaign`, through the same three days, by two whole services that are killed with `kill -9` all the while, on a clock
 * that they share. People opt out and the carrier reports over HTTP. Judged afterwards by the naive model, and by the carrier's own books.
 * `connectionString`: a database of its own, with the schema and nothing else.
 */
export async function simulateCampaignKills<Inspected>(
  connectionString: string,
  settings: CampaignKillSettings,
  inspect: (simulated: SimulatedCampaignKills) => Promise<Inspected>,
): Promise<Inspected> {
  settings.say(`seed ${settings.seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'tact-campaign-kills-'));
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const [clockFile, booksFolder] = [join(folder, 'clock'), join(folder, 'books')];
    await mkdir(booksFolder);
    const clock = createDrivenClock(clockFile);
    closers.push(() => {
      clock.close();
    });
    const services = await startTwoServices({ connectionString, clockFile, booksFolder });
    closers.push(() => services.remove());
    const store = await openStore({ connectionString, applicationName: 'tact simulation' });
    closers.push(() => store.close());
    return await inspect(await simulate({ store, connectionString, clock, services, booksFolder }, settings));
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** What a run is driven by. */
interface Stage {
  readonly store: Store;
  readonly connectionString: string;
  readonly clock: DrivenClock;
  readonly services: TwoServices;
  readonly booksFolder: string;
}

async function simulate(stage: Stage, settings: CampaignKillSettings): Promise<SimulatedCampaignKills> {
  const { store, clock, services } = stage;
  const [organizationId] = await store.organizations.listIds();
  if (organizationId === undefined) throw new Error('the first start made no organization');
  const people = planPeople(settings.records, settings.seed);
  const calls = { name: 'Calls', channel: 'call', concurrencyMax: CONCURRENCY_MAX } as const;
  await services.call((client) =>
    client.channels.create({ body: { ...calls, simulated: { seed: settings.seed } } }),
  );
  const campaign = await setUpCampaign(store, organizationId, people, { hasTreatments: true });
  settings.say('the campaign is set up');
  const world = createOutsideWorld(people, clock.now, services);
  const { received, kills } = await run(stage, world, organizationId, settings);
  const judgeThese = judgeOf(store, organizationId, campaign, people, world);
  const history = { received, toldAt: world.toldAt, acknowledged: world.acknowledged };
  const result = {
    kills,
    ...(await judgeThese(history)),
    ...(await proofHolds(store, organizationId)),
  };
  return { result, history, judgeThese };
}

/** Lets the clock run, and kills, until the campaign is over. Gives the carrier's books, in the order of time. */
async function run(
  { store, connectionString, clock, services, booksFolder }: Stage,
  world: OutsideWorld,
  organizationId: OrganizationId,
  settings: CampaignKillSettings,
): Promise<{ readonly received: readonly Received[]; readonly kills: number }> {
  const received: Received[] = [];
  const readNew = readBooks(booksFolder);
  const readAll = () => {
    const lines = readNew();
    world.read(lines);
    for (const { at, attemptId, decisionId, address, state } of lines)
      received.push({ at, attemptId, decisionId, address, state });
    return lines.length;
  };
  const watch = await queueWatch(connectionString, store, organizationId);
  const over = new AbortController();
  const random = seededRandom(settings.seed + 1);
  clock.begin();
  const driving = driveThroughCampaign({ clock, world, watch, readAll }, settings, over.signal);
  const killing = services.killByTurns(random, settings.killEveryMs, over.signal);
  try {
    // Killing ends by itself only where a service does not start again: that is told at once.
    await Promise.race([driving, killing]);
  } finally {
    over.abort();
    await Promise.allSettled([driving, killing]);
    await watch.close();
  }
  const kills = await killing;
  await services.kill();
  readAll();
  return { received: received.toSorted((one, other) => one.at - other.at), kills };
}

function judgeOf(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  people: readonly Person[],
  { optedOutAt }: OutsideWorld,
): SimulatedCampaignKills['judgeThese'] {
  const known = people.map((person) => ({ ...person, optsOutAt: optedOutAt.get(person.clientId) ?? null }));
  const byAddress = new Map(
    people.flatMap(({ clientId, devices }) => devices.map((device) => [device as string, clientId])),
  );
  return async (history) => ({
    ...(await judge(store, organizationId, campaign, known, history.received)),
    ...(await promisesKept(store, organizationId, campaign, history, (address) => byAddress.get(address))),
  });
}
