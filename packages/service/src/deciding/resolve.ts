import {
  fieldsRead,
  isPhoneKey,
  suitsChannel,
  type ClientId,
  type ContactPlace,
  type ContactRequest,
  type CountryCode,
  type DeviceKey,
  type DevicePlace,
  type DeviceType,
  type Facts,
  type FieldSources,
  type Instant,
  type ZoneName,
} from '@tact/engine';
import {
  callingCodeOf,
  countryCode,
  parseAddress,
  placeOfContact,
  placeOfNumber,
  placesVersions,
  type AddressProblem,
  type CustomTimezones,
} from '@tact/places';
import type { Contact, Device, FactsQuery, StoredAttempt, SurveyedContact, SurveyedFacts } from '@tact/store';
import { CLOCK_SKEW_MS_MAX } from './clock.ts';
import type { ContactNamed, InlineContact, Question, Refused } from './question.ts';
import type { CachedRuleset } from './ruleset-cache.ts';

/** A question whose addresses are read: what the store is asked for. */
export interface ReadQuestion {
  readonly read: true;
  readonly query: FactsQuery;
  /** The devices of an inline contact; null where the contact is stored. */
  readonly inlineDevices: readonly Device[] | null;
}

/** A question with all that it is decided by. */
export interface Resolved {
  readonly resolved: true;
  readonly request: ContactRequest;
  readonly facts: Facts;
  readonly deviceKey: DeviceKey;
  readonly clientId: Contact['clientId'];
}

/** The facts were loaded for another device than the one that the question turns out to mean: load again for this one. */
interface OtherDevice {
  readonly resolved: false;
  readonly deviceKey: DeviceKey;
}

/** Reads the written addresses of a question. Numbers without a country are taken in that of a described contact, else in the organization's (seed A12). */
export function readQuestion(question: Question, defaultCountry: string): ReadQuestion | Refused {
  const { contact, device } = question;
  const country = contact.by === 'inline' ? countryOfInline(contact, defaultCountry) : defaultCountry;
  if (typeof country !== 'string') return country;
  const inline = contact.by === 'inline' ? readInlineDevices(contact, country) : null;
  if (inline !== null && 'answered' in inline) return inline;
  let deviceKey: DeviceKey | null = null;
  if (device !== null && 'address' in device) {
    const read = readAddress(device.address, country, '/device/address');
    if (typeof read !== 'string') return read;
    deviceKey = read;
  } else if (inline !== null) {
    const chosen =
      device === null
        ? firstSuitable(inline, question.channel)
        : inline.find(({ position }) => position === device.position);
    if (chosen === undefined) return noSuchDevice(inline, device === null);
    deviceKey = chosen.key;
  }
  return {
    read: true,
    query: {
      contact: referenceTo(contact),
      deviceKey,
      devicePosition: device !== null && 'position' in device ? device.position : null,
      prefers: question.channel === 'email' ? 'email' : 'phone',
      accountId: question.accountId,
    },
    inlineDevices: inline,
  };
}

/** Joins a question with what the store knows. */
export function resolve(
  question: Question,
  read: ReadQuestion,
  stored: SurveyedFacts,
  cached: CachedRuleset,
  at: Instant,
): Resolved | OtherDevice | Refused {
  const { contact } = question;
  if (contact.by !== 'inline' && stored.contact === undefined)
    return refused('contact_unknown', unknownContact(contact), '/contact');
  const devices = read.inlineDevices ?? stored.contact?.devices ?? [];
  const device = chosenDevice(question, read, devices);
  if ('answered' in device) return device;
  if (device.key !== stored.deviceKey) return { resolved: false, deviceKey: device.key };
  if (!suitsChannel(device.key, question.channel)) return unsuitable(device.key, question.channel);

  const clientId = contact.by === 'inline' ? contact.clientId : stored.contact?.clientId;
  if (clientId === undefined) return refused('contact_unknown', unknownContact(contact), '/contact');
  const account = accountOf(question, stored, clientId);
  if (account !== null && 'answered' in account) return account;
  const contactPlace = contact.by === 'inline' ? placeOfInline(contact) : placeOfStored(stored.contact);
  if ('answered' in contactPlace) return contactPlace;

  const { customTimezones } = cached;
  const { place, type } = placeOfDevice(device, customTimezones);
  const { fields, otherDevices: strict } = cached.ruleset.factsNeeded;
  const request = requestOf(question, stored, { clientId, position: device.position, type });
  return {
    resolved: true,
    clientId,
    deviceKey: device.key,
    request,
    facts: {
      at,
      numbersVersion: placesVersions().numbers,
      contact: contactPlace,
      device: place,
      otherDevices: strict
        ? devices
            .filter(({ key }) => key !== device.key)
            .map((other) => placeOfDevice(other, customTimezones).place)
        : [],
      attempts: stored.attempts.map((attempt) => attemptFact(attempt, request, clientId, device.key, at)),
      optOuts: question.at === null ? stored.optOuts.map((optOut) => begunByNow(optOut, at)) : stored.optOuts,
      entries: stored.entries,
      registries: registriesOf(cached, device.key),
      account,
      fields:
        fields.length === 0
          ? NO_FIELDS
          : fieldsRead(fields, fieldSources(question, stored, request, contactPlace, place)),
    },
  };
}

function requestOf(
  { channel, campaignGroupId }: Question,
  { account }: SurveyedFacts,
  { clientId, position, type }: Pick<Device, 'position' | 'type'> & { readonly clientId: ClientId },
): ContactRequest {
  // The account as it is stored: who asks may write it in capitals.
  const accountId = account?.id ?? null;
  return { channel, clientId, device: { position, type }, accountId, campaignGroupId };
}

const NO_FIELDS: Facts['fields'] = Object.freeze({});

/** Gathered only where a rule reads a field: most rulesets have none that does. */
function fieldSources(
  { attributes, contact: named, campaignId, campaignRecord }: Question,
  stored: SurveyedFacts,
  request: ContactRequest,
  contact: ContactPlace,
  device: DevicePlace,
): FieldSources {
  const owner = named.by === 'inline' ? named : stored.contact;
  return {
    request,
    contact,
    device,
    isEmail: stored.deviceKey !== null && !isPhoneKey(stored.deviceKey),
    callingCode: stored.deviceKey === null ? null : (callingCodeOf(stored.deviceKey)?.digits ?? null),
    campaign: campaignId === undefined ? null : { campaignId, record: campaignRecord ?? null },
    requestAttributes: attributes,
    contactAttributes: owner?.attributes ?? NO_FIELDS,
  };
}

/** An address as a device key, or why it is none. */
export function readAddress(address: string, defaultCountry: string, path: string): DeviceKey | Refused {
  const parsed = parseAddress(address, defaultCountry as CountryCode);
  return parsed.ok ? parsed.key : refused('number_invalid', parsed.sentence, path);
}

/** In which country the numbers of a described contact are written: its own, which may be stated by its name. */
function countryOfInline(contact: InlineContact, defaultCountry: string): string | Refused {
  if (contact.country === null) return defaultCountry;
  const country = countryCode(contact.country);
  if (country !== null) return country;
  const place = placeOfInline(contact);
  return 'answered' in place ? place : defaultCountry;
}

function readInlineDevices(contact: InlineContact, country: string): readonly Device[] | Refused {
  const devices: Device[] = [];
  for (const [index, { address, type }] of contact.devices.entries()) {
    const key = readAddress(address, country, `/contact/devices/${index}/address`);
    if (typeof key !== 'string') return key;
    devices.push({ position: index + 1, key, type });
  }
  return devices;
}

function referenceTo(contact: ContactNamed): FactsQuery['contact'] {
  return contact.by === 'inline' ? { by: 'inline', clientId: contact.clientId } : contact;
}

function chosenDevice(question: Question, read: ReadQuestion, devices: readonly Device[]): Device | Refused {
  const { deviceKey, devicePosition } = read.query;
  // Two of them may have the same number, as different types.
  if (devicePosition !== null)
    return devices.find(({ position }) => position === devicePosition) ?? noSuchDevice(devices, false);
  if (deviceKey !== null) {
    const named = devices.find(({ key }) => key === deviceKey);
    if (named !== undefined) return named;
    return refused(
      'device_unknown',
      'the contact has no such device; name one of its own, or add it to the contact',
      '/device/address',
    );
  }
  return firstSuitable(devices, question.channel) ?? noSuchDevice(devices, true);
}

function firstSuitable(devices: readonly Device[], channel: Question['channel']): Device | undefined {
  return devices.find(({ key }) => suitsChannel(key, channel));
}

function noSuchDevice(devices: readonly Device[], forChannel: boolean): Refused {
  if (forChannel)
    return refused(
      'device_missing',
      'the contact has no device that suits the channel; add one, or choose another channel',
      '/channel',
    );
  const positions = devices.map(({ position }) => position).join(', ');
  return refused(
    'device_unknown',
    `the contact has no device at this position; it has \`${positions || 'none'}\``,
    '/device/position',
  );
}

function unsuitable(key: DeviceKey, channel: Question['channel']): Refused {
  const kind = isPhoneKey(key) ? 'a phone number' : 'an e-mail address';
  return refused(
    'channel_unsuitable',
    `the device is ${kind}, which the channel \`${channel}\` does not reach`,
    '/channel',
  );
}

function unknownContact(contact: ContactNamed): string {
  return contact.by === 'id'
    ? `there is no contact with the id \`${contact.id}\`; create it, or describe it in the request`
    : `there is no contact with the client id \`${contact.clientId}\`; create it, or describe it in the request`;
}

function accountOf(
  question: Question,
  stored: SurveyedFacts,
  clientId: Contact['clientId'],
): Facts['account'] | Refused {
  if (question.accountId === null) return null;
  if (stored.account === undefined)
    return refused('account_unknown', `there is no account \`${question.accountId}\``, '/accountId');
  if (stored.account.clientId !== clientId) {
    return refused(
      'account_of_another_contact',
      `the account \`${question.accountId}\` is not this contact's`,
      '/accountId',
    );
  }
  return { status: stored.account.status };
}

function placeOfInline({ zone, country, region, postalCode }: InlineContact): ContactPlace | Refused {
  const place = placeOfContact({ zone, country, region, postalCode });
  if (place.ok) return place.place;
  const isZone = place.code === 'timezone_unknown';
  return refused(
    isZone ? 'zone_unknown' : 'address_invalid',
    place.sentence,
    `/contact/${FIELD_OF[place.code]}`,
  );
}

const FIELD_OF: Readonly<Record<AddressProblem, string>> = {
  timezone_unknown: 'zone',
  country_unknown: 'country',
  country_missing: 'country',
  region_unknown: 'region',
  postal_code_invalid: 'postalCode',
};

/**
 * A stored contact was checked when it was saved. What newer data no longer knows of it is unknown, and the rest stays: an address without its region,
 * or one of an unknown country. A stated zone stays what it is, so that the engine answers `zone_unknown` rather than taking another clock.
 */
export function placeOfStored(
  contact: Pick<SurveyedContact, 'zone' | 'country' | 'region' | 'postalCode'> | undefined,
): ContactPlace {
  const { zone = null, country = null, region = null, postalCode = null } = contact ?? {};
  const place = placeOfContact({ zone, country, region, postalCode });
  if (place.ok) return place.place;
  const known = [
    { country, region, postalCode },
    { country, postalCode },
  ]
    .map(placeOfContact)
    .find(({ ok }) => ok);
  const unknown = { country: null, region: null, zone: null, zoneFrom: 'none' } as const;
  const address: ContactPlace =
    known?.ok === true ? known.place : { ...unknown, postalCode, isUnreadable: true };
  return zone === null ? address : { ...address, zone: zone as ZoneName, zoneFrom: 'stated' };
}

/** An address of e-mail lies nowhere. */
export const EMAIL_PLACE: DevicePlace = {
  country: null,
  regions: [],
  areaCode: null,
  geographic: false,
  zones: [],
  zonesFrom: 'none',
};

/**
 * Where a device may be, and what it is: the contact's record first, the numbering plan second. The organization's own map says which
 * zones it is in, and nothing else (S16).
 */
export function placeOfDevice(
  device: Device,
  customTimezones: CustomTimezones | undefined,
): { readonly place: DevicePlace; readonly type: DeviceType } {
  if (!isPhoneKey(device.key))
    return { place: EMAIL_PLACE, type: device.type === 'unknown' ? 'other' : device.type };
  const number = placeOfNumber(device.key, customTimezones);
  // Named one by one: a rest pattern costs as much as the look-up.
  const { country, regions, areaCode, geographic, zones, zonesFrom } = number;
  return {
    place: { country, regions, areaCode, geographic, zones, zonesFrom },
    type: device.type === 'unknown' ? number.type : device.type,
  };
}

/**
 * An opt-out that is stored begins no later than now, as far as clocks may differ: it begins at the instant of the node that took it, and no other
 * node allows against it from its acknowledgement on, though its own clock be behind (S23; the five minutes of S8).
 */
function begunByNow(optOut: Facts['optOuts'][number], now: Instant): Facts['optOuts'][number] {
  const { from } = optOut;
  if (!('instant' in from) || from.instant <= now || from.instant > now + CLOCK_SKEW_MS_MAX) return optOut;
  return { ...optOut, from: { instant: now } };
}

/** An earlier attempt, seen from a question at an instant. */
export function attemptFact(
  attempt: StoredAttempt,
  asked: Pick<Question, 'accountId' | 'campaignGroupId'>,
  clientId: string,
  deviceKey: DeviceKey,
  at: Instant,
): Facts['attempts'][number] {
  const expired = attempt.expiresAt !== null && attempt.expiresAt <= at;
  return {
    id: attempt.id,
    at: attempt.at,
    state: attempt.state === 'reserved' && expired ? 'expired' : attempt.state,
    sameClient: attempt.clientId === clientId,
    sameDevice: attempt.deviceKey === deviceKey,
    sameAccount: attempt.accountId !== null && attempt.accountId === asked.accountId,
    sameGroup: attempt.campaignGroupId === asked.campaignGroupId,
    channel: attempt.channel,
    direction: attempt.direction,
    callResult: attempt.callResult,
    disposition: attempt.disposition,
    place: attempt.place as Facts['attempts'][number]['place'],
  };
}

/** What registry lists say of themselves for a device. */
export function registriesOf(
  { registries }: Pick<CachedRuleset, 'registries'>,
  deviceKey: DeviceKey,
): Facts['registries'] {
  return registries.map(({ id, registry }) => ({
    listId: id,
    covered: registry?.coverage.some((prefix) => deviceKey.startsWith(prefix)) ?? false,
    versionAt: registry?.versionAt ?? null,
  }));
}

/** A bad request, in the caller's words. */
export function refused(code: Refused['code'], sentence: string, path: string): Refused {
  return { answered: false, code, sentence, path };
}
