import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { NO_LIMITS, type OrganizationId } from '@tact/engine';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '@tact/service';
import { findRunning, openStore } from '@tact/store';
import { httpLoad } from '../../bench/http-load.ts';
import { memoryOf } from '../../bench/process-memory.ts';
import { createServiceProcess, type ServiceProcess } from '../service-process.ts';
import { prepareOrganization } from '../setting.ts';
import { openLoop } from './open-loop.ts';
import { createSummary, slopeOf, type LoadSummary } from './summary.ts';

/** How long and how hard. */
export interface LoadSettings {
  readonly seconds: number;
  /** Arrivals a second; null: `share` of the top rate, which is measured first. */
  readonly perSecond: number | null;
  readonly share: number;
  readonly say: (line: string) => void;
}

/** What a steady load came to. */
export interface LoadResult extends LoadSummary {
  readonly perSecond: number;
  /** What the service could answer a second before the load, warm, and after it; null where the rate was given. */
  readonly top: { readonly before: number; readonly after: number } | null;
  readonly memoryBytes: number;
  /** By how much of itself the service's memory would grow in an hour, by the samples after the warm-up. */
  readonly memoryGrowthAnHour: number;
}

const TOP_RATE_SECONDS = 20;
const TOP_RATE_CONNECTIONS = 64;
/** The first part of a load, in which memory may still grow. */
const WARM_UP = 0.2;

/** Gives a service whose organization is open at all hours and holds seven attempts a contact, and takes it away in the end. */
async function withLoadedService<Result>(
  work: (service: ServiceProcess) => Promise<Result>,
): Promise<Result> {
  const service = await createServiceProcess();
  try {
    await service.start();
    await prepareOrganization(service.client);
    return await work(service);
  } finally {
    await service.remove();
  }
}

/** A question about somebody whom nobody has asked about: the caller describes the contact. */
function bodyOf(prefix: string, number: number): string {
  const address = `+1212${String(2_000_000 + (number % 7_900_000))}`;
  return JSON.stringify({
    contact: {
      clientId: `${prefix}-${number}`,
      zone: 'America/New_York',
      country: 'US',
      devices: [{ address }],
    },
    channel: 'call',
  });
}

/** A steady load on one service, on loopback, with arrivals that wait for no answer; says how far it is every minute. */
export function simulateLoad({ seconds, perSecond, share, say }: LoadSettings): Promise<LoadResult> {
  return withLoadedService(async (service) => {
    let top: LoadResult['top'] = null;
    if (perSecond === null) {
      // Once to get warm.
      await topRate(service, 'warm');
      top = { before: await topRate(service, 'before'), after: 0 };
    }
    const rate = perSecond ?? Math.max(1, Math.floor(share * (top?.before ?? 0)));
    say(`${rate} arrivals a second for ${seconds} s`);
    const { add, summary } = createSummary();
    const memory: number[] = [];
    const sampleMs = Math.min(10_000, (seconds * 1_000) / 20);
    const sampler = setInterval(() => memory.push(memoryOf(service.pid())), sampleMs);
    const teller = setInterval(() => {
      say(`${toldOf(summary())}; memory ${megabytesOf(memory.at(-1) ?? NaN)}`);
    }, 60_000);
    try {
      const { baseUrl, apiKey } = service;
      const loop = { baseUrl, apiKey, perSecond: rate, seconds };
      await openLoop({ ...loop, bodyOf: (number) => bodyOf('load', number) }, add);
    } finally {
      clearInterval(sampler);
      clearInterval(teller);
    }
    const warm = memory.slice(Math.floor(memory.length * WARM_UP));
    const memoryBytes = warm.reduce((sum, bytes) => sum + bytes, 0) / warm.length;
    const growth = (slopeOf(warm) * (3_600_000 / sampleMs)) / memoryBytes;
    if (top !== null) top = { ...top, after: await topRate(service, 'after') };
    return { ...summary(), perSecond: rate, top, memoryBytes, memoryGrowthAnHour: growth };
  });
}

async function topRate(service: ServiceProcess, prefix: string): Promise<number> {
  let number = 0;
  const { perSecond } = await httpLoad({
    baseUrl: service.baseUrl,
    path: '/api/v1/attempts',
    headers: { 'x-api-key': service.apiKey },
    body: () => bodyOf(prefix, number++),
    connections: TOP_RATE_CONNECTIONS,
    seconds: TOP_RATE_SECONDS,
  });
  return perSecond;
}

/**
 * Far more at once than can wait: each is answered in time, or told when to come back. The organization's lock is held until the first is told so,
 * because a machine that has much else to do may answer as fast as it asks.
 */
export function simulateOverload(arrivals: number): Promise<LoadSummary> {
  return withLoadedService(async (service) => {
    const { baseUrl, apiKey, client, folder } = service;
    const { id: organizationId } = await client.organization.get();
    const { add, summary } = createSummary();
    const settings = { baseUrl, apiKey, perSecond: arrivals * 10, seconds: 0.1 };
    const asking = () => openLoop({ ...settings, bodyOf: (number) => bodyOf('over', number) }, add);
    return whileHeld(folder, organizationId, async (release) => {
      const asked = asking();
      const until = performance.now() + HELD_MS_MAX;
      while (summary().refused === 0 && performance.now() < until) await sleep(10);
      await release();
      await asked;
      return summary();
    });
  });
}

/** Shorter than questions wait, and than a statement waits for a lock. */
const HELD_MS_MAX = 5_000;

/** Works while the lock of an organization is held, as by a change of it that takes long, until it is released. */
async function whileHeld<Result>(
  folder: string,
  organizationId: string,
  work: (release: () => Promise<unknown>) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: await addressIn(folder) });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(tact.organization_lock_key($1))', [organizationId]);
    return await work(() => client.query('rollback'));
  } finally {
    await client.end();
  }
}

async function addressIn(folder: string): Promise<string> {
  const running = await findRunning(folder);
  if (running === undefined) throw new Error('the database of the service is not found');
  return running.connectionString;
}

/** What the others are answered while one organization stands still. */
export interface Neighbours {
  /** Answers of the other organization in the same time, before and while its neighbour stands still. */
  readonly before: number;
  readonly meanwhile: number;
  /** Answers of the organization that stands still, meanwhile: there are none. */
  readonly held: number;
}

/** One organization's lock is held, as by a change of it that takes long, while many ask of it; another goes on asking. */
export function simulateSlowNeighbour(perSecond: number, seconds: number): Promise<Neighbours> {
  return withLoadedService(async (service) => {
    const slow = await anotherOrganization(await addressIn(service.folder));
    const asking = (apiKey: string, prefix: string) => {
      const { add, summary } = createSummary();
      const settings = { baseUrl: service.baseUrl, apiKey, perSecond, seconds };
      return openLoop({ ...settings, bodyOf: (number) => bodyOf(prefix, number) }, add).then(
        () => summary().answered,
      );
    };
    await asking(service.apiKey, 'warm');
    const before = await asking(service.apiKey, 'before');
    return whileHeld(service.folder, slow.id, async (release) => {
      let held = 0;
      const waiting = asking(slow.apiKey, 'held').then((answers) => (held = answers));
      await sleep(100);
      const meanwhile = await asking(service.apiKey, 'meanwhile');
      const answeredMeanwhile = held;
      await release();
      await waiting;
      return { before, meanwhile, held: answeredMeanwhile };
    });
  });
}

async function anotherOrganization(
  connectionString: string,
): Promise<{ readonly id: string; readonly apiKey: string }> {
  const store = await openStore({ connectionString });
  try {
    const actor = { kind: 'job', id: 'load', name: 'load', requestId: 'load', source: 'api' } as const;
    const id = randomUUID() as OrganizationId;
    const rules = {
      zone: 'America/New_York',
      zoneFallback: 'number',
      allowedHours: { everyDay: 'any' },
      limits: NO_LIMITS,
    } as const;
    await store.organizations.create(
      { id, name: 'Slow', locale: 'en-US', currency: 'USD', defaultCountry: 'US', rules },
      actor,
    );
    const apiKey = newApiKey();
    await store.access.createApiKey(
      id,
      {
        name: 'load',
        role: 'administrator',
        scopes: null,
        expiresAt: null,
        prefix: apiKeyPrefix(apiKey),
        keyHash: apiKeyHash(apiKey),
      },
      actor,
    );
    return { id, apiKey };
  } finally {
    await store.close();
  }
}

/** Bytes as millions of them. */
export function megabytesOf(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** A summary as one line. */
export function toldOf({ answered, errors, refused, p50Ms, p99Ms, p999Ms }: LoadSummary): string {
  const ms = (value: number) => value.toFixed(1);
  return `${answered} answered, ${refused} refused, ${errors} errors; p50 ${ms(p50Ms)} ms, p99 ${ms(p99Ms)} ms, p99.9 ${ms(p999Ms)} ms`;
}
