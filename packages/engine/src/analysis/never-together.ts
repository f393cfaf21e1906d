import type { CountryCode, RegionCode } from '../device.ts';
import type { ZoneFallback } from '../zones.ts';
import type { Condition } from './condition.ts';
import {
  commonDevices,
  DEVICE_CLASSES,
  devicesText,
  devicesWithin,
  EVERY_DEVICE,
  isEveryDevice,
  isOnlyUnknown,
  selectionOf,
  type DeviceBits,
} from './device-classes.ts';
import { EVERY_REQUEST, type Finding, type RequestClass } from './finding.ts';
import {
  createShut,
  fewestShut,
  NOTHING_ASKED,
  withHours,
  type OpenByClock,
  type Shut,
} from './shut-for-good.ts';

/** Conditions that are never all open, for which requests. */
interface Conflict {
  readonly conditions: readonly Condition[];
  readonly shut: Exclude<Shut, 'unknown'>;
}

/**
 * Conditions that together never allow, each set as small as it can be, and whether all of them leave nothing at all.
 *
 * Sound: a request of a finding's class is never allowed, whatever its facts. Complete for requests whose device or contact lies in one country
 * and region, or of which neither is known, as far as clocks take their zones from the same place: one reason is given for each such class. It
 * does not look at a device in one place whose contact is in another, at zones that differ, nor at dates.
 */
export function neverTogether(conditions: readonly Condition[], fallback: ZoneFallback): readonly Finding[] {
  const search = new Search(fallback);
  for (const device of distinctDevices(conditions)) {
    search.lookAt(conditions.filter((condition) => devicesWithin(device, condition.devices)));
  }
  return [...search.nothingAllowed(), ...search.conflicts.map(findingOf)];
}

/** One device of each kind that the conditions tell apart. */
function distinctDevices(conditions: readonly Condition[]): readonly DeviceBits[] {
  const selections = [
    ...new Map(
      conditions.map(({ devices }) => [`${devices.positions} ${devices.types}`, devices] as const),
    ).values(),
  ];
  const byMembership = new Map<string, DeviceBits>();
  for (const device of DEVICE_CLASSES) {
    const membership = selections.map((selection) => (devicesWithin(device, selection) ? '1' : '0')).join('');
    // The last of equals is a device of known position and type.
    byMembership.set(membership, device);
  }
  return [...byMembership.values()];
}

/** The conditions of one country, and those of each of its regions. */
interface OfCountry {
  readonly whole: Condition[];
  readonly byRegion: Map<RegionCode, Condition[]>;
}

class Search {
  readonly conflicts: Conflict[] = [];
  readonly #shutOf: (open: OpenByClock) => Shut;
  /** For each device that was looked at, why nothing of it is allowed anywhere; undefined: something may be. */
  readonly #everywhere: (readonly Condition[] | undefined)[] = [];

  constructor(fallback: ZoneFallback) {
    this.#shutOf = createShut(fallback);
  }

  /** Looks at every place, for one device to which all of these conditions apply. */
  lookAt(conditions: readonly Condition[]): void {
    const anywhere = conditions.filter(({ country }) => country === 'any');
    const never = anywhere.filter(({ minutes }) => minutes.length === 0);
    const alone = never.find(({ devices }) => isEveryDevice(devices)) ?? never[0];
    if (alone !== undefined) {
      this.#everywhere.push([alone]);
      return;
    }
    const shut = this.#lookAtPlace(anywhere, NOTHING_ASKED, [], 'unknown');
    this.#everywhere.push(shut.shut === 'always' ? this.#explanationOf(anywhere) : undefined);
    for (const { whole, byRegion } of byCountry(conditions).values()) {
      const inCountry = this.#lookAtPlace(whole, shut.open, anywhere, shut.shut);
      const looked = new Set<string>();
      for (const ofRegion of byRegion.values()) {
        const key = ofRegion.map(({ path }) => path).join();
        if (looked.has(key)) continue;
        looked.add(key);
        this.#lookAtPlace(ofRegion, inCountry.open, [...anywhere, ...whole], inCountry.shut);
      }
    }
    // A device and a contact of no known place are held to the hours of every place (S18).
    const local = conditions.filter(({ country, minutes }) => country !== 'any' && minutes.length > 0);
    this.#lookAtPlace(local, shut.open, anywhere, shut.shut);
  }

  /** A finding where devices have different reasons, and none of them has a way. */
  nothingAllowed(): readonly Finding[] {
    if (this.#everywhere.some((explanation) => explanation === undefined)) return [];
    const reasons = new Map(
      this.#everywhere.map((reason) => [reason?.map(({ path }) => path).join() ?? '', reason ?? []]),
    );
    // One reason that is enough for every device has a finding of its own.
    const isEnough = (reason: readonly Condition[]) => reason.every(({ devices }) => isEveryDevice(devices));
    if ([...reasons.values()].some(isEnough)) return [];
    const rules = [...new Set([...reasons.values()].flat())];
    const [first] = rules;
    if (first === undefined) return [];
    return [
      {
        code: 'nothing_allowed',
        severity: 'error',
        rules: rules.map(({ rule }) => rule),
        path: first.path,
        sentence: `no request at all is ever allowed: ${listed(rules.map(({ text }) => text))} leave no device that may be contacted`,
        neverAllows: EVERY_REQUEST,
      },
    ];
  }

  #lookAtPlace(
    added: readonly Condition[],
    before: OpenByClock,
    others: readonly Condition[],
    shutBefore: Shut,
  ): { readonly open: OpenByClock; readonly shut: Shut } {
    const hours = added.filter(({ minutes }) => minutes.length > 0);
    const open = hours.reduce(withHours, before);
    const shut = this.#shutOf(open);
    if (shut === 'unknown' || shut === shutBefore) return { open, shut };
    const all = [...others, ...hours];
    if (!this.#isExplained(all, shut)) {
      const isShut = (some: OpenByClock) =>
        shut === 'always' ? this.#shutOf(some) === 'always' : this.#shutOf(some) !== 'unknown';
      this.conflicts.push({ conditions: fewestShut(withoutRepeats(all), isShut), shut });
    }
    return { open, shut };
  }

  #isExplained(conditions: readonly Condition[], shut: Conflict['shut']): boolean {
    const all = new Set(conditions);
    return this.conflicts.some(
      (conflict) =>
        (conflict.shut === 'always' || shut === 'geographic') &&
        conflict.conditions.every((condition) => all.has(condition)),
    );
  }

  #explanationOf(conditions: readonly Condition[]): readonly Condition[] {
    const all = new Set(conditions);
    const conflict = this.conflicts.find(
      ({ shut, conditions: some }) => shut === 'always' && some.every((condition) => all.has(condition)),
    );
    return conflict?.conditions ?? conditions;
  }
}

function byCountry(conditions: readonly Condition[]): ReadonlyMap<CountryCode, OfCountry> {
  const countries = new Map<CountryCode, OfCountry>();
  for (const condition of conditions) {
    const { country, regions } = condition;
    if (country === 'any') continue;
    const ofCountry = countries.get(country) ?? { whole: [], byRegion: new Map<RegionCode, Condition[]>() };
    countries.set(country, ofCountry);
    if (regions.length === 0) ofCountry.whole.push(condition);
    for (const region of regions) {
      const ofRegion = ofCountry.byRegion.get(region);
      if (ofRegion === undefined) ofCountry.byRegion.set(region, [condition]);
      else ofRegion.push(condition);
    }
  }
  return countries;
}

/** Of conditions with equal hours the first: the others add nothing. */
function withoutRepeats(conditions: readonly Condition[]): readonly Condition[] {
  const first = new Map<string, Condition>();
  for (const condition of conditions) {
    const key = `${condition.clock} ${condition.minutes.join()}`;
    if (!first.has(key)) first.set(key, condition);
  }
  return [...first.values()];
}

function findingOf({ conditions, shut }: Conflict): Finding {
  const neverAllows = { ...classOf(conditions), geographic: shut === 'geographic' };
  const devices = conditions.reduce((common, condition) => commonDevices(common, condition.devices), EVERY_DEVICE);
  const ofUnknown = neverAllows.placeUnknown || isOnlyUnknown(devices);
  const others = neverAllows.geographic ? '; a toll-free number or an e-mail address may be' : '';
  const clock = conditions.length > 1 ? ' in the same zone' : '';
  const sentence = `${listed(conditions.map(({ text }) => text))} have no minute of the week in common${clock}: no contact ${placeText(neverAllows)}${devicesText(devices)} is ever allowed${others}`;
  return {
    code: ofUnknown ? 'never_together_where_unknown' : 'never_together',
    severity: ofUnknown ? 'warning' : 'error',
    rules: byRules(conditions).map(({ rule }) => rule),
    path: byRules(conditions)[0]?.path ?? '',
    sentence,
    neverAllows,
  };
} // prettier-ignore

/** Rules that somebody can change before the organization's and the campaign's own hours. */
function byRules(conditions: readonly Condition[]): readonly Condition[] {
  return conditions.toSorted((one, other) => Number(one.rule.id === null) - Number(other.rule.id === null));
}

/** The requests to which all of the conditions apply. */
function classOf(conditions: readonly Condition[]): RequestClass {
  const devices = conditions.reduce((common, condition) => commonDevices(common, condition.devices), EVERY_DEVICE);
  const [country = 'any', ...otherCountries] = new Set(
    conditions.flatMap((condition) => (condition.country === 'any' ? [] : [condition.country])),
  );
  const [first, ...others] = conditions.map(({ regions }) => regions).filter((regions) => regions.length > 0);
  const regions = (first ?? []).filter((region) => others.every((some) => some.includes(region)));
  const apart = otherCountries.length > 0 || (first !== undefined && regions.length === 0);
  const selection = selectionOf(devices);
  if (apart) return { ...EVERY_REQUEST, ...selection, placeUnknown: true };
  return { ...EVERY_REQUEST, ...selection, country, regions };
} // prettier-ignore

function placeText({ country, regions, placeUnknown }: RequestClass): string {
  if (placeUnknown) return 'whose device and address are of no known place';
  if (country === 'any') return 'anywhere';
  if (regions.length === 0) return `in ${country}`;
  return `in ${regions.slice(0, 3).join(', ')}${regions.length > 3 ? ` and ${regions.length - 3} regions more` : ''}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
