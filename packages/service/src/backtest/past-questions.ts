import {
  fieldsRead,
  type AttemptFact,
  type ContactPlace,
  type ContactRequest,
  type DeviceKey,
  type DevicePlace,
  type DeviceType,
  type Facts,
  type FactsNeeded,
} from '@tact/engine';
import { callingCodeOf, placesVersions, type CustomTimezones } from '@tact/places';
import type { HistoryContact, HistoryRow } from '@tact/store';
import { attemptFact, placeOfDevice } from '../deciding/resolve.ts';
import { contactPlaceThen } from '../proof/judge-hours.ts';

/** What an attempt of the past asked, with what is known of it: opt-outs, entries and the like are not, and stand there as none. */
export interface PastQuestion {
  readonly request: ContactRequest;
  readonly facts: Facts;
}

/** One client, as its attempts are gone through in the order of time. */
export interface PastClient {
  /** What row `index` of the client asked. `others`: attempts of other clients on the same device or account, in the order of time. */
  question(index: number, needs: FactsNeeded, others: readonly HistoryRow[]): PastQuestion;
  /** What was attempted before row `index`, seen from a question of its own. */
  attemptsBefore(index: number, needs: FactsNeeded, others: readonly HistoryRow[]): readonly AttemptFact[];
}

const NUMBERS_VERSION = placesVersions().numbers;

/** What is known besides the rows. */
export interface PastClientParts {
  /** The client's rows, in the order of time and of ids. */
  readonly rows: readonly HistoryRow[];
  /** Undefined: it is no contact. */
  readonly contact: HistoryContact | undefined;
  readonly customTimezones: CustomTimezones | undefined;
}

/**
 * Prepares a client. What is the same for several of its questions is made once: places by device, and earlier attempts by what they have in
 * common with the question, so that the next question of the same kind adds to them instead of beginning anew.
 */
export function pastClient({ rows, contact, customTimezones }: PastClientParts): PastClient {
  const places = new Map<DeviceKey, { readonly place: DevicePlace; readonly type: DeviceType }>();
  const contactPlaces = new Map<string | null, ContactPlace>();
  const seen = new Map<string, AttemptFact[]>();

  function placeOf(key: DeviceKey) {
    const known = places.get(key);
    if (known !== undefined) return known;
    const stated = contact?.devices.find((device) => device.key === key)?.type ?? 'unknown';
    const made = placeOfDevice({ position: 1, key, type: stated }, customTimezones);
    places.set(key, made);
    return made;
  }

  function contactPlaceAt({ place: { postalCode } }: HistoryRow): ContactPlace {
    const known = contactPlaces.get(postalCode);
    if (known !== undefined) return known;
    const made = contactPlaceThen({ contact: contact ?? null, postalCode });
    contactPlaces.set(postalCode, made);
    return made;
  }

  function attemptsBefore(
    index: number,
    { lookBackMs }: FactsNeeded,
    others: readonly HistoryRow[],
  ): readonly AttemptFact[] {
    const row = rows[index] as HistoryRow;
    const since = row.at - lookBackMs;
    const own = lookBackMs === 0 ? [] : ownBefore(rows, seen, index, since);
    const foreign = others.filter(
      ({ at, clientId }) => at >= since && at <= row.at && clientId !== row.clientId,
    );
    if (foreign.length === 0) return own;
    const facts = foreign.map((other) => attemptFact(other, row, row.clientId, row.deviceKey, row.at));
    return [...own, ...facts].sort((one, other) => one.at - other.at);
  }

  return {
    attemptsBefore,
    question(index, needs, others) {
      const row = rows[index] as HistoryRow;
      const { place, type } = placeOf(row.deviceKey);
      const contactPlace = contactPlaceAt(row);
      const { channel, clientId, accountId, campaignGroupId, devicePosition } = row;
      const request: ContactRequest = {
        channel,
        clientId,
        device: { position: devicePosition, type },
        accountId,
        campaignGroupId,
      };
      return {
        request,
        facts: {
          at: row.at,
          numbersVersion: NUMBERS_VERSION,
          contact: contactPlace,
          device: place,
          otherDevices: needs.otherDevices
            ? (contact?.devices ?? [])
                .filter(({ key }) => key !== row.deviceKey)
                .map(({ key }) => placeOf(key).place)
            : [],
          attempts: attemptsBefore(index, needs, others),
          optOuts: [],
          entries: [],
          registries: [],
          account: null,
          fields:
            needs.fields.length === 0
              ? {}
              : fieldsRead(needs.fields, {
                  request,
                  contact: contactPlace,
                  device: place,
                  isEmail: !row.deviceKey.startsWith('+'),
                  callingCode: callingCodeOf(row.deviceKey)?.digits ?? null,
                  // Which record of which campaign it was for is not kept.
                  campaign: null,
                  requestAttributes: {},
                  contactAttributes: contact?.attributes ?? {},
                }),
        },
      };
    },
  };
}

/** The client's own attempts before one of its rows, from an instant on. `seen`: what was made of them for questions of the same kind. */
function ownBefore(
  rows: readonly HistoryRow[],
  seen: Map<string, AttemptFact[]>,
  index: number,
  since: number,
): readonly AttemptFact[] {
  const row = rows[index] as HistoryRow;
  const key = `${row.deviceKey} ${row.accountId ?? ''} ${row.campaignGroupId ?? ''}`;
  const known = seen.get(key) ?? [];
  seen.set(key, known);
  const found: AttemptFact[] = [];
  for (let i = firstSince(rows, since, index); i < index; i++) {
    const earlier = rows[i] as HistoryRow;
    if (earlier.record !== null) continue;
    // A reservation expires by the clock alone; everything else stays as it is.
    const fact =
      earlier.state === 'reserved'
        ? attemptFact(earlier, row, row.clientId, row.deviceKey, row.at)
        : (known[i] ??= attemptFact(earlier, row, row.clientId, row.deviceKey, row.at));
    found.push(fact);
  }
  return found;
}

/** The first of the rows before `end` that is not older than the instant. */
function firstSince(rows: readonly HistoryRow[], since: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.at ?? Infinity) >= since) high = middle;
    else low = middle + 1;
  }
  return low;
}
