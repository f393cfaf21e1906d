import {
  CHANNELS,
  DEVICE_POSITION_MAX,
  DEVICE_TYPES,
  type AccountStatus,
  type ClientId,
  type DeviceKey,
} from '@tact/engine';
import { placeOfContact } from '@tact/places';
import { fieldsOfRows, type Fields } from './fields.ts';
import type { Section } from './markdown.ts';
import { readZone, refuseSpan, tableOf } from './parse-organization.ts';
import { readAttributes } from './read-attributes.ts';
import { readEdge, readInstant } from './read-instant.ts';
import {
  asIs,
  listOf,
  oneOf,
  orNone,
  readCallResult,
  readChannels,
  readDeviceKey,
  readName,
  readYesNo,
} from './read-words.ts';
import { CellError } from './scenario-error.ts';
import type {
  ScenarioAccount,
  ScenarioAttempt,
  ScenarioContact,
  ScenarioDevice,
  ScenarioOptOut,
} from './scenario.ts';

const CONTACT_COLUMNS = ['contact', 'zone', 'country', 'region', 'postal code', 'devices', 'attributes'];

/** Reads `### Contacts`. */
export function parseContacts(section: Section, fileName: string): readonly ScenarioContact[] {
  return fieldsOfRows(tableOf(section, fileName), CONTACT_COLUMNS, fileName, { unique: 'contact' }).map(
    (row) => {
      const contact: ScenarioContact = {
        clientId: row.need('contact', readName) as ClientId,
        zone: row.read('zone', orNone(readZone)) ?? null,
        country: row.read('country', orNone(asIs)) ?? null,
        region: row.read('region', orNone(asIs)) ?? null,
        postalCode: row.read('postal code', orNone(asIs)) ?? null,
        devices: row.read('devices', orNone(readDevices)) ?? [],
        attributes: row.read('attributes', orNone(readAttributes)) ?? {},
      };
      const place = placeOfContact(contact);
      if (!place.ok) throw row.fail(place.sentence);
      return contact;
    },
  );
}

/** `+12125550101 mobile, ana@example.com`: in the order of their positions, from 1. */
function readDevices(text: string): readonly ScenarioDevice[] {
  const devices = listOf(asIs)(text).map((part, index): ScenarioDevice => {
    const [address = '', type, ...rest] = part.split(' ');
    if (rest.length > 0)
      throw new CellError(`\`${part}\` is not an address and its type; addresses are written without spaces`);
    return {
      position: index + 1,
      key: readDeviceKey(address),
      type: type === undefined ? 'unknown' : oneOf(DEVICE_TYPES)(type),
    };
  });
  if (devices.length > DEVICE_POSITION_MAX)
    throw new CellError(`a contact has at most ${DEVICE_POSITION_MAX} devices`);
  return devices;
}

const STATUSES: readonly AccountStatus[] = [
  'new',
  'pending_contact',
  'in_auto_management',
  'active_conversation',
  'promise_active',
  'promise_overdue',
  'paid',
  'escalated',
  'in_review',
  'closed',
  'paused',
];

/** Reads `### Accounts`. */
export function parseAccounts(
  section: Section,
  contacts: readonly ScenarioContact[],
  fileName: string,
): readonly ScenarioAccount[] {
  return fieldsOfRows(tableOf(section, fileName), ['account', 'contact', 'status'], fileName, {
    unique: 'account',
  }).map((row) => ({
    name: row.need('account', readName),
    clientId: row.need('contact', contactIn(contacts)).clientId,
    status: row.need('status', oneOf(STATUSES)),
  }));
}

const OPT_OUT_COLUMNS = [
  'contact',
  'channels',
  'contact only',
  'from',
  'until',
  'lifted',
  'devices lost',
  'devices got',
];

/** Reads `### Opt-outs`. */
export function parseOptOuts(
  section: Section,
  contacts: readonly ScenarioContact[],
  fileName: string,
): readonly ScenarioOptOut[] {
  return fieldsOfRows(tableOf(section, fileName), OPT_OUT_COLUMNS, fileName).map((row) => {
    const contact = row.need('contact', contactIn(contacts));
    const span = { from: row.need('from', readEdge), until: row.read('until', orNone(readEdge)) ?? null };
    refuseSpan(row, span);
    const has = (key: DeviceKey) => contact.devices.some((device) => device.key === key);
    return {
      clientId: contact.clientId,
      channels: row.read('channels', readChannels) ?? 'any',
      contactOnly: row.read('contact only', readYesNo) ?? false,
      ...span,
      lifted: row.read('lifted', readYesNo) ?? false,
      devicesLost: devicesOf(row, 'devices lost', (key) => !has(key), 'the contact has it'),
      devicesGot: devicesOf(row, 'devices got', has, 'the contact does not have it'),
    };
  });
}

function devicesOf(
  row: Fields,
  column: string,
  fits: (key: DeviceKey) => boolean,
  sentence: string,
): readonly DeviceKey[] {
  const keys = row.read(column, orNone(listOf(readDeviceKey))) ?? [];
  if (!keys.every(fits)) throw row.fail(`\`${column}\` does not fit the table of contacts: ${sentence}`);
  return keys;
}

const HISTORY_COLUMNS = [
  'at',
  'contact',
  'device',
  'channel',
  'direction',
  'account',
  'group',
  'state',
  'expires',
  'call result',
  'disposition',
  'place',
];

/** Shortest and longest time for which a reservation holds (S7), milliseconds. */
const EXPIRY_MS = { min: 60_000, max: 86_400_000 } as const;

/** Reads `### History`: earlier attempts, sorted by instant. */
export function parseHistory(
  section: Section,
  known: {
    contacts: readonly ScenarioContact[];
    accounts: readonly ScenarioAccount[];
    groups: readonly { name: string }[];
  },
  fileName: string,
): readonly ScenarioAttempt[] {
  return fieldsOfRows(tableOf(section, fileName), HISTORY_COLUMNS, fileName)
    .map((row) => parseAttempt(row, known))
    .toSorted((one, other) => one.at - other.at);
}

function parseAttempt(row: Fields, known: Parameters<typeof parseHistory>[1]): ScenarioAttempt {
  const contact = row.need('contact', contactIn(known.contacts));
  const at = row.need('at', readInstant);
  const state = row.read('state', oneOf(['finished', 'reserved', 'released'])) ?? 'finished';
  const expiresAt = row.read('expires', orNone(readInstant)) ?? null;
  const attempt: ScenarioAttempt = {
    at,
    clientId: contact.clientId,
    deviceKey: row.need('device', (text) =>
      /^\d+$/.test(text) ? deviceIn(contact)(text).key : readDeviceKey(text),
    ),
    channel: row.read('channel', oneOf(CHANNELS)) ?? 'call',
    direction: row.read('direction', oneOf(['outbound', 'inbound'])) ?? 'outbound',
    account: row.read('account', orNone(nameIn(known.accounts, 'account'))) ?? null,
    group: row.read('group', orNone(nameIn(known.groups, 'campaign group'))) ?? null,
    state,
    expiresAt,
    callResult: row.read('call result', orNone(readCallResult)) ?? null,
    disposition: row.read('disposition', orNone(readName)) ?? null,
    isPlaceKnown: row.read('place', oneOf(['recorded', 'unknown'])) !== 'unknown',
  };
  const problem = attemptProblem(attempt);
  if (problem !== undefined) throw row.fail(problem);
  return attempt;
}

function attemptProblem(attempt: ScenarioAttempt): string | undefined {
  const { at, state, expiresAt, direction, callResult, disposition, isPlaceKnown } = attempt;
  if (state === 'finished')
    return expiresAt === null ? undefined : 'a finished attempt has no `expires`; leave it out';
  if (direction === 'inbound' || callResult !== null || disposition !== null || !isPlaceKnown)
    return 'a reservation is outbound, at a known place, and has no result yet';
  if (expiresAt === null) return 'a reservation has `expires`; write when it ends';
  const holdsMs = expiresAt - at;
  if (holdsMs < EXPIRY_MS.min || holdsMs > EXPIRY_MS.max)
    return 'a reservation holds for 1 minute to 24 hours';
  return undefined;
}

/** A reader of the name of a contact of the scenario. */
export function contactIn(contacts: readonly ScenarioContact[]): (text: string) => ScenarioContact {
  return (text) => {
    const found = contacts.find(({ clientId }) => clientId === text);
    if (found === undefined) throw new CellError(`there is no contact \`${text}\` in the table of contacts`);
    return found;
  };
}

/** A reader of the position of one of a contact's devices. */
export function deviceIn(contact: ScenarioContact): (text: string) => ScenarioDevice {
  return (text) => {
    const found = contact.devices.find(({ position }) => String(position) === text);
    if (found === undefined)
      throw new CellError(`the contact \`${contact.clientId}\` has no device at the position \`${text}\``);
    return found;
  };
}

/** A reader of the name of one of several things. */
export function nameIn(things: readonly { readonly name: string }[], kind: string): (text: string) => string {
  return (text) => {
    if (!things.some(({ name }) => name === text))
      throw new CellError(`there is no ${kind} \`${text}\` in this scenario`);
    return text;
  };
}
