import type { CampaignGroupId, Channel, CountryCode, Instant, RegionCode, ZoneName } from '@tact/engine';
import {
  allowedWindows,
  closedSpans,
  compileExpression,
  compileRuleset,
  DAY_MS,
  fieldsRead,
  HOUR_MS,
  OWN_FIELD_NAMES,
  type AllowedWindows,
  type ClientId,
  type ClosedSpan,
  type ContactPlace,
  type ContactRequest,
  type DevicePlace,
  type Facts,
  type MissingData,
  type Ruleset,
} from '@tact/engine';
import {
  callingCodeOfCountry,
  countries,
  placeOfContact,
  placeOfNumber,
  placesVersions,
  regionsOf,
  zoneTable,
} from '@tact/places';
import type { ContactsAtPlace } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import { EMAIL_PLACE } from '../deciding/resolve.ts';
import { rulesetSourceOf } from '../deciding/ruleset-cache.ts';
import type { Caller, Parts } from './context.ts';

/** What is asked: for a campaign, a campaign group, or by what holds for all. */
export interface CallableQuestion {
  readonly of: 'regions' | 'countries';
  readonly campaignId: string | null;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly channel: Channel;
  /** Null: now. */
  readonly at: Instant | null;
}

/** Whether an area may be contacted at an instant. Unknown is to be taken for closed (S1). */
export type AreaState = 'open' | 'closing_soon' | 'closed' | 'unknown';

/** A region or country with its spans. */
export interface CallableArea {
  readonly code: string;
  readonly country: string;
  readonly name: string;
  readonly zones: readonly ZoneName[];
  readonly state: AreaState;
  /** Null: not within the 24 hours. */
  readonly changesAt: Instant | null;
  readonly windows: AllowedWindows;
  readonly closed: readonly ClosedSpan[];
  readonly contacts: number;
}

/** What may be contacted where. */
export interface CallableAreas {
  readonly at: Instant;
  readonly until: Instant;
  readonly areas: readonly CallableArea[];
  readonly leftOut: readonly string[];
  readonly contactsElsewhere: number;
}

/** Within so long before its end an open span is closing soon. */
const CLOSING_SOON_MS = HOUR_MS;

/**
 * When a typical device of each region or country may be contacted, over 24 hours, by the engine of every decision (ADR 0019). Nothing is
 * known of its owner, so what is decided by lists, history and attributes is left out; `not_found` for a campaign that is not there.
 */
export async function callableAreas(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { organizationId }: Caller,
  question: CallableQuestion,
): Promise<CallableAreas> {
  const campaign =
    question.campaignId === null
      ? null
      : found(await store.campaigns.get(organizationId, question.campaignId), 'campaign');
  const group = campaign?.campaignGroupId ?? question.campaignGroupId;
  const channel = campaign?.channel ?? question.channel;
  const [inForce, counted] = await Promise.all([
    store.rules.rulesInForce(organizationId, group),
    store.contacts.countByPlace(organizationId, campaign?.contactListId ?? null),
  ]);
  if (inForce === undefined)
    throw new CommandError('campaign_group_unknown', `there is no campaign group \`${group ?? ''}\``);
  const source = rulesetSourceOf(inForce);
  const leftOut = source.custom.filter(({ expression, missingData }) =>
    readsAttributes(expression, missingData),
  );
  const ruleset = compileRuleset(
    { ...source, suppressionLists: [], custom: source.custom.filter((rule) => !leftOut.includes(rule)) },
    zoneTable(),
  );
  const at = question.at ?? clock();
  const until = (at + DAY_MS) as Instant;
  if (at < 0 || until >= ruleset.zoneTable.endsAtUtc)
    throw new CommandError('instant_out_of_range', 'the instant lies outside the zone table', {
      path: '/at',
    });
  const contacts = contactsOf(counted, question.of);
  const areas = areasOf(question.of).map((area) => ({
    ...area,
    ...judged(area, ruleset, channel, group, at, until),
    contacts: contacts.get(area.code) ?? 0,
  }));
  const total = counted.reduce((sum, one) => sum + one.contacts, 0);
  const shown = areas.reduce((sum, one) => sum + one.contacts, 0);
  return { at, until, areas, leftOut: leftOut.map(({ name }) => name), contactsElsewhere: total - shown };
}

interface Area {
  readonly code: string;
  readonly country: CountryCode;
  readonly region: RegionCode | null;
  readonly name: string;
  readonly zones: readonly ZoneName[];
}

function areasOf(kind: CallableQuestion['of']): readonly Area[] {
  if (kind === 'countries')
    return countries().map(({ code, name, zones }) => ({ code, country: code, region: null, name, zones }));
  return (['US', 'CA'] as CountryCode[]).flatMap((country) =>
    regionsOf(country)
      .filter(({ zones }) => zones.length > 0)
      .map(({ code, name, zones }) => ({ code, country, region: code, name, zones })),
  );
}

/** A custom rule that reads more than the place and the clock says nothing of a region. One that cannot be read blocks, and stays. */
function readsAttributes(expression: string, missingData: MissingData): boolean {
  const compiled = compileExpression(expression, missingData);
  return compiled.ok && [...compiled.expression.reads.fields].some((name) => !OWN_FIELD_NAMES.has(name));
}

function judged(
  area: Area,
  ruleset: Ruleset,
  channel: Channel,
  campaignGroupId: CampaignGroupId | null,
  at: Instant,
  until: Instant,
): Pick<CallableArea, 'windows' | 'closed' | 'state' | 'changesAt'> {
  const [request, facts] = typicalDevice(area, ruleset, channel, campaignGroupId, at);
  const windows = allowedWindows(request, ruleset, facts, until);
  const closed = closedSpans(request, ruleset, facts, windows, until);
  return { windows, closed, ...stateAt(windows, at, until) };
}

function stateAt(
  { spans, unknownFrom }: AllowedWindows,
  at: Instant,
  until: Instant,
): Pick<CallableArea, 'state' | 'changesAt'> {
  const [first] = spans;
  if (unknownFrom === at) return { state: 'unknown', changesAt: null };
  if (first === undefined) return { state: 'closed', changesAt: null };
  if (first.from > at) return { state: 'closed', changesAt: first.from };
  const isSoon = first.until < until && first.until - at <= CLOSING_SOON_MS;
  return { state: isSoon ? 'closing_soon' : 'open', changesAt: first.until < until ? first.until : null };
}

/** A mobile phone that lies in all zones of the area; for e-mail, an address that lies nowhere. */
export function typicalDevice(
  { country, region, zones }: Pick<Area, 'country' | 'region' | 'zones'>,
  ruleset: Ruleset,
  channel: Channel,
  campaignGroupId: CampaignGroupId | null,
  at: Instant,
): readonly [ContactRequest, Facts] {
  const isEmail = channel === 'email';
  const device: DevicePlace = isEmail
    ? EMAIL_PLACE
    : {
        country,
        regions: region === null ? [] : [region],
        areaCode: null,
        geographic: true,
        zones,
        zonesFrom: region === null ? 'country' : 'area-code',
      };
  const place = placeOfContact({ zone: null, country, region, postalCode: null });
  const contact: ContactPlace = place.ok
    ? place.place
    : { country, region, postalCode: null, zone: null, zoneFrom: 'none' };
  const request: ContactRequest = {
    channel,
    clientId: 'typical' as ClientId,
    device: { position: 1, type: isEmail ? 'other' : 'mobile' },
    accountId: null,
    campaignGroupId,
  };
  const callingCode = contact.country === null ? null : (callingCodeOfCountry(contact.country) ?? null);
  const asked = { request, contact, device, isEmail, callingCode, campaign: null };
  const sources = { ...asked, requestAttributes: {}, contactAttributes: {} };
  const facts: Facts = {
    at,
    numbersVersion: placesVersions().numbers,
    contact,
    device,
    otherDevices: [],
    attempts: [],
    optOuts: [],
    entries: [],
    registries: [],
    account: null,
    fields: fieldsRead(ruleset.factsNeeded.fields, sources),
  };
  return [request, facts];
}

/** Contacts by area: where they say that they are, else where their number is. */
function contactsOf(
  counted: readonly ContactsAtPlace[],
  kind: CallableQuestion['of'],
): ReadonlyMap<string, number> {
  const contacts = new Map<string, number>();
  for (const { country, region, number, contacts: count } of counted) {
    const place = number === null ? undefined : placeOfNumber(number, undefined);
    const stated = kind === 'countries' ? country : region;
    const [only, ...others] = place?.regions ?? [];
    const ofNumber = kind === 'countries' ? place?.country : others.length === 0 ? only : undefined;
    const code = stated ?? ofNumber;
    if (code !== undefined && code !== null) contacts.set(code, (contacts.get(code) ?? 0) + count);
  }
  return contacts;
}
