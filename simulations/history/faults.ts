import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '@tact/service/without-http';
import type { OwnDatabase } from './own-database.ts';
import type { ServiceNode } from './service-node.ts';

/** What faults are done to. */
export interface FaultParts {
  readonly nodes: readonly ServiceNode[];
  readonly database: OwnDatabase;
}

/** Does something bad, waits, and puts it right again; clocks stay where they are. */
type Fault = (parts: FaultParts, random: Random) => Promise<void>;

/** Faults of services, of their clocks, and of the networks before and behind them. One at a time. */
const SERVICE_FAULTS = {
  'a service is killed': async ({ nodes }, random) => {
    const node = random.pick(nodes);
    await node.kill();
    await sleep(random.between(0, 300));
    await node.start();
  },
  'a service is paused': async ({ nodes }, random) => {
    const node = random.pick(nodes);
    node.pause();
    await sleep(random.between(100, 1_500));
    node.resume();
  },
  'the way to the database is cut': async ({ nodes }, random) => {
    const { toDatabase } = random.pick(nodes);
    for (let cuts = random.between(1, 6); cuts > 0; cuts--) {
      toDatabase.cut();
      await sleep(random.between(20, 300));
    }
  },
  'the way to the database is slow': async ({ nodes }, random) => {
    const { toDatabase } = random.pick(nodes);
    toDatabase.setDelay(random.between(5, 60));
    await sleep(random.between(300, 1_200));
    toDatabase.setDelay(0);
  },
  'the way to the database swallows everything': async ({ nodes }, random) => {
    const { toDatabase } = random.pick(nodes);
    toDatabase.setStopped(true);
    await sleep(random.between(200, 1_500));
    if (random.chance(0.6)) toDatabase.cut();
    toDatabase.setStopped(false);
  },
  'the way to a service is cut': async ({ nodes }, random) => {
    const { toService } = random.pick(nodes);
    for (let cuts = random.between(1, 8); cuts > 0; cuts--) {
      toService.cut();
      await sleep(random.between(20, 200));
    }
  },
  'the way to a service is slow': async ({ nodes }, random) => {
    const { toService } = random.pick(nodes);
    toService.setDelay(random.between(5, 80));
    await sleep(random.between(300, 1_000));
    toService.setDelay(0);
  },
  // Beyond the expiry of all that is reserved.
  'all clocks go forward': async ({ nodes }, random) => {
    const aheadMs = Math.max(...nodes.map((node) => node.aheadMs())) + random.between(61_000, 90_000);
    for (const node of nodes) node.setAheadMs(aheadMs);
    await sleep(200);
  },
  // Within the five minutes of S8: the others see what it does as done in their future.
  'one clock goes forward': async ({ nodes }, random) => {
    const node = random.pick(nodes);
    const behindMs = Math.min(...nodes.map((one) => one.aheadMs()));
    node.setAheadMs(Math.max(node.aheadMs(), behindMs + random.between(1_000, 240_000)));
    await sleep(200);
  },
  'one clock goes back for a while': async ({ nodes }, random) => {
    const node = random.pick(nodes);
    const aheadMs = node.aheadMs();
    node.setAheadMs(aheadMs - random.between(100, 30_000));
    await sleep(random.between(100, 800));
    node.setAheadMs(aheadMs);
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Faults of PostgreSQL and its disk. One at a time, beside those of services. */
const DATABASE_FAULTS = {
  'the database is killed': async (parts, random) => {
    await parts.database.kill();
    await sleep(random.between(0, 300));
    await startDatabase(parts);
  },
  'a child of the database is killed': async ({ database }, random) => {
    await database.killChild(random);
    await sleep(random.between(200, 800));
  },
  'the database is started anew': async (parts) => {
    await parts.database.stop();
    await startDatabase(parts);
  },
  'the disk is full': async (parts, random) => {
    await parts.database.fillDisk();
    await sleep(random.between(300, 1_500));
    await parts.database.freeDisk();
    await sleep(300);
    // Without room even for its log, PostgreSQL ends.
    await startDatabase(parts);
  },
} as const satisfies Readonly<Record<string, Fault>>;

const ALL: Readonly<Record<string, Fault>> = { ...SERVICE_FAULTS, ...DATABASE_FAULTS };

/** A fault by what it is called. */
export type FaultName = keyof typeof SERVICE_FAULTS | keyof typeof DATABASE_FAULTS;

/** Names in an order drawn anew each time they are through, so that each comes as often as the others. */
function shuffled(names: readonly FaultName[], random: Random): () => FaultName {
  let left: FaultName[] = [];
  return () => {
    if (left.length === 0) left = [...names];
    const name = random.pick(left);
    left.splice(left.indexOf(name), 1);
    return name;
  };
}

/** The faults that are possible here: those of services and networks, and beside them those of the database. */
export function faultLanes(
  { database }: FaultParts,
  random: Random,
  only: readonly FaultName[] | undefined,
): readonly FaultLane[] {
  const names = (faults: Readonly<Record<string, Fault>>) =>
    (Object.keys(faults) as FaultName[]).filter(
      (name) =>
        (name !== 'the disk is full' || database.hasSmallDisk) && (only === undefined || only.includes(name)),
    );
  return [
    { names: names(SERVICE_FAULTS), pauseMs: 500 },
    { names: names(DATABASE_FAULTS), pauseMs: 2_500 },
  ]
    .filter((lane) => lane.names.length > 0)
    .map((lane) => ({ next: shuffled(lane.names, random), pauseMs: lane.pauseMs }));
}

/** Faults that come one after the other, with pauses of so long on average, milliseconds: what is down all the time is asked nothing. */
export interface FaultLane {
  readonly next: () => FaultName;
  readonly pauseMs: number;
}

/** Does one fault after the other until it is over. Gives the names of what was done. */
export async function doFaults(
  parts: FaultParts,
  random: Random,
  { next, pauseMs }: FaultLane,
  isOver: () => boolean,
): Promise<readonly FaultName[]> {
  const done: FaultName[] = [];
  for (;;) {
    // In small steps: the end of an era is not waited for.
    const untilMs = performance.now() + random.between(pauseMs / 2, (pauseMs * 3) / 2);
    while (performance.now() < untilMs && !isOver()) await sleep(20);
    if (isOver()) return done;
    const name = next();
    done.push(name);
    await ALL[name]?.(parts, random);
  }
}

/** Puts everything right: the database and all services run, nothing stands in the way, and the clocks agree. */
export async function healAll(parts: FaultParts): Promise<void> {
  const { nodes, database } = parts;
  await database.freeDisk();
  await startDatabase(parts);
  const aheadMs = Math.max(...nodes.map((node) => node.aheadMs()));
  for (const node of nodes) {
    for (const way of [node.toService, node.toDatabase]) {
      way.setDelay(0);
      way.setStopped(false);
    }
    node.resume();
    node.setAheadMs(aheadMs);
    await node.start();
  }
}

async function startDatabase({ database, nodes }: FaultParts): Promise<void> {
  await database.start();
  for (const { toDatabase } of nodes) toDatabase.setTarget(database.port());
}
