import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@tact/engine';
import { openStore } from '@tact/store';
import { seededRandom } from '@tact/service/without-http';
import { startOwnDatabase } from '../own-database.ts';
import { createServiceProcess, type ServiceProcess } from '../service-process.ts';
import { giveUpClaims } from './give-up-claims.ts';
import { startMailRelay } from './mail-relay.ts';
import { promisesKept, type KeptPromises } from './promises-kept.ts';
import { PUBLIC_URL, startProviderStub } from './provider-stub.ts';
import { setUpCampaigns, type Setting } from './set-up.ts';

/** How long it is. */
export interface ServiceKillSettings {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What was found; the promises of ADR 0012 held, else it would have thrown. */
export interface ServiceKillResult extends KeptPromises {
  readonly kills: number;
}

/** Records on each of the two channels for every kill, so that each comes in the midst of work. */
const PEOPLE_PER_KILL = 150;
const PEOPLE_MIN = 300;
const KILL_AFTER_MS = [500, 2_500] as const;
/** Every so many kills both processes end at the same instant. */
const BOTH_EVERY = 4;
const REPORTED_MS_MAX = 60_000;

/**
 * Two whole `tact serve` on one database send by SMS (the real client, against a stand-in for its provider) and by e-mail (a real SMTP server),
 * and are killed with `kill -9`, turn by turn and now and then together, at moments drawn from the seed, and started again. Afterwards the books
 * of both providers are compared with what the service shows. Throws where a promise of ADR 0012 was broken.
 */
export async function simulateServiceKills({
  kills,
  seed,
  say,
}: ServiceKillSettings): Promise<ServiceKillResult> {
  say(`seed ${seed}`);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const connectionString = await openDatabase(closers);
    const services = await openServices(connectionString, closers);
    const [one] = services;
    const store = await openStore({ connectionString, applicationName: 'tact simulation', poolSize: 4 });
    closers.push(() => store.close());
    const [organizationId] = await store.organizations.listIds();
    if (organizationId === undefined) throw new Error('the first start made no organization');
    const urls = services.map(({ baseUrl }) => baseUrl);
    const provider = await startProviderStub(seed, urls);
    closers.push(() => provider.stop());
    const relay = await startMailRelay(seed + 1);
    closers.push(() => relay.stop());

    const people = Math.max(PEOPLE_MIN, kills * PEOPLE_PER_KILL);
    const setting = { client: one.client, store, organizationId };
    const providers = { providerUrl: provider.url, relayPort: relay.port };
    const campaignIds = await setUpCampaigns(setting, people, providers);
    await killByTurns(services, kills, seed, say);
    const waiting = () => nothingLeft(setting, campaignIds, say);
    await finish(services, connectionString, waiting);
    await provider.allReported(REPORTED_MS_MAX);
    await waiting();
    const kept = await promisesKept(setting, campaignIds, people, { provider, relay });
    return { kills, ...kept };
  } catch (error) {
    throw new Error(`with the seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function openDatabase(closers: (() => Promise<unknown>)[]): Promise<string> {
  const database = await startOwnDatabase();
  closers.push(() => database.remove());
  return database.connectionString;
}

/** Two services on the database, both ready. The first is there before the second starts: they share what its first start made. */
async function openServices(
  connectionString: string,
  closers: (() => Promise<unknown>)[],
): Promise<readonly [ServiceProcess, ServiceProcess]> {
  const settings = {
    DATABASE_URL: connectionString,
    TACT_BOOTSTRAP_KEY: `tact_simulation_${randomBytes(16).toString('hex')}`,
    TACT_SECRET_KEY: randomBytes(32).toString('hex'),
    TACT_PUBLIC_URL: PUBLIC_URL,
    TACT_ALLOW_PRIVATE_ADDRESSES: 'on',
  };
  const open = async () => {
    const service = await createServiceProcess(settings);
    closers.push(() => service.remove());
    await service.start();
    return service;
  };
  return [await open(), await open()];
}

async function killByTurns(
  services: readonly [ServiceProcess, ServiceProcess],
  kills: number,
  seed: number,
  say: (line: string) => void,
): Promise<void> {
  const random = seededRandom(seed + 2);
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(random.between(...KILL_AFTER_MS));
    const [one, other] = kill % 2 === 1 ? services : services.toReversed();
    const victims = [one, kill % BOTH_EVERY === 0 ? other : undefined].filter((some) => some !== undefined);
    await Promise.all(victims.map((service) => service.killService()));
    await Promise.all(victims.map((service) => service.start()));
    say(`kill ${kill} of ${kills}${victims.length > 1 ? ', both' : ''}`);
  }
}

/**
 * Lets the services work until nothing is due or under way. First both end once more: then nobody holds a claim, and the time of those that are
 * left can be said to be over, in place of waiting for two minutes.
 */
async function finish(
  services: readonly ServiceProcess[],
  connectionString: string,
  nothingLeft: () => Promise<void>,
): Promise<void> {
  await Promise.all(services.map((service) => service.killService()));
  await giveUpClaims(connectionString);
  await Promise.all(services.map((service) => service.start()));
  await nothingLeft();
}

const TELL_MS = 15_000;
/** So long may no record end before it counts as standing still, milliseconds. */
const STANDING_MS_MAX = 120_000;

/** Ends when nothing is due or under way in the campaigns. Throws where nothing moves on any more. */
async function nothingLeft(
  { store, organizationId }: Pick<Setting, 'store' | 'organizationId'>,
  campaignIds: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  let [leastLeft, movedAtMs, toldAtMs] = [Infinity, performance.now(), performance.now()];
  for (;;) {
    const now = Date.now() as Instant;
    const figures = await Promise.all(
      campaignIds.map((campaignId) => store.queue.figures(organizationId, campaignId, now)),
    );
    const told = figures
      .map(({ pending, processing }) => `${pending} wait and ${processing} are under way`)
      .join('; ');
    const left = figures.reduce((sum, { pending, processing }) => sum + pending + processing, 0);
    if (left === 0) return;
    const nowMs = performance.now();
    if (left < leastLeft) [leastLeft, movedAtMs] = [left, nowMs];
    if (nowMs - movedAtMs > STANDING_MS_MAX) throw new Error(`nothing moves on: ${told}`);
    if (nowMs - toldAtMs > TELL_MS) {
      toldAtMs = nowMs;
      say(told);
    }
    await sleep(200);
  }
}
