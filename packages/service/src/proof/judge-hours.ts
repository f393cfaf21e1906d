import {
  compileRuleset,
  formatLocalMs,
  HOUR_MS,
  judge,
  MINUTE_MS,
  NO_LIMITS,
  type CampaignGroupId,
  type ContactPlace,
  type DeviceKey,
  type Facts,
  type Judgement,
  type Ruleset,
  type RulesetSource,
  type Verdict,
  type ZoneTable,
} from '@tact/engine';
import { placesVersions, type CustomTimezones } from '@tact/places';
import type { Interaction, InteractionContact } from '@tact/store';
import { placeOfDevice, placeOfStored } from '../deciding/resolve.ts';
import type { RuleHistory } from './rules-as-of.ts';

/** Whether an interaction fell within allowed hours, and what says so (seed B8, S32). */
export interface JudgedHours {
  /** `unknown`: its zone is not known, so no clock can be read; `not-applicable`: no rule is about inbound contacts (S1). */
  readonly hours: 'inside' | 'outside' | 'unknown' | 'not-applicable';
  /** The contact time or contact date that it broke; where it broke none, every contact time that applied. */
  readonly rules: readonly string[];
  /** The clock of the request (S8); empty where it is not known. */
  readonly zones: readonly { readonly zone: string; readonly from: string; readonly local: string }[];
  /** The rules it was judged by: those of its own decision, those then in force, or the first that anybody recorded. */
  readonly judgedBy: 'decision' | 'then' | 'first-known';
}

/** Judges interactions by the hours and dates of the rules that were in force at each. */
export interface HoursJudge {
  of(interaction: Interaction): JudgedHours;
  /** What an interaction of a group would be judged by at an instant inside the zone table. */
  rulesetAt(of: Pick<Interaction, 'at' | 'campaignGroupId'>): HoursRuleset;
}

/** Rules of the clock and the day, made ready. One object serves all interactions of a group between two changes of rules. */
export interface HoursRuleset {
  readonly ruleset: Ruleset;
  /** False: it stands for what nobody recorded. */
  readonly recorded: boolean;
  /** One of `HOURS_STEPS_MS`: its hours begin and end on whole multiples of it on any wall clock. */
  readonly stepMs: number;
}

/** Rulesets that are kept ready; beyond it the oldest goes. */
const RULESETS_MAX = 1_000;

/**
 * Creates a judge. What was allowed by its own decision was inside, and its record says on which clock. Everything else is judged by the
 * rules then in force, on what is known of the contact now and of the device's number.
 */
export function createHoursJudge({
  history,
  zoneTable,
  customTimezones,
}: {
  readonly history: RuleHistory;
  readonly zoneTable: ZoneTable;
  readonly customTimezones: CustomTimezones | undefined;
}): HoursJudge {
  const rulesets = new Map<string, HoursRuleset>();
  const known = { numbersVersion: placesVersions().numbers, customTimezones, placeThen: contactPlacesThen() };
  const localText = localTexts();
  let last:
    { readonly stage: number; readonly group: string | null; readonly found: HoursRuleset } | undefined;

  function rulesetFor(interaction: Pick<Interaction, 'at' | 'campaignGroupId'>): HoursRuleset {
    const stage = history.stageAt(interaction.at);
    const { campaignGroupId: group } = interaction;
    // Neighbours are nearly always judged by the same.
    if (last?.stage !== stage || last.group !== group)
      last = { stage, group, found: rulesetOf(stage, interaction) };
    return last.found;
  }

  function rulesetOf(
    stage: number,
    { campaignGroupId, at }: Pick<Interaction, 'at' | 'campaignGroupId'>,
  ): HoursRuleset {
    const key = `${stage} ${campaignGroupId ?? ''}`;
    const kept = rulesets.get(key);
    if (kept !== undefined) return kept;
    const made = hoursRuleset(history, campaignGroupId, at, zoneTable);
    rulesets.set(key, made);
    const oldest = rulesets.keys().next().value;
    if (rulesets.size > RULESETS_MAX && oldest !== undefined) rulesets.delete(oldest);
    return made;
  }

  return {
    rulesetAt: rulesetFor,
    of(interaction) {
      if (interaction.at < 0 || interaction.at >= zoneTable.endsAtUtc)
        return { hours: 'unknown', rules: [], zones: [], judgedBy: 'then' };
      const { ruleset, recorded } = rulesetFor(interaction);
      const judgement = judgeOne(interaction, ruleset, known);
      const zones = judgement.zones.map(({ zone, from, localMs }) => ({
        zone,
        from,
        local: localText(localMs),
      }));
      if (interaction.direction === 'inbound')
        return { hours: 'not-applicable', rules: [], zones, judgedBy: 'then' };
      const { decision } = interaction;
      // An attempt is reserved by an allowed decision and by nothing else: each of its rules passed (S1).
      if (decision !== null)
        return {
          hours: 'inside',
          rules: passing(judgement.verdicts),
          zones: decision.zones.length > 0 ? decision.zones : zones,
          judgedBy: 'decision',
        };
      return { ...hoursOf(judgement.verdicts), zones, judgedBy: recorded ? 'then' : 'first-known' };
    },
  };
}

/** A group that was never there leaves the rules of requests without one. */
function hoursRuleset(
  history: RuleHistory,
  group: CampaignGroupId | null,
  at: Interaction['at'],
  zoneTable: ZoneTable,
): HoursRuleset {
  const asOf = history.at(group, at) ?? history.at(null, at);
  if (asOf === undefined) throw new Error('there are no rules without a group');
  const source = hoursOnly(asOf.source);
  return { ruleset: compileRuleset(source, zoneTable), recorded: asOf.recorded, stepMs: stepOf(source) };
}

/** In how long steps hours can be looked at, milliseconds, the longest first; each is a multiple of the next. */
export const HOURS_STEPS_MS: readonly number[] = [HOUR_MS, 15 * MINUTE_MS, MINUTE_MS];

/** Most hours begin and end on whole hours, which makes a verdict hold for all of one. Times of day stand in rules as `HH:MM`, and nothing else does. */
function stepOf(source: RulesetSource): number {
  const times = [...JSON.stringify(source).matchAll(/"\d\d:(\d\d)"/g)];
  const isOn = (step: number) => times.every(([, minute]) => (Number(minute) * MINUTE_MS) % step === 0);
  return HOURS_STEPS_MS.find(isOn) ?? MINUTE_MS;
}

/** The same rules without those that are about anything else than the clock and the day. */
function hoursOnly(source: RulesetSource): RulesetSource {
  return {
    ...source,
    organization: { ...source.organization, limits: NO_LIMITS },
    suppressionLists: [],
    location: [],
    attempt: [],
    custom: [],
  };
}

function judgeOne(
  interaction: Interaction,
  ruleset: Ruleset,
  known: {
    readonly numbersVersion: string;
    readonly customTimezones: CustomTimezones | undefined;
    readonly placeThen: typeof contactPlaceThen;
  },
): Judgement {
  const { contact, deviceKey } = interaction;
  const stated = contact?.devices.find(({ key }) => key === deviceKey)?.type ?? 'unknown';
  const placeOf = (key: DeviceKey) =>
    placeOfDevice({ position: 1, key, type: stated }, known.customTimezones);
  const { place, type } = placeOf(deviceKey);
  const facts: Facts = {
    at: interaction.at,
    numbersVersion: known.numbersVersion,
    contact: known.placeThen(interaction),
    device: place,
    otherDevices: ruleset.factsNeeded.otherDevices
      ? (contact?.devices ?? []).filter(({ key }) => key !== deviceKey).map(({ key }) => placeOf(key).place)
      : [],
    attempts: [],
    optOuts: [],
    entries: [],
    registries: [],
    account: null,
    fields: {},
  };
  const { channel, clientId, accountId, campaignGroupId, devicePosition } = interaction;
  const device = { position: devicePosition, type };
  return judge({ channel, clientId, device, accountId, campaignGroupId }, ruleset, facts);
}

/** Where a contact was at an attempt: the postal code that was recorded with it is older than what the contact says now, and so is right. */
export function contactPlaceThen({
  contact,
  postalCode,
}: {
  readonly contact: Pick<InteractionContact, 'zone' | 'country' | 'region' | 'postalCode'> | null;
  readonly postalCode: string | null;
}): ContactPlace {
  if (contact === null) return placeOfStored({ ...NOWHERE, postalCode });
  const moved = postalCode !== null && postalCode !== contact.postalCode;
  return placeOfStored(moved ? { ...contact, region: null, postalCode } : contact);
}

/** Contact places that are kept, and wall clocks. */
const PLACES_MAX = 20_000;
const LOCAL_TEXTS_MAX = 5_000;

/** The same, each place worked out once: a list has far fewer places than people. */
function contactPlacesThen(): typeof contactPlaceThen {
  const places = new Map<string, ContactPlace>();
  return (of) => {
    const { contact, postalCode } = of;
    const key =
      contact === null
        ? keyPart(postalCode)
        : `${keyPart(contact.zone)}${keyPart(contact.country)}${keyPart(contact.region)}${keyPart(contact.postalCode)}${keyPart(postalCode)}`;
    const kept = places.get(key);
    if (kept !== undefined) return kept;
    const made = contactPlaceThen(of);
    if (places.size >= PLACES_MAX) places.clear();
    places.set(key, made);
    return made;
  };
}

/** INVARIANT: no stored text holds the character between the parts. */
function keyPart(text: string | null): string {
  return text === null ? '\0' : `=${text}\0`;
}

/** `formatLocalMs`, each minute written once: neighbours have the same. */
function localTexts(): (localMs: number) => string {
  const texts = new Map<number, string>();
  return (localMs) => {
    const minute = Math.floor(localMs / MINUTE_MS);
    const kept = texts.get(minute);
    if (kept !== undefined) return kept;
    const made = formatLocalMs(localMs);
    if (texts.size >= LOCAL_TEXTS_MAX) texts.clear();
    texts.set(minute, made);
    return made;
  };
}

const NOWHERE = { zone: null, country: null, region: null, postalCode: null };

function passing(verdicts: readonly Verdict[]): readonly string[] {
  let rules: string[] | undefined;
  for (const { kind, verdict, rule } of verdicts) {
    if (kind !== 'contact-times' || verdict !== 'pass') continue;
    // Most have one; a list that is pushed to makes room for many.
    if (rules === undefined) rules = [rule];
    else rules.push(rule);
  }
  return rules ?? [];
}

function hoursOf(verdicts: readonly Verdict[]): Pick<JudgedHours, 'hours' | 'rules'> {
  const blocked: string[] = [];
  const unclear: string[] = [];
  for (const { kind, verdict, rule } of verdicts) {
    if (kind !== 'contact-times' && kind !== 'contact-dates') continue;
    if (verdict === 'block') blocked.push(rule);
    else if (verdict === 'error') unclear.push(rule);
  }
  if (blocked.length > 0) return { hours: 'outside', rules: blocked };
  if (unclear.length > 0) return { hours: 'unknown', rules: unclear };
  return { hours: 'inside', rules: passing(verdicts) };
}
