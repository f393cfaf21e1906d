import type { ContactPlace, DevicePlace } from './device.ts';
import { RECORD_FIELDS } from './expression/record-fields.ts';
import type { Facts } from './facts.ts';
import type { AttributeValue, ContactRequest } from './request.ts';

/** What the `$names` of custom rules are read from (S27). */
export interface FieldSources {
  readonly request: ContactRequest;
  readonly contact: ContactPlace;
  readonly device: DevicePlace;
  /** Whether the device is an e-mail address. */
  readonly isEmail: boolean;
  /** The calling code that the device's number begins with, such as `1` or `44`; null where it has none. */
  readonly callingCode: string | null;
  /** For which campaign it is asked; null: for none, or nobody knows any more. */
  readonly campaign: AskingCampaign | null;
  readonly requestAttributes: Readonly<Record<string, AttributeValue>>;
  readonly contactAttributes: Readonly<Record<string, AttributeValue>>;
}

/** The campaign for which it is asked. */
export interface AskingCampaign {
  readonly campaignId: string;
  /** Which of its records is worked on; null: who asks does not work through its list. */
  readonly record: CampaignRecord | null;
}

/** A record of a campaign as it stands when it is asked about. */
export interface CampaignRecord {
  readonly recordId: string;
  /** Attempts that the campaign has made for it before. */
  readonly attempts: number;
  /** The place of the device among those of the contact that the campaign tries; 1 is the first. */
  readonly chainPosition: number;
}

/**
 * The values of the names that a ruleset reads, and of no others: the record's own fields of seed A12, else attributes of the request,
 * else of the contact (S27). Every name stands in the answer, null where it has no value, so that the record says so.
 */
export function fieldsRead(names: readonly string[], sources: FieldSources): Facts['fields'] {
  return Object.fromEntries(names.map((name) => [name, valueOf(name, sources)]));
}

function valueOf(name: string, sources: FieldSources): AttributeValue {
  const own = OWN_FIELDS.get(name) ?? CAMPAIGN_FIELDS.get(name);
  if (own !== undefined) return own(sources);
  if (neverHasValue(name)) return null;
  return attribute(sources.requestAttributes, name) ?? attribute(sources.contactAttributes, name);
}

/** JSON has no `-0` and nothing infinite: a value must come back from the record as it was (S31). */
function attribute(attributes: Readonly<Record<string, AttributeValue>>, name: string): AttributeValue {
  const value = Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : null;
}

/** The fields of seed A12 that our records have. Codes of regions are given without their country, as there: `NY`. */
const OWN_FIELDS: ReadonlyMap<string, (sources: FieldSources) => AttributeValue> = new Map([
  ['c_client_id', ({ request }: FieldSources) => request.clientId],
  ['c_country_code_iso', ({ contact }) => contact.country],
  ['c_postal_code', ({ contact }) => contact.postalCode],
  ['c_state_code', ({ contact }) => withoutCountry(contact.region)],
  ['c_tz_name', ({ contact }) => contact.zone],
  ['cd_area_code', ({ device }) => device.areaCode],
  ['cd_country_code', ({ isEmail, callingCode }) => (isEmail ? null : callingCode)],
  ['cd_country_code_iso', ({ device }) => device.country],
  ['cd_device_index', ({ request }) => request.device.position],
  ['cd_device_type', ({ request }) => (request.device.type === 'unknown' ? null : request.device.type)],
  ['cd_state_code', ({ device }) => withoutCountry(only(device.regions))],
  ['cd_tz_name', ({ device }) => only(device.zones)],
  ['contact_info_type', contactInfoType],
  ['group_id', ({ request }) => request.campaignGroupId],
]);

/** Those that only a campaign knows. A chain is the contact's devices as the campaign tries them, and a record has one. */
const CAMPAIGN_FIELDS: ReadonlyMap<string, (sources: FieldSources) => AttributeValue> = new Map<
  string,
  (sources: FieldSources) => AttributeValue
>([
  ['attempts', ({ campaign }) => campaign?.record?.attempts ?? null],
  ['campaign_id', ({ campaign }) => campaign?.campaignId ?? null],
  ['chain_id', ({ campaign }) => campaign?.record?.recordId ?? null],
  ['chain_n', ({ campaign }) => campaign?.record?.chainPosition ?? null],
  ['record_id', ({ campaign }) => campaign?.record?.recordId ?? null],
]);

/** The names that say something of the request and its place, whoever is asked about. */
export const OWN_FIELD_NAMES: ReadonlySet<string> = new Set(OWN_FIELDS.keys());

/** The names that have a value only where a campaign asks for one of its records: see {@link isOfCampaigns}. */
export const CAMPAIGN_FIELD_NAMES: ReadonlySet<string> = new Set(CAMPAIGN_FIELDS.keys());

/** The numbers of seed A5.2 that say something of a device as we know it: 4 is a mobile phone, 10 an e-mail address. */
function contactInfoType({ request, isEmail }: FieldSources): AttributeValue {
  if (isEmail) return 10;
  return request.device.type === 'mobile' ? 4 : null;
}

/**
 * Whether a name is reserved and never has a value: our records do not have that field of seed A12, or it tells the number, which no
 * record of a decision holds. A rule that reads it deserves a warning.
 */
export function neverHasValue(name: string): boolean {
  return RECORD_FIELDS.has(name) && !OWN_FIELDS.has(name) && !CAMPAIGN_FIELDS.has(name);
}

/** Whether a name has a value only where a campaign asks for one of its records: everywhere else a rule that reads it misses data. */
export function isOfCampaigns(name: string): boolean {
  return CAMPAIGN_FIELDS.has(name);
}

/** The only one of several; null where there is none, or where it is not known which one. */
function only(values: readonly string[]): string | null {
  return values.length === 1 ? (values[0] ?? null) : null;
}

function withoutCountry(region: string | null): string | null {
  return region === null ? null : region.slice(region.indexOf('-') + 1);
}
