import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  byCodePoints,
  DAY_MS,
  type AttemptRule,
  type ContactTimesRule,
  type Instant,
  type OrganizationId,
  type RuleId,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import {
  createRuleHistory,
  propose,
  createWorkThreads,
  runBacktest,
  seededRandom,
  type BacktestPlan,
  type Proposal,
} from '@tact/service/without-http';
import { openStore, type Actor, type Rule, type Store } from '@tact/store';
import { modelDecide } from '../../packages/engine/test/model/decide.ts';
import { makePast, type PastEvent } from './past.ts';

/** How large a simulation is. */
export interface BacktestSettings {
  readonly events: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What was compared. */
export interface BacktestCompared {
  readonly events: number;
  readonly proposals: readonly {
    readonly name: string;
    readonly blockedMore: number;
    readonly allowedMore: number;
  }[];
}

const DAYS = 30;
const FROM = Date.UTC(2026, 2, 1) as Instant;
/** What lies before is counted, and not judged. */
const JUDGED_FROM = (FROM + 5 * DAY_MS) as Instant;
const UNTIL = (FROM + DAYS * DAY_MS) as Instant;
const ACTOR: Actor = {
  kind: 'job',
  id: 'simulation',
  name: 'simulation',
  requestId: 'simulation',
  source: 'bulk',
};

/**
 * Makes a past of some weeks in which rules changed, judges it by several proposals with threads, interrupted and taken up again, and by the
 * naive model, one event after the other. Throws where they differ.
 */
export async function simulateBacktest(
  connectionString: string,
  { events, seed, say }: BacktestSettings,
): Promise<BacktestCompared> {
  const store = await openStore({ connectionString });
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  try {
    await owner.query('set search_path = tact');
    const organizationId = randomUUID() as OrganizationId;
    const rules = await prepareRules(store, owner, organizationId);
    const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
    const past = await makePast(owner, organizationId, {
      events,
      from: FROM,
      days: DAYS,
      listId: rules.listId,
      random: seededRandom(seed),
      rulesAt(at) {
        const asOf = history.at(null, at);
        if (asOf === undefined) throw new Error('there are no rules');
        return asOf.source;
      },
    });
    await owner.query('vacuum analyze');
    say(`a past of ${past.length} events (seed ${seed})`);
    const compared: BacktestCompared['proposals'][number][] = [];
    for (const [name, proposal] of Object.entries(proposalsOver(rules))) {
      const plan = { organizationId, from: JUDGED_FROM, until: UNTIL, proposal };
      const found = await backtested(store, connectionString, plan);
      const expected = modelled(past, proposal, history);
      assertSame(name, found, expected);
      compared.push({ name, blockedMore: found.blockedMore, allowedMore: found.allowedMore });
      say(`${name}: ${found.blockedMore} blocked more, ${found.allowedMore} allowed more, as the model says`);
    }
    return { events: past.length, proposals: compared };
  } finally {
    await owner.end();
    await store.close();
  }
}

/** In threads, stopped after its first piece and taken up again. */
async function backtested(store: Store, connectionString: string, plan: BacktestPlan) {
  const workThreads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString });
  const parts = { store, workThreads, threads: 2 };
  const controller = new AbortController();
  const begun = await runBacktest(
    {
      ...parts,
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    },
    plan,
  );
  const carried = JSON.parse(JSON.stringify(begun)) as typeof begun;
  const { tally } = await runBacktest({ ...parts, signal: new AbortController().signal }, plan, carried);
  await workThreads.end();
  return tally;
}

/** The same by the naive model: both rulesets asked about everything, one event after the other. */
function modelled(
  past: readonly PastEvent[],
  proposal: Proposal,
  history: ReturnType<typeof createRuleHistory>,
) {
  const table = zoneTable();
  const count = { attempts: 0, blockedQuestions: 0, blockedMore: 0, allowedMore: 0 };
  const changed: { readonly id: string; readonly at: number }[] = [];
  for (const { id, of, request, rules, facts } of past) {
    if (facts.at < JUDGED_FROM) continue;
    if (of === 'attempt') count.attempts++;
    else count.blockedQuestions++;
    const asOf = history.at(null, facts.at);
    if (asOf === undefined) throw new Error('there are no rules');
    const proposed = propose(asOf, null, proposal);
    const [before, after] = [rules, proposed].map(
      (source) => modelDecide(request, source, facts, table, 0).decision,
    );
    if (before === after) continue;
    if (after === 'blocked') count.blockedMore++;
    else count.allowedMore++;
    changed.push({ id, at: facts.at });
  }
  return { ...count, changed };
}

function assertSame(
  name: string,
  found: Awaited<ReturnType<typeof backtested>>,
  { changed, ...expected }: ReturnType<typeof modelled>,
): void {
  const { attempts, blockedQuestions, blockedMore, allowedMore, rules } = found;
  const counted = { attempts, blockedQuestions, blockedMore, allowedMore };
  if (JSON.stringify(counted) !== JSON.stringify(expected))
    throw new Error(
      `${name}: the backtest says ${JSON.stringify(counted)}, the model ${JSON.stringify(expected)}`,
    );
  const sum = rules.reduce((total, { count }) => total + count, 0);
  if (sum !== blockedMore + allowedMore)
    throw new Error(`${name}: the rules make ${sum} differences of ${blockedMore + allowedMore}`);
  const known = new Set(changed.map(({ id }) => id));
  const examples = rules.flatMap((rule) => rule.examples.map(({ id }) => id));
  const strange = examples.filter((id) => !known.has(id));
  if (strange.length > 0) throw new Error(`${name}: ${strange.length} examples are none by the model`);
  const [newest] = changed.toSorted((one, other) => other.at - one.at || byCodePoints(other.id, one.id));
  if (newest !== undefined && !examples.includes(newest.id))
    throw new Error(`${name}: the newest difference is not among the examples`);
}

type PreparedRules = Awaited<ReturnType<typeof prepareRules>>;

/** An organization whose rules change within the past that is made for it. */
async function prepareRules(store: Store, owner: pg.Client, organizationId: OrganizationId) {
  const listId = await prepareOrganization(store, organizationId);
  const client = await store.rules.create(organizationId, 'attempt', ruleOf('Per client', 1, COUNT), ACTOR);
  const device = await store.rules.create(
    organizationId,
    'attempt',
    ruleOf('Per device', 2, { ...COUNT, using: 'device', count: 5, period: { kind: 'local-days', days: 7 } }),
    ACTOR,
  );
  const hours = await store.rules.create(
    organizationId,
    'contact-times',
    ruleOf('New York', 1, HOURS),
    ACTOR,
  );
  const custom = await store.rules.create(
    organizationId,
    'custom',
    ruleOf('No Mondays', 1, { expression: 'new Date().getDay() != 1', missingData: 'block' }),
    ACTOR,
  );
  // What the audit log tells of these changes, spread over the past: one before its beginning, the others in its middle.
  const changed = await store.rules.update(
    organizationId,
    'attempt',
    client.id,
    client.version,
    ruleOf('Per client', 1, { ...COUNT, count: 4 }),
    ACTOR,
  );
  await owner.query(`update audit_log set at = $2 where organization_id = $1`, [
    organizationId,
    new Date(FROM - DAY_MS),
  ]);
  await owner.query(`update audit_log set at = $2 where organization_id = $1 and action = 'rule.update'`, [
    organizationId,
    new Date(FROM + 15 * DAY_MS),
  ]);
  return { listId, client: changed, device, hours, custom };
}

async function prepareOrganization(store: Store, organizationId: OrganizationId) {
  await store.organizations.create(
    {
      id: organizationId,
      name: 'Past',
      locale: 'en-US',
      currency: 'USD',
      defaultCountry: 'US',
      rules: {
        zone: 'America/New_York',
        zoneFallback: 'number',
        allowedHours: { everyDay: [{ start: '06:00', end: '23:00' }] },
        limits: { attemptsPerDayMax: 4, attemptsPerWeekMax: null, intervalHoursMin: null },
      },
    },
    ACTOR,
  );
  const list = await store.suppression.create(
    organizationId,
    {
      name: 'Do not call',
      type: 'device',
      channels: 'any',
      required: true,
      expires: null,
      retentionDays: null,
      registry: null,
    },
    ACTOR,
  );
  return list.id;
}

function ruleOf(name: string, priority: number, conditions: object) {
  return { name, required: true, priority, dispositionCode: null, conditions: { ...conditions } };
}

const COUNT: AttemptRule = {
  scope: 'tenant',
  count: 3,
  direction: 'outbound',
  period: { kind: 'rolling', amount: 48, unit: 'hours' },
  countBy: { callResults: ['No Answer', 'Busy'] },
  using: 'client',
  channels: ['call'],
  countedChannels: null,
  devices: 'any',
  deviceTypes: 'any',
  to: [],
  betweenTimes: null,
};
const HOURS: ContactTimesRule = {
  country: 'US' as ContactTimesRule['country'],
  regions: ['US-NY'] as readonly string[] as ContactTimesRule['regions'],
  devices: 'any',
  deviceTypes: 'any',
  timezoneSource: 'contact-then-device',
  strict: false,
  times: { everyDay: [{ start: '09:00', end: '19:00' }] },
};

const NOTHING: Proposal = { rules: [], removedRuleIds: [], allowedHours: null, limits: null };

function proposed({ id, kind, name, required, priority, dispositionCode, conditions }: Rule, own: object) {
  const other = { ...conditions, ...own };
  return { id, kind, name, required, priority, dispositionCode, conditions: other, campaignGroupIds: [] };
}

/** Each kind of change that a backtest knows. */
function proposalsOver({ client, device, hours, custom }: PreparedRules): Readonly<Record<string, Proposal>> {
  const more = {
    ...proposed(device, { using: 'device', count: 2 }),
    id: randomUUID() as RuleId,
    name: 'New one',
  };
  return {
    'a stricter count': { ...NOTHING, rules: [proposed(client, { count: 2 })] },
    'a looser count by device': { ...NOTHING, rules: [proposed(device, { count: 8 })] },
    'a new count by device': { ...NOTHING, rules: [more] },
    'other hours, all zones': { ...NOTHING, rules: [proposed(hours, { strict: true, regions: [] })] },
    'rules taken away': { ...NOTHING, removedRuleIds: [hours.id, custom.id] },
    'another expression': {
      ...NOTHING,
      rules: [proposed(custom, { expression: 'AttemptsOnContact(24H) < 2 && new Date().getHours() > 8' })],
    },
    'other limits and hours': {
      ...NOTHING,
      allowedHours: { everyDay: [{ start: '08:00', end: '20:00' }] },
      limits: { attemptsPerDayMax: 2, attemptsPerWeekMax: 9, intervalHoursMin: 2 },
    },
    'a rule that nobody picked': { ...NOTHING, rules: [{ ...more, required: false }] },
  };
}
