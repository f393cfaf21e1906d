import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Instant } from '@tact/engine';
import type { Claim, Settlement } from '@tact/store';
import { withDatabase, type BenchDatabase } from './bench-database.ts';
import { addCampaign, addContacts } from './dispatch.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { median } from './measure.ts';

/** Items that one claim takes. */
const CLAIM_ITEMS = 100;

/**
 * How items of a queue are due, by their place `n` in it, as a part of a day: all at once, as they are enqueued; spread as the product spreads
 * records whose window opens (`spreadIn`: of a thousand that came together, sixteen at each of 64 instants); and each at an instant of its own,
 * the worst there is: every item on another page of the table and of each of its indexes, more than PostgreSQL keeps in memory.
 */
const DUE = {
  'as enqueued': '0',
  'put off to a window': `(abs(hashint4(n / 1000)) / 2147483648.0 + (n % 1000) / 16 / 64.0)::numeric % 1`,
  scattered: 'random()',
} as const;

/**
 * What a claim costs in a queue that is a hundred times as deep: the same claims in two campaigns of one queue, turn by turn, so that a busy
 * machine treats both alike. What was claimed is settled as completed, so that the start of the queue is as worn as it gets.
 */
export const claimBench: Bench = async ({ smoke }) => {
  const [shallow, deep] = smoke ? [500, 5_000] : [50_000, 5_000_000];
  const figures: Figure[] = [];
  for (const due of Object.keys(DUE) as (keyof typeof DUE)[])
    figures.push(await claimsOf(due, [shallow, deep], smoke ? 4 : 200));
  return figures;
};

async function claimsOf(
  due: keyof typeof DUE,
  [shallow, deep]: readonly [number, number],
  rounds: number,
): Promise<Figure> {
  return withDatabase(async (database) => {
    const contactListId = await addContacts(database, 1);
    const { store, organizationId } = database;
    const campaigns: string[] = [];
    for (const [index, depth] of [shallow, deep].entries()) {
      const { id } = await addCampaign(store, organizationId, contactListId, `${depth} deep`);
      await fill(database, { campaignId: id, series: index + 1, depth, due });
      campaigns.push(id);
    }
    await settleTable(database);
    const [ofShallow = [], ofDeep = []] = await claimByTurns(database, campaigns, rounds);
    return figure(
      'claim',
      `a claim of ${CLAIM_ITEMS}, ${deep.toLocaleString('en-US')} deep, ${due}`,
      median(ofDeep),
      'ms',
      { name: `the same, ${shallow.toLocaleString('en-US')} deep`, value: median(ofShallow) },
    );
  });
}

/** Milliseconds of each claim, by campaign. */
async function claimByTurns(
  { store, organizationId }: BenchDatabase,
  campaigns: readonly string[],
  rounds: number,
): Promise<readonly (readonly number[])[]> {
  const times: number[][] = campaigns.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, campaignId] of campaigns.entries()) {
      const now = Date.now() as Instant;
      const claim: Claim = { id: randomUUID(), now, until: (now + 60_000) as Instant };
      const startedAtMs = performance.now();
      const items = await store.queue.claim(organizationId, campaignId, claim, CLAIM_ITEMS);
      times[index]?.push(performance.now() - startedAtMs);
      if (items.length !== CLAIM_ITEMS) throw new Error(`${items.length} items were claimed`);
      await store.queue.settle(
        organizationId,
        claim,
        items.map(({ id }) => completed(id)),
      );
    }
  }
  return times;
}

function completed(itemId: string): Settlement {
  return {
    itemId,
    attemptId: null,
    state: 'completed',
    scheduledAt: null,
    handOver: null,
    providerReference: null,
    devicePosition: null,
    course: null,
    putOff: 0,
    comesFirst: null,
    timesOutAt: null,
    stepsBack: 0,
    assignee: null,
    code: 'bench',
    reason: 'a bench says so',
  };
}

/** Puts items of the one contact there is straight into the table. */
async function fill(
  { connectionString, organizationId }: BenchDatabase,
  {
    campaignId,
    series,
    depth,
    due,
  }: {
    readonly campaignId: string;
    readonly series: number;
    readonly depth: number;
    readonly due: keyof typeof DUE;
  },
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('set search_path = tact, public');
    // Items of records that are not there: five million contacts in a list would measure something else, for much longer.
    await client.query(
      'alter table queue_items drop constraint if exists queue_items_organization_id_record_id_fkey',
    );
    // Ids ascend, as the product's do.
    const idOf = (serial: string) =>
      `('0${series}900000-0000-7000-8000-' || lpad(to_hex(${serial}), 12, '0'))::uuid`;
    for (let from = 0; from < depth; from += 250_000) {
      const until = Math.min(from + 250_000, depth);
      await client.query(
        `insert into queue_items (organization_id, id, campaign_id, record_id, contact_id, state, scheduled_at, code, reason, created_at, updated_at)
         select $1, ${idOf('n')}, $2, ${idOf('n')}, (select id from contacts where organization_id = $1 limit 1), 'pending',
           now() - interval '1 day' + (${DUE[due]}) * interval '1 day', 'enqueued', 'it waits', now(), now()
         from generate_series($3::integer, $4::integer - 1) as n`,
        [organizationId, campaignId, from, until],
      );
    }
  } finally {
    await client.end();
  }
}

/** What the server does by itself in quieter times: statistics, and the pages written out. */
async function settleTable({ connectionString }: BenchDatabase): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('vacuum analyze tact.queue_items');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
