import type { ContactChangeJson, NewContactJson } from '@tact/api';
import type { ClientId } from '@tact/engine';
import { placeOfContact, type AddressProblem } from '@tact/places';
import type { Contact, ContactFields, Device } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { readAddress } from './read-values.ts';
import { onVersion } from './version-conflict.ts';

/** Creates a contact; `client_id_taken` where there is one with this client id. */
export async function createContact(
  { store }: Parts,
  caller: Caller,
  json: NewContactJson,
): Promise<Contact> {
  const { defaultCountry } = await store.organizations.get(caller.organizationId);
  return store.contacts.create(caller.organizationId, contactFields(json, defaultCountry), caller.actor);
}

/** Creates or replaces a contact by its client id. The last one wins. */
export async function putContact(
  { store }: Parts,
  { organizationId, actor }: Caller,
  json: NewContactJson,
): Promise<{ readonly contact: Contact; readonly created: boolean }> {
  const { defaultCountry } = await store.organizations.get(organizationId);
  const fields = contactFields(json, defaultCountry);
  const { created } = await store.contacts.upsertMany(organizationId, [fields], actor);
  const contact = await store.contacts.getByClientId(organizationId, fields.clientId);
  return { contact: found(contact, 'contact'), created: created > 0 };
}

/** Changes the named fields of a contact. */
export async function updateContact(
  { store }: Parts,
  { organizationId, actor }: Caller,
  id: string,
  { version, ...change }: ContactChangeJson,
): Promise<Contact> {
  const current = found(await store.contacts.get(organizationId, id), 'contact');
  const { defaultCountry } = await store.organizations.get(organizationId);
  const { devices, ...plain } = change;
  const fields = {
    ...contactFields({ ...withoutDevices(current), ...plain, devices: devices ?? [] }, defaultCountry),
    ...(devices === undefined ? { devices: current.devices } : {}),
  };
  return onVersion(
    () => store.contacts.replace(organizationId, id, version, fields, actor),
    () => store.contacts.get(organizationId, id),
  );
}

/** A contact as it is stored: numbers in E.164, country and region as codes, a stated zone that exists. */
export function contactFields(json: NewContactJson, defaultCountry: string): ContactFields {
  const { clientId, name, zone, country, region, postalCode, language, attributes, devices } = json;
  const stated = {
    zone: zone ?? null,
    country: country ?? null,
    region: region ?? null,
    postalCode: postalCode ?? null,
  };
  const read = placeOfContact(stated);
  if (!read.ok) {
    const code = read.code === 'timezone_unknown' ? 'zone_unknown' : 'address_invalid';
    throw new CommandError(code, read.sentence, { path: FIELD_OF[read.code] });
  }
  const { place } = read;
  return {
    clientId: clientId as ClientId,
    name: name ?? null,
    zone: place.zoneFrom === 'stated' ? place.zone : null,
    country: place.country,
    // Only what was stated is kept: what a postal code tells is looked up anew for each decision.
    region: isGiven(stated.region) ? place.region : null,
    postalCode: place.postalCode,
    language: language ?? null,
    attributes: attributes ?? {},
    devices: devicesOf(devices, place.country ?? defaultCountry),
  };
}

const FIELD_OF: Readonly<Record<AddressProblem, string>> = {
  timezone_unknown: '/zone',
  country_unknown: '/country',
  country_missing: '/country',
  region_unknown: '/region',
  postal_code_invalid: '/postalCode',
};

/** Numbers without a country are taken in the contact's, else in the organization's (seed A12). */
function devicesOf(devices: NewContactJson['devices'], country: string): readonly Device[] {
  const taken = new Map<number, number>();
  const keys = new Map<string, number>();
  return devices.map(({ address, type = 'unknown', position }, index) => {
    const device = {
      position: position ?? index + 1,
      key: readAddress(address, country, `/devices/${index}/address`),
      type,
    };
    if (taken.has(device.position))
      throw new CommandError(
        'device_position_taken',
        `two devices have the position \`${device.position}\`; number them 1 to 10, each number once`,
        { path: `/devices/${index}` },
      );
    if (keys.has(device.key))
      throw new CommandError(
        'device_taken_twice',
        'the contact has this device twice; name each device once',
        {
          path: `/devices/${index}/address`,
        },
      );
    taken.set(device.position, index);
    keys.set(device.key, index);
    return device;
  });
}

function withoutDevices({
  clientId,
  name,
  zone,
  country,
  region,
  postalCode,
  language,
  attributes,
}: Contact) {
  return { clientId, name, zone, country, region, postalCode, language, attributes: { ...attributes } };
}

function isGiven(text: string | null): boolean {
  return text !== null && text.trim() !== '';
}
