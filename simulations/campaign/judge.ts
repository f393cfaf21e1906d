import type {
  AttemptFact,
  AttemptId,
  ClientId,
  Facts,
  Instant,
  OptOutFact,
  OptOutId,
  OrganizationId,
  RulesetSource,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import {
  allOf,
  type Attempt,
  type Campaign,
  type QueueItem,
  type Store,
  type StoredDecision,
} from '@tact/store';
import { modelDecide } from '../../packages/engine/test/model/decide.ts';
import { readRecord, type DecisionRecord } from '../../packages/service/src/deciding/record.ts';
import { HAND_OVER_MS } from '../../packages/service/src/execution/batch.ts';
import { CLAIM_MS } from '../../packages/service/src/execution/take-up.ts';
import type { Received } from './carrier.ts';
import type { Person } from './plan.ts';

/** What was found; anything that should not be would have thrown. */
export interface Judgement {
  /** Dispatches that left: confirmed or unknown. */
  readonly dispatches: number;
  readonly refused: number;
  /** Of the dispatches, those that left a little after what allowed them had ended, because it ended between decision and hand-over. */
  readonly overtaken: number;
  /** Records by their state and code. */
  readonly ends: Readonly<Record<string, number>>;
}

/** The longest from a decision to its hand-over that a service promises, milliseconds (ADR 0012): a claim's time, and then a hand-over's. */
const UNDER_WAY_MS_MAX = CLAIM_MS + HAND_OVER_MS;

/**
 * Judges a whole history by the naive model: every dispatch was allowed at its instant, by the rules then in force and by all that the
 * simulation itself knows to have happened before, whatever the service had loaded; or it was allowed when it was decided, and left within the
 * time that a service has for that. Each has an attempt on record, for this very person and device; none was handed over twice; every record is
 * at its end or says why not. Throws at the first thing that should not be.
 */
export async function judge(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  people: readonly Person[],
  received: readonly Received[],
): Promise<Judgement> {
  assertOnce(received);
  const byAddress = new Map(
    people.flatMap((person) => person.devices.map((device) => [device as string, person])),
  );
  const history = new Map<ClientId, Earlier[]>();
  let overtaken = 0;
  for (let from = 0; from < received.length; from += READ_AHEAD) {
    const some = received.slice(from, from + READ_AHEAD);
    // Read together, judged one after the other in the order in which they left.
    const stored = await Promise.all(
      some.map(({ decisionId, attemptId }) =>
        Promise.all([
          store.decisions.get(organizationId, decisionId),
          store.attempts.get(organizationId, attemptId as AttemptId),
        ]),
      ),
    );
    for (const [index, one] of some.entries()) {
      const person = byAddress.get(one.address);
      if (person === undefined) throw new Error(`the attempt ${one.attemptId} went to somebody unknown`);
      const earlier = history.get(person.clientId) ?? [];
      const [decision, attempt] = stored[index] ?? [];
      const source = await sourceOf(store, organizationId, decision);
      const { record, isOvertaken } = assertAllowed(decision, source, one, person, earlier);
      assertReserved(one, person, attempt);
      if (one.state === 'refused') continue;
      if (isOvertaken) overtaken++;
      earlier.push({ ...one, decidedAt: record.facts.at, place: placeIn(record) });
      history.set(person.clientId, earlier);
    }
  }
  const dispatches = received.filter(({ state }) => state !== 'refused').length;
  return {
    dispatches,
    refused: received.length - dispatches,
    overtaken,
    ends: await endsOf(store, organizationId, campaign, people.length),
  };
}

/** What is kept of an earlier dispatch: not its whole record, of which a long campaign has gigabytes. */
type Earlier = Received & { readonly decidedAt: Instant; readonly place: AttemptFact['place'] };

function placeIn({ facts: { device, contact } }: DecisionRecord): AttemptFact['place'] {
  const { country, regions, areaCode } = device;
  return { country, regions, areaCode, postalCode: contact.postalCode };
}

function assertOnce(received: readonly Received[]): void {
  const attempts = new Set(received.map(({ attemptId }) => attemptId));
  if (attempts.size !== received.length) throw new Error('an attempt was handed over twice');
}

/** Decisions that are read at once: as many as there are connections, and some more that wait for one. */
const READ_AHEAD = 40;

const sources = new Map<string, RulesetSource>();

async function sourceOf(
  store: Store,
  organizationId: OrganizationId,
  decision: StoredDecision | undefined,
): Promise<RulesetSource | undefined> {
  if (decision === undefined) return undefined;
  const { ruleset } = decision;
  const known = sources.get(ruleset);
  if (known !== undefined) return known;
  const text = await store.rules.findRuleset(organizationId, ruleset);
  const source = JSON.parse(text ?? '') as RulesetSource;
  sources.set(ruleset, source);
  return source;
}

function assertAllowed(
  stored: StoredDecision | undefined,
  source: RulesetSource | undefined,
  one: Received,
  person: Person,
  earlier: readonly Earlier[],
): { readonly record: DecisionRecord; readonly isOvertaken: boolean } {
  if (stored?.decision !== 'allowed' || source === undefined)
    throw new Error(`the attempt ${one.attemptId} has no decision that allows it`);
  const record = readRecord(stored.record);
  const decidedAt = record.facts.at;
  const modelAt = (at: Instant, instantOf: (attempt: Earlier) => Instant) => {
    const facts: Facts = {
      ...record.facts,
      at,
      attempts: earlier.map((attempt) => factOf(attempt, instantOf(attempt), one)),
      optOuts: person.optsOutAt !== null && person.optsOutAt <= at ? [optOutFrom(person.optsOutAt)] : [],
    };
    return modelDecide(record.request, source, facts, zoneTable());
  };
  const { decision, blocking } = modelAt(one.at, ({ at }) => at);
  if (decision === 'allowed') return { record, isOvertaken: false };
  const wasUnderWay = decidedAt < one.at && one.at - decidedAt <= UNDER_WAY_MS_MAX;
  if (wasUnderWay && modelAt(decidedAt, (attempt) => attempt.decidedAt).decision === 'allowed')
    return { record, isOvertaken: true };
  const [left, decided] = [one.at, decidedAt].map((instant) => new Date(instant).toISOString());
  throw new Error(
    `the attempt ${one.attemptId} left at ${left}, decided at ${decided}, against ${JSON.stringify(blocking)}`,
  );
}

function assertReserved(one: Received, { clientId }: Person, attempt: Attempt | undefined): void {
  const { attemptId, decisionId, address } = one;
  if (
    attempt?.decisionId !== decisionId ||
    attempt.clientId !== clientId ||
    (attempt.deviceKey as string) !== address
  )
    throw new Error(`the attempt ${attemptId} is not on record for whom it went to`);
  if (one.state !== 'refused' && attempt.state === 'released')
    throw new Error(`the attempt ${attemptId} left, and is on record as not made`);
}

/** An earlier dispatch as the model counts it: as long as no result is known, it counts in every rule (S7). */
function factOf({ attemptId, address, place }: Earlier, at: Instant, now: Received): AttemptFact {
  return {
    id: attemptId as AttemptId,
    at,
    state: 'reserved',
    sameClient: true,
    sameDevice: address === now.address,
    sameAccount: false,
    sameGroup: true,
    channel: 'call',
    direction: 'outbound',
    callResult: null,
    disposition: null,
    place,
  };
}

function optOutFrom(instant: Instant): OptOutFact {
  return { id: 'simulated' as OptOutId, by: 'client', channels: 'any', from: { instant }, until: null };
}

async function endsOf(
  store: Store,
  organizationId: OrganizationId,
  campaign: Campaign,
  records: number,
): Promise<Readonly<Record<string, number>>> {
  const ends: Record<string, number> = {};
  let count = 0;
  for await (const item of allItems(store, organizationId, campaign.id)) {
    count++;
    if (item.state === 'pending' || item.state === 'processing')
      throw new Error(`the item ${item.id} is still ${item.state} after its campaign: ${item.code}`);
    if (item.code === '' || item.reason === '')
      throw new Error(`the item ${item.id} says nothing of why it ended`);
    const end = `${item.state}: ${item.code}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  if (count !== records) throw new Error(`of ${records} records ${count} are in the queue`);
  return ends;
}

/** Every item of a campaign. */
export function allItems(
  store: Store,
  organizationId: OrganizationId,
  campaignId: string,
): AsyncGenerator<QueueItem> {
  return allOf((page) => store.queue.list(organizationId, page, { campaignId, state: null }));
}
