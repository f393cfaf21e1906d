import type { AnswerBodyOf, Endpoints } from '@tact/api';
import { ENGINE_VERSION, formatInstant } from '@tact/engine';
import { placesVersions } from '@tact/places';
import type { Store } from '@tact/store';
import { clocksAgree } from '../deciding/clocks-agree.ts';
import type { Clock } from '../deciding/decider.ts';
import type { ExecutionHealth } from '../execution/runner.ts';

/** Whether this process can answer questions, check by check. */
export type Readiness = AnswerBodyOf<Endpoints['health']['ready']>;

/** A database that takes longer does not answer. */
const PING_MS_MAX = 2_000;

/** What readiness is found out from. */
export interface ReadinessParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly isStopping: () => boolean;
  /** Whether the database has exactly this program's schema. */
  readonly isMigrated: () => Promise<boolean>;
  readonly executionHealth: () => ExecutionHealth;
}

/** Looks at everything that an answer needs. Never throws. */
export async function readinessOf({
  store,
  clock,
  isStopping,
  isMigrated,
  executionHealth,
}: ReadinessParts): Promise<Readiness> {
  const [database, migrations] = await Promise.all([
    attempt(() => store.ping(PING_MS_MAX)),
    attempt(isMigrated),
  ]);
  // A database that does not answer is not asked once more: that would take as long again.
  const pauses = database === undefined ? undefined : await attempt(() => store.queue.pauses());
  const now = await attempt(() => Promise.resolve(clock()));
  const checks: Readiness['checks'] = [
    check('taking requests', !isStopping(), 'this process is stopping'),
    check('database', database !== undefined, 'the database does not answer'),
    check(
      'migrations',
      migrations === true,
      "the database's schema is not this program's; run `tact migrate`",
    ),
    check(
      'clock',
      now !== undefined && database !== undefined && clocksAgree(now, database.databaseNow),
      "this machine's clock differs from the database's, or went back",
    ),
  ];
  const execution = executionOf(executionHealth(), pauses);
  return { ready: checks.every(({ passed }) => passed), checks, execution, versions: versions() };
}

/** Nothing of a single organization is told here: `paused` is said where all of them are. */
function executionOf(
  { state, lastTurnAt }: ExecutionHealth,
  pauses: { readonly organizations: number; readonly paused: number } | undefined,
): Readiness['execution'] {
  const isPaused =
    state === 'running' &&
    pauses !== undefined &&
    pauses.organizations > 0 &&
    pauses.paused === pauses.organizations;
  return {
    state: isPaused ? 'paused' : state,
    lastTurnAt: lastTurnAt === null ? null : formatInstant(lastTurnAt),
  };
}

/** What answers depend on besides their facts. */
export function versions(): Readiness['versions'] {
  return { engine: ENGINE_VERSION, ...placesVersions() };
}

function check(
  name: Readiness['checks'][number]['name'],
  passed: boolean,
  otherwise: string,
): Readiness['checks'][number] {
  return { name, passed, sentence: passed ? 'as it should be' : otherwise };
}

/** The value, or undefined where it could not be had: a check that fails says so, it does not throw. */
async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
