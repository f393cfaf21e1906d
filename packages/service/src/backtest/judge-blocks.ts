import {
  firstBlocking,
  formatLocalMs,
  sentenceOf,
  situationOf,
  type ClientId,
  type FactsNeeded,
  type Instant,
  type OrganizationId,
  type RuleId,
  type Verdict,
  type ZoneTable,
} from '@tact/engine';
import type { CustomTimezones } from '@tact/places';
import type { HistoryBlock, HistoryContact, HistoryRow, Store, SuppressionListRow } from '@tact/store';
import { readRecord } from '../deciding/record.ts';
import { registriesOf } from '../deciding/resolve.ts';
import type { BacktestNeeds, Compared, Comparisons } from './comparisons.ts';
import { pastClient, type PastClient, type PastQuestion } from './past-questions.ts';
import type { BacktestExample, Change, GrowingTally } from './tally.ts';

/** What blocks are judged with. */
export interface JudgeParts {
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly comparisons: Comparisons;
  readonly needs: BacktestNeeds;
  /** Only what was done or asked from here on is judged; what came before is what it is counted by. */
  readonly from: Instant;
  readonly zoneTable: ZoneTable;
  readonly customTimezones: CustomTimezones | undefined;
  readonly registries: readonly SuppressionListRow[];
  readonly tally: GrowingTally;
}

/** Judges the history block by block. */
export interface BlockJudge {
  /** Looks up what belongs to a block, which may be done while the one before it is judged. */
  prepare(block: HistoryBlock): Promise<PreparedBlock>;
  /** INVARIANT: blocks come in their order. */
  judge(prepared: PreparedBlock): Promise<void>;
}

/** A block with what was looked up for it. */
export interface PreparedBlock {
  readonly block: HistoryBlock;
  readonly contacts: ReadonlyMap<string, HistoryContact>;
  readonly others: Others;
}

/** Questions that are surveyed at once. */
const SURVEY_MAX = 5_000;

/** An attempt that was made without a decision, and that the rules that change would treat otherwise: the others may block it either way. */
interface Candidate {
  readonly index: number;
  readonly client: PastClient;
  readonly row: HistoryRow;
  readonly compared: Compared;
  readonly change: Change;
  readonly by: Verdict;
  readonly question: PastQuestion;
}

/**
 * Creates a judge. Both sides of a comparison are asked about the same facts, so that what has become known since makes no difference.
 * - What was reserved by an allowed decision passed all rules of its time: only the rules that change are asked.
 * - What was blocked would be allowed where only rules that change had blocked it, by its record, and those proposed pass.
 * - What was made without a decision is asked by all rules then in force, on what is known of the contact now.
 */
export function blockJudge(parts: JudgeParts): BlockJudge {
  const { needs } = parts;
  /** Of a client that the last block cut: the rows that its next ones are counted by. */
  let carried: readonly HistoryRow[] = [];

  return {
    async prepare(block) {
      const [contacts, others] = await Promise.all([
        contactsOf(parts, block.rows),
        othersOf(parts, block.rows, needs.changed),
      ]);
      return { block, contacts, others };
    },
    async judge({ block: { rows, endsClient }, contacts, others }) {
      const joined = carried.length === 0 ? rows : [...carried, ...rows];
      const fresh = carried.length;
      const candidates: Candidate[] = [];
      for (const [start, own] of clientsOf(joined)) {
        const client = pastClient({
          rows: own,
          contact: contacts.get(own[0]?.clientId ?? ''),
          customTimezones: parts.customTimezones,
        });
        for (let index = Math.max(0, fresh - start); index < own.length; index++) {
          const candidate = look(parts, client, own[index] as HistoryRow, index, others);
          if (candidate !== undefined) candidates.push(candidate);
        }
      }
      for (let i = 0; i < candidates.length; i += SURVEY_MAX)
        await settle(parts, candidates.slice(i, i + SURVEY_MAX));
      carried = endsClient ? [] : lastClient(joined, needs.others.lookBackMs);
    },
  };
}

/** Judges one row as far as it can be judged by what is at hand; gives it back where the other rules have to be asked. */
function look(
  { comparisons, needs, from, zoneTable, tally }: JudgeParts,
  client: PastClient,
  row: HistoryRow,
  index: number,
  others: Others,
): Candidate | undefined {
  if (row.at < from || row.direction !== 'outbound') return undefined;
  if (row.at < 0 || row.at >= zoneTable.endsAtUtc) {
    tally.leaveOut();
    return undefined;
  }
  tally.look(row.record === null ? 'attempt' : 'blocked-question');
  const compared = comparisons.at(row.campaignGroupId, row.at);
  if (!compared.differs) return undefined;
  if (row.record !== null) {
    lookAtBlocked(tally, client, row, row.record, index, compared, needs.changed, others.of(row));
    return undefined;
  }
  const question = client.question(index, needs.changed, others.of(row));
  const after = firstBlocking(question.request, compared.onlyAfter, question.facts);
  if (row.isDecided && after === null) return undefined;
  const before = firstBlocking(question.request, compared.onlyBefore, question.facts);
  if ((after === null) === (before === null)) return undefined;
  const [change, by] = after === null ? (['allowed', before] as const) : (['blocked', after] as const);
  if (by === null) return undefined;
  if (row.isDecided) {
    tally.add(change, by, row.at, () => exampleOf(row, question, compared, by));
    return undefined;
  }
  return { index, client, row, compared, change, by, question };
}

/** A question that was blocked: its record says by which rules, and on which facts. */
function lookAtBlocked(
  tally: GrowingTally,
  client: PastClient,
  row: HistoryRow,
  recordText: string,
  index: number,
  compared: Compared,
  needs: FactsNeeded,
  others: readonly HistoryRow[],
): void {
  if (compared.onlyBeforeNames.length === 0) return;
  const { request, facts: recorded, decision } = readRecord(recordText);
  const { deciding } = decision;
  if (deciding === null) return;
  const blocking = [deciding, ...decision.blocking] as readonly (Pick<Verdict, 'kind' | 'rule'> & {
    readonly ruleId: RuleId | null;
    readonly sentence: string;
  })[];
  if (blocking.some((verdict) => !compared.changes(verdict))) return;
  const facts = {
    ...recorded,
    attempts: client.attemptsBefore(index, needs, others),
    fields: { ...client.question(index, needs, others).facts.fields, ...recorded.fields },
  };
  if (firstBlocking(request, compared.onlyAfter, facts) !== null) return;
  const [first] = blocking;
  if (first === undefined) return;
  tally.add('allowed', first, row.at, () => ({
    ...exampleOf(row, { request, facts }, compared, null),
    of: 'blocked-question',
    sentence: first.sentence,
  }));
}

/** Asks the other rules about attempts that were made without a decision. Where one of them blocks, the change makes no difference. */
async function settle(parts: JudgeParts, candidates: readonly Candidate[]): Promise<void> {
  const { store, organizationId, needs, tally } = parts;
  const others = await othersOf(
    parts,
    candidates.map(({ row }) => row),
    needs.others,
  );
  const { facts: known } = await store.decisions.survey(
    organizationId,
    candidates.map(({ row }) => ({
      contact: { by: 'inline', clientId: row.clientId },
      deviceKey: row.deviceKey,
      devicePosition: null,
      prefers: row.channel === 'email' ? 'email' : 'phone',
      accountId: row.accountId,
    })),
    {
      since: null,
      until: null,
      byClient: false,
      byDevice: false,
      byAccount: false,
      suppressionListIds: needs.others.suppressionLists,
      attributes: false,
    },
  );
  for (const [i, { index, client, row, compared, change, by }] of candidates.entries()) {
    const found = known[i];
    if (found === undefined) throw new Error('a survey gave fewer facts than it was asked for');
    const { request, facts } = client.question(index, needs.others, others.of(row));
    const full = {
      ...facts,
      optOuts: found.optOuts,
      entries: found.entries,
      registries: registriesOf(parts, row.deviceKey),
      account: found.account === undefined ? null : { status: found.account.status },
    };
    if (firstBlocking(request, compared.shared, full) === null)
      tally.add(change, by, row.at, () => exampleOf(row, { request, facts }, compared, by));
  }
}

function exampleOf(
  { id, at, clientId, deviceKey, channel }: HistoryRow,
  { request, facts }: PastQuestion,
  { shared }: Compared,
  by: Verdict | null,
): BacktestExample {
  const zones = situationOf(request, facts, shared.clock, shared.zoneTable).zonesOf('request');
  const zone = zones.known ? zones.zones[0] : undefined;
  return {
    id,
    of: 'attempt',
    at,
    clientId,
    deviceKey,
    channel,
    atLocal: zone === undefined ? '' : formatLocalMs(zone.localMsAt(at)),
    zone: zone?.zone.name ?? '',
    sentence: by === null ? '' : sentenceOf(by.reason),
  };
}

/** The rows of each client, in the order of time and of ids, with where they begin. */
function* clientsOf(rows: readonly HistoryRow[]): Generator<readonly [number, readonly HistoryRow[]]> {
  for (let start = 0; start < rows.length;) {
    const clientId = rows[start]?.clientId;
    let end = start + 1;
    let isInOrder = true;
    while (end < rows.length && rows[end]?.clientId === clientId) {
      if (rows[end]?.at === rows[end - 1]?.at) isInOrder = false;
      end++;
    }
    const own = rows.slice(start, end);
    yield [start, isInOrder ? own : own.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))];
    start = end;
  }
}

/** What a cut client's next rows are counted by. */
function lastClient(rows: readonly HistoryRow[], lookBackMs: number): readonly HistoryRow[] {
  const last = rows.at(-1);
  if (last === undefined) return [];
  return rows.filter(({ clientId, at }) => clientId === last.clientId && at >= last.at - lookBackMs);
}

async function contactsOf(
  { store, organizationId, needs }: JudgeParts,
  rows: readonly HistoryRow[],
): Promise<ReadonlyMap<string, HistoryContact>> {
  const clients = new Set<ClientId>();
  for (const { clientId } of rows) clients.add(clientId);
  const contacts = await store.history.contacts(organizationId, [...clients], needs.others.fields.length > 0);
  return new Map(contacts.map((contact) => [contact.clientId, contact]));
}

/** Attempts of other clients that count for a row. */
interface Others {
  of(row: HistoryRow): readonly HistoryRow[];
}

const NOBODY: Others = { of: () => [] };

/** Looks for them only where a rule counts by device, or by account. */
async function othersOf(
  { store, organizationId }: JudgeParts,
  rows: readonly HistoryRow[],
  { attemptsOf, lookBackMs }: FactsNeeded,
): Promise<Others> {
  if (lookBackMs === 0 || (!attemptsOf.device && !attemptsOf.account) || rows.length === 0) return NOBODY;
  const span = {
    from: (rows.reduce((least, { at }) => Math.min(least, at), Infinity) - lookBackMs) as Instant,
    until: (rows.reduce((most, { at }) => Math.max(most, at), 0) + 1) as Instant,
  };
  const keysOf = (of: (row: HistoryRow) => string | null) => [
    ...new Set(rows.flatMap((row) => of(row) ?? [])),
  ];
  const [onDevices, onAccounts] = await Promise.all([
    attemptsOf.device
      ? store.history.shared(
          organizationId,
          'device',
          keysOf(({ deviceKey }) => deviceKey),
          span,
        )
      : [],
    attemptsOf.account
      ? store.history.shared(
          organizationId,
          'account',
          keysOf(({ accountId }) => accountId),
          span,
        )
      : [],
  ]);
  if (onDevices.length + onAccounts.length === 0) return NOBODY;
  const byDevice = Map.groupBy(onDevices, ({ deviceKey }) => deviceKey);
  const byAccount = Map.groupBy(onAccounts, ({ accountId }) => accountId);
  return {
    of({ deviceKey, accountId }) {
      const device = byDevice.get(deviceKey) ?? [];
      const account = accountId === null ? [] : (byAccount.get(accountId) ?? []);
      return account.length === 0
        ? device
        : [...device, ...account.filter((one) => one.deviceKey !== deviceKey)];
    },
  };
}
