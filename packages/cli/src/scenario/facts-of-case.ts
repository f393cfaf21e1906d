import {
  compileRuleset,
  fieldsRead,
  type AccountId,
  type AttemptFact,
  isPhoneKey,
  type AttemptId,
  type CampaignGroupId,
  type ContactPlace,
  type ContactRequest,
  type DevicePlace,
  type DeviceType,
  type Facts,
  type OptOutFact,
  type OptOutId,
  type RuleId,
  type RulesetSource,
  type SuppressionListId,
} from '@tact/engine';
import {
  callingCodeOf,
  makeCustomTimezones,
  placeOfContact,
  placeOfNumber,
  placesVersions,
  zoneTable,
  type CustomTimezones,
} from '@tact/places';
import { bulkOptOutsNaming, entriesOf, ownListOf } from './bulk-opt-outs.ts';
import { prefixAndZone } from './parse-custom-timezones.ts';
import type { Scenario, ScenarioAttempt, ScenarioCase, ScenarioContact, ScenarioDevice } from './scenario.ts';

/** All that the engine decides a case by. */
export interface CaseQuestion {
  readonly request: ContactRequest;
  readonly source: RulesetSource;
  readonly facts: Facts;
}

/** Works out a case's request, rules and facts. Names stand for ids: nothing of a decision depends on them. */
export function questionOf(scenario: Scenario, one: ScenarioCase): CaseQuestion {
  const source = rulesInForce(scenario, one.group);
  const customTimezones = customTimezonesOf(scenario);
  const { place, type } = placeOfDevice(one.device, customTimezones);
  const request: ContactRequest = {
    channel: one.channel,
    clientId: one.contact.clientId,
    device: { position: one.device.position, type },
    accountId: one.account as AccountId | null,
    campaignGroupId: one.group as CampaignGroupId | null,
  };
  const contact = placeOf(one.contact);
  return {
    source,
    request,
    facts: {
      at: one.at,
      numbersVersion: placesVersions().numbers,
      contact,
      device: place,
      otherDevices: one.contact.devices
        .filter(({ key }) => key !== one.device.key)
        .map((device) => placeOfDevice(device, customTimezones).place),
      attempts: attemptsSeen(scenario, one),
      optOuts: [...optOutsNaming(scenario, one), ...bulkOptOutsNaming(scenario, one)],
      entries: [...scenario.lists, ...ownListOf(scenario)].flatMap((list) => entriesOf(list, one)),
      registries: scenario.lists.flatMap(({ name, registry }) =>
        registry === null
          ? []
          : [
              {
                listId: name as SuppressionListId,
                covered: registry.coverage.some((prefix) => one.device.key.startsWith(prefix)),
                versionAt: registry.versionAt,
              },
            ],
      ),
      account: accountOf(scenario, one),
      fields: fieldsRead(compileRuleset(source, zoneTable()).factsNeeded.fields, {
        request,
        contact,
        device: place,
        isEmail: !isPhoneKey(one.device.key),
        callingCode: callingCodeOf(one.device.key)?.digits ?? null,
        campaign: null,
        requestAttributes: one.attributes,
        contactAttributes: one.contact.attributes,
      }),
    },
  };
}

/** The required rules and lists, and those that the group or its dialing profile has picked (S5). */
function rulesInForce(scenario: Scenario, groupName: string | null): RulesetSource {
  const group = scenario.groups.find(({ name }) => name === groupName);
  const profile = scenario.dialingProfiles.find(({ name }) => name === group?.dialingProfile);
  const pickers = [group, profile].filter((picker) => picker !== undefined);
  const isInForce = (one: { name: string; required: boolean }, picks: 'rules' | 'lists') =>
    one.required || pickers.some((picker) => picker[picks].includes(one.name));
  const rules = <Conditions>(
    all: readonly {
      name: string;
      required: boolean;
      priority: number;
      dispositionCode: string | null;
      conditions: Conditions;
    }[],
  ) =>
    all
      .filter((one) => isInForce(one, 'rules'))
      .map(({ name, priority, dispositionCode, conditions }) => ({
        ...conditions,
        id: name as RuleId,
        name,
        priority,
        dispositionCode,
      }));
  return {
    organization: scenario.organization,
    timezoneSource: group?.timezoneSource ?? null,
    suppressionLists: [...scenario.lists, ...ownListOf(scenario)]
      .filter((list) => isInForce(list, 'lists'))
      .map(({ name, channels, expires, registry }) => ({
        id: name as SuppressionListId,
        name,
        channels,
        expires,
        registry: registry === null ? null : { ageMsMax: registry.ageMsMax },
      })),
    contactDates: scenario.contactDates.map((date) => ({
      ...date,
      id: `${date.date} ${date.label}` as RuleId,
    })),
    location: rules(scenario.locationRules),
    contactTimes: rules(scenario.contactTimes),
    campaignHours: group?.campaignHours ?? null,
    attempt: rules(scenario.attemptRules),
    custom: rules(scenario.customRules),
  };
}

/** Attempts that share client, device or account. A question about the past does not see what came after its instant (S8). */
function attemptsSeen(scenario: Scenario, one: ScenarioCase): readonly AttemptFact[] {
  const isAboutPast = one.askedAt > one.at;
  return scenario.history
    .map((attempt, index) => attemptFact(scenario, one, attempt, `attempt ${index + 1}`))
    .filter((fact) => fact !== null)
    .filter(({ sameClient, sameDevice, sameAccount }) => sameClient || sameDevice || sameAccount)
    .filter(({ at }) => !isAboutPast || at <= one.at);
}

/** Null for a released one: it was not made (S7). */
function attemptFact(
  scenario: Scenario,
  one: ScenarioCase,
  attempt: ScenarioAttempt,
  id: string,
): AttemptFact | null {
  if (attempt.state === 'released') return null;
  const hasExpired = attempt.expiresAt !== null && attempt.expiresAt <= one.at;
  const contact = scenario.contacts.find(({ clientId }) => clientId === attempt.clientId);
  const { place } = placeOfDevice({ key: attempt.deviceKey, type: 'unknown' }, undefined);
  const { country, regions, areaCode } = place;
  const postalCode = contact === undefined ? null : placeOf(contact).postalCode;
  return {
    id: id as AttemptId,
    at: attempt.at,
    state: attempt.state === 'reserved' && hasExpired ? 'expired' : attempt.state,
    sameClient: attempt.clientId === one.contact.clientId,
    sameDevice: attempt.deviceKey === one.device.key,
    sameAccount: attempt.account !== null && attempt.account === one.account,
    sameGroup: attempt.group === one.group,
    channel: attempt.channel,
    direction: attempt.direction,
    callResult: attempt.callResult,
    disposition: attempt.disposition,
    place: attempt.isPlaceKnown
      ? { country, regions, areaCode, postalCode }
      : { country: null, regions: [], areaCode: null, postalCode: null },
  };
}

/** S21: the contact's own, and those of contacts who have, had or get this device, unless they say `contact only`. */
function optOutsNaming(scenario: Scenario, one: ScenarioCase): readonly OptOutFact[] {
  return scenario.optOuts.flatMap((optOut, index): OptOutFact[] => {
    const owner = scenario.contacts.find(({ clientId }) => clientId === optOut.clientId);
    const covers =
      !optOut.contactOnly &&
      (optOut.devicesLost.includes(one.device.key) ||
        owner?.devices.some(({ key }) => key === one.device.key) === true);
    const isOwn = optOut.clientId === one.contact.clientId;
    if (optOut.lifted || !(isOwn || covers)) return [];
    const { channels, from, until } = optOut;
    return [
      { id: `opt-out ${index + 1}` as OptOutId, by: isOwn ? 'client' : 'device', channels, from, until },
    ];
  });
}

function accountOf(scenario: Scenario, one: ScenarioCase): Facts['account'] {
  const account = scenario.accounts.find(({ name }) => name === one.account);
  return account === undefined ? null : { status: account.status };
}

/** Where a contact of a scenario lives; its address was checked when the scenario was read. */
export function placeOf(contact: ScenarioContact): ContactPlace {
  const result = placeOfContact(contact);
  if (!result.ok)
    throw new Error(`the address of the contact \`${contact.clientId}\` cannot be read: ${result.sentence}`);
  return result.place;
}

/** The organization's own map of zones; it was checked when the scenario was read. */
function customTimezonesOf({ customTimezones }: Scenario): CustomTimezones | undefined {
  if (customTimezones.length === 0) return undefined;
  const made = makeCustomTimezones(customTimezones.map(prefixAndZone), zoneTable());
  if (!made.ok) throw new Error(`the custom timezones cannot be read: ${made.sentence}`);
  return made.map;
}

/** Where a device may be, and what it is: as stated, else as the numbering plan says; its zones by the organization's own map first (S16). */
export function placeOfDevice(
  { key, type: stated }: Pick<ScenarioDevice, 'key' | 'type'>,
  customTimezones: CustomTimezones | undefined,
): { readonly place: DevicePlace; readonly type: DeviceType } {
  const { type, ...place } = placeOfNumber(key, customTimezones);
  return { place, type: stated === 'unknown' ? type : stated };
}
