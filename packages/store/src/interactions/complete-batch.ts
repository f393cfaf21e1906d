import type { OrganizationId } from '@tact/engine';
import type { Database } from '../database.ts';
import type { Interaction, InteractionContact } from '../ports.ts';
import type { AskedLately } from './asked-lately.ts';
import type { AttemptWindow } from './attempt-window.ts';
import {
  lookUpAccounts,
  lookUpAgents,
  lookUpAsked,
  lookUpContacts,
  lookUpCounts,
  lookUpDecisions,
} from './look-up.ts';
import { packedText } from './packed-contact.ts';
import { lookingUp } from './read-interactions.ts';
import { UNKNOWN_ZONES, type GrowingInteraction, type StreamBatch } from './stream-rows.ts';
import type { TextCache } from './text-cache.ts';

/** What a batch is completed from. */
export interface Known {
  readonly database: Database;
  readonly organizationId: OrganizationId;
  readonly details: boolean;
  readonly asked: AskedLately;
  readonly window: AttemptWindow | null;
  readonly contacts: TextCache;
  readonly accounts: TextCache;
  readonly unpacked: (packed: string) => InteractionContact | null;
}

/** Looks up what the stream could not tell. */
export async function completeBatch(
  { interactions, isMerged }: StreamBatch,
  known: Known,
  { isCounted, isAskedKnown }: { readonly isCounted: boolean; readonly isAskedKnown: boolean },
): Promise<readonly Interaction[]> {
  const inside = lookingUp(known.database, known.organizationId);
  const [first, last] = [interactions[0], interactions.at(-1)];
  if (first === undefined || last === undefined) return [];
  const span = { organizationId: known.organizationId, from: first.at, to: last.at };
  const lost = interactions.filter(({ decision }) => decision?.zones === UNKNOWN_ZONES);
  await Promise.all([
    fillContacts(interactions, known),
    fillAccounts(interactions, known),
    lost.length === 0
      ? null
      : inside(async (tx) => {
          const found = await lookUpDecisions(
            { tx, ...span },
            lost.flatMap(({ decision }) => decision?.id ?? []),
          );
          for (const one of lost) one.decision = found.get(one.decision?.id ?? '') ?? one.decision;
        }),
    isAskedKnown
      ? null
      : inside(async (tx) => {
          const undecided = interactions.filter(
            (one) => one.decision === null && one.direction === 'outbound',
          );
          const askedBefore = await lookUpAsked(
            { tx, ...span },
            distinct(undecided, ({ clientId }) => clientId),
          );
          for (const one of undecided) one.askedBefore = askedBefore(one);
        }),
    isMerged || !known.details
      ? null
      : inside(async (tx) => {
          const decided = interactions.filter(({ decision }) => decision !== null);
          const agents = await lookUpAgents(
            { tx, ...span },
            distinct(decided, ({ id }) => id),
          );
          for (const one of decided) one.agent = agents.get(one.id) ?? null;
        }),
    isCounted
      ? null
      : inside(async (tx) => {
          const counts = await lookUpCounts(
            { tx, ...span },
            distinct(interactions, ({ clientId }) => clientId),
          );
          for (const one of interactions) one.attemptsBefore = counts(one.clientId, one.at);
        }),
  ]);
  return interactions;
}

async function fillContacts(interactions: readonly GrowingInteraction[], known: Known): Promise<void> {
  const { contacts, database, organizationId } = known;
  const missing: GrowingInteraction[] = [];
  for (const one of interactions) {
    const packed = contacts.get(one.clientId);
    if (packed === undefined) missing.push(one);
    else one.contact = known.unpacked(packed);
  }
  if (missing.length === 0) return;
  const clients = distinct(missing, ({ clientId }) => clientId);
  const found = await lookingUp(
    database,
    organizationId,
  )((tx) => lookUpContacts({ tx, organizationId }, clients));
  for (const client of clients) contacts.set(client, packedText(found.get(client)));
  for (const one of missing) one.contact = found.get(one.clientId) ?? null;
}

async function fillAccounts(interactions: readonly GrowingInteraction[], known: Known): Promise<void> {
  const { accounts, database, organizationId } = known;
  const missing: GrowingInteraction[] = [];
  for (const one of interactions) {
    if (one.accountId === null) continue;
    const packed = accounts.get(one.accountId);
    if (packed === undefined) missing.push(one);
    else one.accountReference = packed === '' ? null : packed.slice(1);
  }
  if (missing.length === 0) return;
  const ids = distinct(missing, ({ accountId }) => accountId);
  const found = await lookingUp(
    database,
    organizationId,
  )((tx) => lookUpAccounts({ tx, organizationId }, ids));
  for (const id of ids) {
    const reference = found.get(id);
    accounts.set(id, reference === undefined ? '' : `=${reference}`);
  }
  for (const one of missing) one.accountReference = found.get(one.accountId ?? '') ?? null;
}

function distinct<Item>(items: readonly Item[], of: (item: Item) => string | null): readonly string[] {
  const found = new Set<string>();
  for (const item of items) {
    const one = of(item);
    if (one !== null) found.add(one);
  }
  return [...found];
}
