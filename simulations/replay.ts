import { randomUUID } from 'node:crypto';
import {
  DAY_MS,
  HOUR_MS,
  NEW_ORGANIZATION_HOURS,
  type AttemptRule,
  type ClientId,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import {
  createDecider,
  replayOne,
  seededRandom,
  type Question,
  type Random,
} from '@tact/service/without-http';
import { openStore, type Actor, type Store } from '@tact/store';
import { onClock } from '../packages/store/test/on-clock.ts';

/** How large a simulation is. */
export interface ReplaySettings {
  readonly decisions: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What was replayed. */
export interface Replayed {
  readonly decisions: number;
  readonly rulesets: number;
  readonly blocked: number;
}

const DAYS = 7;
/** Decisions between two changes of the rules. */
const CHANGE_EVERY = 10;
const CONTACTS = 25;
const ACTOR: Actor = {
  kind: 'job',
  id: 'simulation',
  name: 'simulation',
  requestId: 'simulation',
  source: 'bulk',
};

/**
 * Decides through a week in which rules change all the time, then recomputes every decision from its record and the rules that it names (G5).
 * Throws where one of them is not the same, byte for byte.
 */
export async function simulateReplays(
  connectionString: string,
  { decisions, seed, say }: ReplaySettings,
): Promise<Replayed> {
  const store = await openStore({ connectionString });
  try {
    const random = seededRandom(seed);
    const organizationId = randomUUID() as OrganizationId;
    await prepareOrganization(store, organizationId);
    let rule = await store.rules.create(organizationId, 'attempt', ruleOf(2), ACTOR);
    let at = (Date.now() - DAYS * DAY_MS) as Instant;
    const step = Math.floor((DAYS * DAY_MS) / decisions);
    const clock = () => at;
    const decider = createDecider({ store: onClock(store, clock), clock, zoneTable: zoneTable() });
    const ids: string[] = [];
    for (let n = 0; n < decisions; n++) {
      if (n % CHANGE_EVERY === CHANGE_EVERY - 1)
        rule = await store.rules.update(
          organizationId,
          'attempt',
          rule.id,
          rule.version,
          ruleOf(random.between(1, 6)),
          ACTOR,
        );
      const question = questionOf(random);
      const [answer] = random.chance(0.5)
        ? await decider.reserve(organizationId, [{ ...question, expiresInMs: HOUR_MS }])
        : await decider.ask(organizationId, [question], { record: true });
      if (answer?.answered !== true || answer.id === null) throw new Error('a question was not answered');
      ids.push(answer.id);
      at = (at + step) as Instant;
    }
    say(`${ids.length} decisions in a week of rule changes (seed ${seed})`);
    return { decisions: ids.length, ...(await assertAllEqual(store, organizationId, ids, seed)) };
  } finally {
    await store.close();
  }
}

/** Recomputes each, and gives how many rulesets they name and how many were blocked. */
async function assertAllEqual(
  store: Store,
  organizationId: OrganizationId,
  ids: readonly string[],
  seed: number,
): Promise<Omit<Replayed, 'decisions'>> {
  const fingerprints = new Set<string>();
  let blocked = 0;
  for (const id of ids) {
    const stored = await store.decisions.get(organizationId, id);
    if (stored === undefined) throw new Error(`the decision \`${id}\` is not there`);
    fingerprints.add(stored.ruleset);
    if (stored.decision === 'blocked') blocked++;
    const source = await store.rules.findRuleset(organizationId, stored.ruleset);
    const result = replayOne(stored, source, zoneTable());
    if (result !== 'equal')
      throw new Error(`\`${id}\`: ${typeof result === 'string' ? result : result.sentence} (seed ${seed})`);
  }
  return { rulesets: fingerprints.size, blocked };
}

async function prepareOrganization(store: Store, organizationId: OrganizationId): Promise<void> {
  const limits = { attemptsPerDayMax: 3, attemptsPerWeekMax: null, intervalHoursMin: null };
  await store.organizations.create(
    {
      id: organizationId,
      name: 'Replays',
      locale: 'en-US',
      currency: 'USD',
      defaultCountry: 'US',
      rules: {
        zone: 'America/New_York',
        zoneFallback: 'number',
        allowedHours: NEW_ORGANIZATION_HOURS,
        limits,
      },
    },
    ACTOR,
  );
}

function questionOf(random: Random): Question {
  const n = random.between(0, CONTACTS);
  return {
    contact: {
      by: 'inline',
      clientId: `C-${n}` as ClientId,
      zone: n % 3 === 0 ? 'America/Denver' : null,
      country: 'US',
      region: null,
      postalCode: n % 2 === 0 ? '10001' : null,
      devices: [{ address: `+1212555${String(100 + n).padStart(4, '0')}`, type: 'unknown' }],
      attributes: { balance: n },
    },
    device: null,
    channel: random.chance(0.8) ? 'call' : 'sms',
    accountId: null,
    campaignGroupId: null,
    attributes: {},
    at: null,
  };
}

function ruleOf(count: number) {
  const conditions: AttemptRule = {
    scope: 'tenant',
    count,
    direction: 'outbound',
    period: { kind: 'local-days', days: 2 },
    countBy: 'any',
    using: 'client',
    channels: 'any',
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
  };
  return {
    name: 'Some in two days',
    required: true,
    priority: 1,
    dispositionCode: null,
    conditions: { ...conditions },
  };
}
