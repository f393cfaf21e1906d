import { isPhoneKey, type ClientId, type DeviceKey } from '@tact/engine';
import { domainKeyOf } from './domain-key.ts';
import { clientGuard, deviceGuard } from './guard-keys.ts';
import type { FactsQuery, FactsScope, StoredAttempt, StoredFacts, SurveyedContact } from '../ports.ts';

type OptOutFact = StoredFacts['optOuts'][number];
type Account = NonNullable<StoredFacts['account']>;

/** A contact as it was found. */
export type KnownContact = SurveyedContact & { readonly id: string };

/** An opt-out as it was found. `deviceKey` null: by the client; else by a device that it covers (S21). */
export interface KnownOptOut {
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey | null;
  readonly optOut: Omit<OptOutFact, 'by'>;
}

/** A line of a suppression list as it was found, with what its list holds. */
export interface KnownEntry {
  readonly type: 'device' | 'client';
  readonly value: string;
  readonly entry: StoredFacts['entries'][number];
}

/** What one call has loaded for all its questions together, each thing once. */
export interface Known {
  readonly contacts: readonly KnownContact[];
  readonly accounts: readonly Account[];
  /** Versions by guard key; a guard that is not there is at 0. */
  readonly guards: ReadonlyMap<string, number>;
  readonly attempts: readonly StoredAttempt[];
  readonly optOuts: readonly KnownOptOut[];
  readonly entries: readonly KnownEntry[];
}

/** Sorts out what of the loaded facts belongs to which question, in order. */
export function joinFacts(
  queries: readonly FactsQuery[],
  scope: FactsScope,
  known: Known,
): readonly StoredFacts[] {
  const contactsById = new Map(known.contacts.map((contact) => [contact.id, contact]));
  const contactsByClientId = new Map(known.contacts.map((contact) => [contact.clientId, contact]));
  const accounts = new Map<string, Account>(known.accounts.map((account) => [account.id, account]));
  const attempts = attemptsBy(scope, known.attempts);
  const optOutsOf = optOutsBy(known.optOuts);
  const entriesOf = entriesBy(known.entries);

  return queries.map((query): StoredFacts => {
    const { contact: named } = query;
    const contact =
      named.by === 'inline'
        ? undefined
        : named.by === 'id'
          ? contactsById.get(named.id.toLowerCase())
          : contactsByClientId.get(named.clientId);
    const clientId = contact?.clientId ?? (named.by === 'id' ? null : named.clientId);
    const deviceKey = query.deviceKey ?? (contact === undefined ? null : chosenDevice(query, contact));
    return {
      contact,
      deviceKey,
      account: query.accountId === null ? undefined : accounts.get(query.accountId.toLowerCase()),
      attempts: attempts(clientId, deviceKey, query.accountId),
      optOuts: known.optOuts.length === 0 ? NONE : optOutsOf(clientId, deviceKey),
      entries: known.entries.length === 0 ? NONE : entriesOf(clientId, deviceKey),
      guards: {
        client: clientId === null ? 0 : (known.guards.get(clientGuard(clientId)) ?? 0),
        device: deviceKey === null ? 0 : (known.guards.get(deviceGuard(deviceKey)) ?? 0),
      },
    };
  });
}

function chosenDevice({ devicePosition, prefers }: FactsQuery, { devices }: KnownContact): DeviceKey | null {
  const device = devices.find(({ position, key }) =>
    devicePosition === null ? isPhoneKey(key) === (prefers === 'phone') : position === devicePosition,
  );
  return device?.key ?? null;
}

/** The attempts of a client, a device and an account, as far as the scope asks for each: every one once, oldest first. */
function attemptsBy(scope: FactsScope, attempts: readonly StoredAttempt[]) {
  const byClient = scope.byClient ? groupBy(attempts, ({ clientId }) => clientId) : undefined;
  const byDevice = scope.byDevice ? groupBy(attempts, ({ deviceKey }) => deviceKey) : undefined;
  const byAccount = scope.byAccount ? groupBy(attempts, ({ accountId }) => accountId) : undefined;
  return (
    clientId: ClientId | null,
    deviceKey: DeviceKey | null,
    accountId: string | null,
  ): readonly StoredAttempt[] => {
    const ofClient = of(byClient, clientId);
    const others = [...of(byDevice, deviceKey), ...of(byAccount, accountId?.toLowerCase() ?? null)];
    const found = others.length === 0 ? [...ofClient] : [...new Set([...ofClient, ...others])];
    return found.sort((one, other) => one.at - other.at || byText(one.id, other.id));
  };
}

/** The opt-outs of a client and a device, in a fixed order, so that equal facts give equal records. */
function optOutsBy(optOuts: readonly KnownOptOut[]) {
  const byClient = groupBy(optOuts, ({ deviceKey, clientId }) => (deviceKey === null ? clientId : null));
  const byDevice = groupBy(optOuts, ({ deviceKey }) => deviceKey);
  return (clientId: ClientId | null, deviceKey: DeviceKey | null): readonly OptOutFact[] =>
    [
      ...of(byClient, clientId).map(({ optOut }) => ({ ...optOut, by: 'client' as const })),
      // A contact's own opt-out is told once, as the contact's, not again as its device's.
      ...of(byDevice, deviceKey)
        .filter((one) => one.clientId !== clientId)
        .map(({ optOut }) => ({ ...optOut, by: 'device' as const })),
    ].sort((one, other) => byText(one.id, other.id));
}

/** The entries of lists for a client, a device and its domain, in a fixed order. */
function entriesBy(known: readonly KnownEntry[]) {
  const entries = groupBy(known, ({ type, value }) => `${type}:${value}`);
  return (clientId: ClientId | null, deviceKey: DeviceKey | null): StoredFacts['entries'] => {
    const domainKey = domainKeyOf(deviceKey);
    return [
      ...of(entries, deviceKey === null ? null : `device:${deviceKey}`),
      ...of(entries, domainKey === null ? null : `device:${domainKey}`),
      ...of(entries, clientId === null ? null : `client:${clientId}`),
    ]
      .map(({ entry }) => entry)
      .sort((one, other) => byText(one.listId, other.listId) || byText(one.entryId, other.entryId));
  };
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null,
): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function of<Item>(groups: ReadonlyMap<string, Item[]> | undefined, key: string | null): readonly Item[] {
  return key === null ? NONE : (groups?.get(key) ?? NONE);
}

const NONE: readonly never[] = [];

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
