import { pino } from 'pino';
import { HOUR_MS, MINUTE_MS, type Instant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Store } from '@tact/store';
import { createDecider } from '../../packages/service/src/deciding/create-decider.ts';
import { createProcessor } from '../../packages/service/src/execution/processor.ts';
import { NO_VALIDATORS } from '../../packages/service/src/pre-dial/validators.ts';
import { onClock } from '../../packages/store/test/on-clock.ts';
import { simulatedCarrier, type Received, type SimulatedCarrier } from './carrier.ts';
import { judge, type Judgement } from './judge.ts';
import { LENGTH_MS, planPeople, setUpCampaign, SIMULATION_ACTOR, START, type Person } from './plan.ts';

/** How large it is, and what its chances are drawn from. */
export interface CampaignSettings {
  readonly records: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What came of it, and a way to judge another history: whether the judge would find what should not be. */
export interface SimulatedCampaign {
  readonly judgement: Judgement;
  readonly received: readonly Received[];
  readonly judgeThese: (received: readonly Received[]) => Promise<Judgement>;
}

/** The clock moves at least so far at once, and at most so far. What is due in between comes a little late, as on a busy day. */
const STEP_MS_MIN = 5 * MINUTE_MS;
const STEP_MS_MAX = HOUR_MS;
/** Results that are reported at the same time. */
const REPORTS = 10;

/**
 * Drives a campaign through three days on a clock of its own: people in ten zones, hours, limits, treatments, opt-outs in the midst of it,
 * a carrier that refuses some and leaves some unknown. Judges the whole history afterwards.
 */
export async function simulateCampaign(
  database: Store,
  organizationId: OrganizationId,
  { records, seed, say }: CampaignSettings,
): Promise<SimulatedCampaign> {
  say(`seed ${seed}`);
  let now = START;
  const clock = () => now;
  const store = onClock(database, clock);
  const people = planPeople(records, seed);
  const campaign = await setUpCampaign(store, organizationId, people, { hasTreatments: true });
  const decider = createDecider({ store, clock, zoneTable: zoneTable() });
  const carrier = simulatedCarrier(clock, seed);
  const channels = { adapterOf: () => Promise.resolve(carrier) };
  const processor = createProcessor({
    store,
    decider,
    clock,
    channels,
    validators: NO_VALIDATORS,
    logger: pino({ level: 'error' }),
  });
  const optOuts = optOutsOf(people);
  for (let day = 0; now <= START + LENGTH_MS;) {
    await optOutBy(store, organizationId, optOuts, now);
    await report(store, organizationId, carrier, now);
    const { claimed, hasMore, nextDueAt } = await processor.tick();
    await processor.idle();
    if (claimed > 0 || hasMore) continue;
    const next = Math.min(nextDueAt ?? Infinity, carrier.results.nextAt() ?? Infinity, now + STEP_MS_MAX);
    now = Math.max(next, now + STEP_MS_MIN) as Instant;
    if (now >= START + (day + 1) * (LENGTH_MS / 3))
      say(`day ${++day}: ${carrier.received.length} handed over so far`);
  }
  const judgeThese = (received: readonly Received[]) =>
    judge(store, organizationId, campaign, people, received);
  const judgement = await judgeThese(carrier.received);
  say(
    `${judgement.dispatches} dispatches, each allowed by the naive model; ends: ${JSON.stringify(judgement.ends)}`,
  );
  return { judgement, received: carrier.received, judgeThese };
}

/** Those who opt out, the soonest last. */
function optOutsOf(people: readonly Person[]): Person[] {
  return people
    .filter(({ optsOutAt }) => optsOutAt !== null)
    .toSorted((one, other) => (other.optsOutAt ?? 0) - (one.optsOutAt ?? 0));
}

async function optOutBy(
  store: Store,
  organizationId: OrganizationId,
  waiting: Person[],
  now: Instant,
): Promise<void> {
  for (;;) {
    const next = waiting.at(-1);
    if (next?.optsOutAt == null || next.optsOutAt > now) return;
    waiting.pop();
    const { clientId, optsOutAt: instant } = next;
    const optOut = {
      clientId,
      channels: 'any',
      contactOnly: false,
      reason: 'simulated',
      source: 'call',
      from: { instant },
      until: null,
    } as const;
    await store.optOuts.create(organizationId, optOut, now, SIMULATION_ACTOR);
  }
}

async function report(
  store: Store,
  organizationId: OrganizationId,
  carrier: SimulatedCarrier,
  now: Instant,
): Promise<void> {
  const known = [...carrier.results.takeBy(now)];
  const reporters = Array.from({ length: REPORTS }, async () => {
    for (let one = known.pop(); one !== undefined; one = known.pop())
      await store.attempts.recordResult(
        organizationId,
        one.attemptId,
        { callResult: one.callResult, disposition: null, at: now },
        SIMULATION_ACTOR,
      );
  });
  await Promise.all(reporters);
}
