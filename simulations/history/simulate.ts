import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, type Random } from '@tact/service/without-http';
import { putIntoDatabase, type Bug } from './bugs.ts';
import { dial, handOut, wish, type CallingParts } from './callers.ts';
import { doFaults, healAll, faultLanes, type FaultLane, type FaultName, type FaultParts } from './faults.ts';
import { judgeEra, readStored, type Judgement } from './judge.ts';
import { changeLimits, importLists, prepareEra, prepareRules, type Rules } from './officer.ts';
import { startOwnDatabase, type OwnDatabase } from './own-database.ts';
import { newHistory, type HouseholdName } from './recorded.ts';
import { createServiceNode, newNodeSettings, type ServiceNode } from './service-node.ts';

/** How long it is, and what its chances are drawn from. */
export interface HistorySettings {
  readonly seed: number;
  /** It ends after the era in which so much time has gone, milliseconds. */
  readonly durationMs: number;
  /** How long calls are made in an era, milliseconds. */
  readonly eraMs: number;
  /** Services: two and three are what is promised for. */
  readonly nodes: number;
  readonly say: (line: string) => void;
  /** A bug that is put in; it ends when it is found. */
  readonly bug?: Bug;
  /** Only these faults; all that are possible here where nobody says. */
  readonly faults?: readonly FaultName[];
}

/** What was found, all eras together. */
export interface HistoryResult extends Judgement {
  readonly eras: number;
  /** How often each fault was done. */
  readonly faults: Readonly<Record<string, number>>;
  /** Whether faults were left out, because this process may not make them. */
  readonly leftOut: readonly string[];
}

const DIALERS = 14;
const HOUSEHOLDS_OF_ERA = 40;

/**
 * Many clients against several services on one PostgreSQL, while everything breaks that may: the recorded history of each household is
 * checked against the sequential model (`model.ts`, `linearize.ts`). Work is cut into eras, each on contacts of its own, so that a
 * history is short enough to be searched whole. Ends at the first era with a violation. The seed draws calls and faults; what they meet
 * hangs on the machine's own timing, too.
 */
export async function simulateHistory(settings: HistorySettings): Promise<HistoryResult> {
  const { seed, say, bug = null } = settings;
  say(`seed ${seed}`);
  const random = seededRandom(seed);
  const database = await startOwnDatabase();
  const nodes: ServiceNode[] = [];
  try {
    const shared = newNodeSettings(database.connectionString(), bug);
    for (let index = 0; index < settings.nodes; index++)
      nodes.push(await createServiceNode(`service ${index + 1}`, shared));
    // The first makes tables and organization; the others find them.
    for (const node of nodes) await node.start();
    if (bug !== null) await putIntoDatabase(bug, database.connectionString());
    return await runEras(settings, random, database, nodes);
  } catch (error) {
    throw new Error(`with the seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await Promise.all(nodes.map((node) => node.remove()));
    await database.remove();
  }
}

async function runEras(
  settings: HistorySettings,
  random: Random,
  database: OwnDatabase,
  nodes: readonly ServiceNode[],
): Promise<HistoryResult> {
  const parts: FaultParts = { nodes, database };
  const lanes = faultLanes(parts, random, settings.faults);
  const leftOut = database.hasSmallDisk ? [] : ['the disk is full: this process may not mount a small disk'];
  for (const line of leftOut) settings.say(`left out: ${line}`);
  const [first] = nodes;
  if (first === undefined) throw new RangeError('at least one service is needed');
  const rules = await prepareRules(first.client);
  const endsAtMs = performance.now() + settings.durationMs;
  const counts = new Map<string, number>();
  const total = { violations: [] as string[], calls: 0, unknown: 0, undecided: 0 };
  let [eras, list] = [0, null as string | null];
  do {
    eras++;
    const era = await runEra(settings, { number: eras, parts, rules, list, lanes, random });
    list = era.list;
    for (const name of era.faults) counts.set(name, (counts.get(name) ?? 0) + 1);
    total.violations.push(...era.judgement.violations);
    total.calls += era.judgement.calls;
    total.unknown += era.judgement.unknown;
    total.undecided += era.judgement.undecided;
    settings.say(
      `era ${eras}: ${era.judgement.calls} calls, ${era.judgement.unknown} unanswered, ${era.faults.length} faults, ${
        era.judgement.violations.length === 0 ? 'every answer explained' : 'VIOLATED'
      }`,
    );
  } while (total.violations.length === 0 && performance.now() < endsAtMs);
  return { ...total, eras, faults: Object.fromEntries(counts), leftOut };
}

interface Era {
  readonly number: number;
  readonly parts: FaultParts;
  readonly rules: Rules;
  readonly list: string | null;
  readonly lanes: readonly FaultLane[];
  readonly random: Random;
}

async function runEra(
  { eraMs }: HistorySettings,
  { number, parts, rules, list: listBefore, lanes, random }: Era,
) {
  const { nodes, database } = parts;
  const [first] = nodes;
  if (first === undefined) throw new RangeError('at least one service is needed');
  const names = householdsOf(number);
  const list = await prepareEra(first.client, rules, names, number, listBefore);
  const households = handOut(names);
  const endsAtMs = performance.now() + eraMs;
  const history = newHistory();
  const calling: CallingParts = {
    nodes,
    households,
    history,
    isOver: () => performance.now() > endsAtMs || households.isEmpty(),
  };
  let tags = 0;
  const tagOf = () => `tag ${number}-${++tags}`;
  const drawn = () => seededRandom(random.between(0, 0x7fff_ffff));
  const calls = [
    ...Array.from({ length: DIALERS }, () => dial(calling, drawn())),
    wish(calling, drawn(), tagOf),
    wish(calling, drawn(), tagOf),
    changeLimits(calling, drawn(), rules, tagOf),
    importLists(calling, drawn(), list, tagOf),
  ];
  const faults = lanes.map((lane) => doFaults(parts, drawn(), lane, calling.isOver));
  await Promise.all(calls);
  const done = (await Promise.all(faults)).flat();
  await healAll(parts);
  const stored = await readStored(
    database.connectionString(),
    names.flatMap(({ clientIds }) => clientIds),
  );
  // Services that were cut off may still be at work: what they write from here on concerns no answer of this era.
  const judgement = judgeEra(history.calls, names, stored, performance.now());
  await sleep(50);
  return { judgement, faults: done, list };
}

/** Each contact and number is used once in a simulation. */
function householdsOf(era: number): readonly HouseholdName[] {
  return Array.from({ length: HOUSEHOLDS_OF_ERA }, (_, position) => {
    const index = era * HOUSEHOLDS_OF_ERA + position;
    return {
      index,
      clientIds: [`household-${index}-a`, `household-${index}-b`],
      number: `+1212${String(2_000_000 + index)}`,
    };
  });
}
