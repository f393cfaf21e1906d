import { hasAddress, type RegionCode } from '../device.ts';
import type { JsonSchema, RuleProblem } from '../json-schema.ts';
import { LIMITS } from '../limits.ts';
import {
  isInAny,
  locationEntrySchema,
  type KnownPlace,
  type LocationEntry,
  type Membership,
} from '../location.ts';
import type { CompiledRule, Situation } from '../situation.ts';
import { verdictOf, type RuleName } from '../verdict.ts';
import {
  deviceTypesSchema,
  devicesSchema,
  isSelected,
  selectedBits,
  type DeviceSelection,
} from './selection.ts';

/** Where not to contact (seed A5, S20): on chosen devices, by the place of the device or of the contact. */
export interface LocationRule extends DeviceSelection {
  readonly determineBy: 'device' | 'contact';
  /** `any-country` is every place there is. */
  readonly locations: 'any-country' | readonly LocationEntry[];
  /** What becomes of a request whose place is not known well enough to tell. */
  readonly unknownLocation: 'block' | 'pass';
}

/** The shape of a rule's own fields; name, priority and the like are common to all kinds. */
export const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['determineBy', 'locations', 'unknownLocation', 'devices', 'deviceTypes'],
  properties: {
    determineBy: { enum: ['device', 'contact'] },
    locations: {
      oneOf: [
        { const: 'any-country' },
        { type: 'array', minItems: 1, maxItems: LIMITS.choicesMax, items: locationEntrySchema },
      ],
    },
    unknownLocation: { enum: ['block', 'pass'] },
    devices: devicesSchema,
    deviceTypes: deviceTypesSchema,
  },
};

/** What is wrong with a rule beyond its shape. */
export function problemsOf({ determineBy, locations }: LocationRule): readonly RuleProblem[] {
  if (locations === 'any-country') return [];
  return locations.flatMap((entry, index) => {
    const problems: RuleProblem[] = [];
    if (entry.areaCode !== undefined && determineBy === 'contact') {
      problems.push({
        path: `/locations/${index}/areaCode`,
        sentence: 'an area code belongs to a device; determine the location by device',
      });
    }
    if (entry.postalCode !== undefined && determineBy === 'device') {
      problems.push({
        path: `/locations/${index}/postalCode`,
        sentence: 'a postal code belongs to a contact; determine the location by contact',
      });
    }
    if (
      entry.country !== undefined &&
      entry.region !== undefined &&
      !entry.region.startsWith(`${entry.country}-`)
    ) {
      problems.push({
        path: `/locations/${index}/region`,
        sentence: `\`${entry.region}\` is not a region of \`${entry.country}\``,
      });
    }
    return problems;
  });
}

/** Makes a rule ready. A place does not change by waiting, so what it blocks never opens by itself. */
export function compile(rule: LocationRule, name: RuleName): CompiledRule {
  const selected = selectedBits(rule);
  return {
    recurs: false,
    evaluate(situation) {
      if (!isSelected(selected, situation.bits)) return null;
      const place = placeOf(rule, situation);
      const { country, regions, areaCode, postalCode } = place;
      const facts = {
        country,
        region: regions.length === 1 ? (regions[0] ?? null) : null,
        areaCode,
        postalCode,
      };
      switch (membership(rule, place)) {
        case 'in':
          return verdictOf(name, 'block', { code: 'location', facts });
        case 'unknown':
          return verdictOf(name, 'error', { code: 'location_unknown', facts });
        case 'out':
          return verdictOf(name, 'pass', { code: 'other_location', facts });
      }
    },
    opensAgainAt(situation, at) {
      return isSelected(selected, situation.bits) && membership(rule, placeOf(rule, situation)) !== 'out'
        ? Infinity
        : at;
    },
    passesUntil: () => Infinity,
  };
}

function membership(rule: LocationRule, place: KnownPlace): Membership {
  if (rule.locations === 'any-country') return 'in';
  const found = isInAny(rule.locations, place);
  return found === 'unknown' && rule.unknownLocation === 'pass' ? 'out' : found;
}

/** The contact's address, never mixed with the device's place; where there is no address at all, the device's (S20). */
function placeOf(rule: LocationRule, { facts }: Situation): KnownPlace {
  const { contact, device } = facts;
  if (rule.determineBy === 'device' || !hasAddress(contact))
    return {
      country: device.country,
      regions: device.regions,
      areaCode: device.areaCode,
      postalCode: null,
    };
  return {
    country: contact.country,
    regions: contact.region === null ? NO_REGIONS : [contact.region],
    areaCode: null,
    postalCode: contact.postalCode,
  };
}

const NO_REGIONS: readonly RegionCode[] = [];
