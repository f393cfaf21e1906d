import type { AnswerBodyOf, Endpoints } from '@tact/api';
import { ENGINE_VERSION, type Instant } from '@tact/engine';
import { placesVersions } from '@tact/places';
import type { Store } from '@tact/store';
import { CLOCK_SKEW_MS_MAX } from '../deciding/clock.ts';
import type { Clock } from '../deciding/decider.ts';

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
}

/** Looks at everything that an answer needs. Never throws. */
export async function readinessOf({
  store,
  clock,
  isStopping,
  isMigrated,
}: ReadinessParts): Promise<Readiness> {
  const [database, migrations] = await Promise.all([
    attempt(() => store.ping(PING_MS_MAX)),
    attempt(isMigrated),
  ]);
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
      clocksAgree(now, database?.databaseNow),
      "this machine's clock differs from the database's, or went back",
    ),
  ];
  return { ready: checks.every(({ passed }) => passed), checks, versions: versions() };
}

/** What answers depend on besides their facts. */
export function versions(): Readiness['versions'] {
  return { engine: ENGINE_VERSION, ...placesVersions() };
}

function clocksAgree(now: Instant | undefined, databaseNow: Instant | undefined): boolean {
  if (now === undefined || databaseNow === undefined) return false;
  // Beyond it hours and periods would be judged for the wrong instant.
  return Math.abs(now - databaseNow) <= CLOCK_SKEW_MS_MAX;
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
