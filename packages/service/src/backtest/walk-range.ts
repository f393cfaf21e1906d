import type { ClientId, Instant, OrganizationId, ZoneTable } from '@tact/engine';
import { allOf, type ClientRange, type Store, type SuppressionListRow } from '@tact/store';
import { customTimezonesOf } from '../proof/compliance-report.ts';
import { createRuleHistory } from '../proof/rules-as-of.ts';
import { backtestNeeds, createComparisons } from './comparisons.ts';
import { blockJudge } from './judge-blocks.ts';
import type { Proposal } from './proposal.ts';
import { growingTally, type Tally } from './tally.ts';

/** What is looked back at: what was done and asked in `[from, until)`. Plain data. */
export interface BacktestPlan {
  readonly organizationId: OrganizationId;
  readonly from: Instant;
  readonly until: Instant;
  readonly proposal: Proposal;
}

/** What was found since it was last told: all of it, up to and with a client. */
export interface RangeNews {
  readonly upTo: ClientId;
  readonly tally: Tally;
}

/** A walker through ranges of one plan: rules, map and lists are read once. */
export type RangeWalker = (range: ClientRange) => AsyncGenerator<RangeNews>;

/** Prepares a walker. */
export async function rangeWalker(
  store: Store,
  { organizationId, from, until, proposal }: BacktestPlan,
  zoneTable: ZoneTable,
): Promise<RangeWalker> {
  const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
  const needs = backtestNeeds(history, proposal, { from, until }, zoneTable);
  const known = {
    store,
    organizationId,
    needs,
    from,
    zoneTable,
    comparisons: createComparisons(history, proposal, zoneTable),
    customTimezones: await customTimezonesOf({ store, zoneTable }, organizationId),
    registries: await registryLists(store, organizationId),
  };
  return async function* walk(range) {
    const tally = growingTally();
    const judge = blockJudge({ ...known, tally });
    const blocks = store.history.walk(organizationId, {
      ...range,
      from: Math.max(0, from - needs.others.lookBackMs) as Instant,
      questionsFrom: from,
      until,
    });
    for await (const prepared of oneAhead(blocks, (block) => judge.prepare(block))) {
      await judge.judge(prepared);
      const { rows, endsClient } = prepared.block;
      const last = rows.at(-1);
      // A client that was cut is told of with its last rows, so that whoever goes on after it begins with a client of its own.
      if (endsClient && last !== undefined) yield { upTo: last.clientId, tally: tally.take() };
    }
  };
}

/** Prepares each item while the one before it is worked on. */
async function* oneAhead<Item, Prepared>(
  items: AsyncIterable<Item>,
  prepare: (item: Item) => Promise<Prepared>,
): AsyncGenerator<Prepared> {
  let before: Promise<Prepared> | undefined;
  for await (const item of items) {
    const coming = prepare(item);
    // Whoever awaits it hears of its failure; that nobody does yet is no reason to end the process.
    coming.catch(() => undefined);
    if (before !== undefined) yield await before;
    before = coming;
  }
  if (before !== undefined) yield await before;
}

async function registryLists(
  store: Store,
  organizationId: OrganizationId,
): Promise<readonly SuppressionListRow[]> {
  const lists: SuppressionListRow[] = [];
  for await (const list of allOf((page) => store.suppression.list(organizationId, page)))
    if (list.registry !== null) lists.push(list);
  return lists;
}
