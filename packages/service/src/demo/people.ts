import type { ClientId, DeviceKey, DeviceType } from '@tact/engine';
import { placeOfContact } from '@tact/places';
import type { ContactFields } from '@tact/store';
import { nameOf, type Community, type PersonName } from './names.ts';
import { seededRandom, weighted, type Random } from './random.ts';
import { homeRegions, type HomeRegion } from './regions.ts';

/** A made-up person: a contact, with the parts of its name apart. */
export interface Person extends PersonName {
  readonly contact: ContactFields;
}

/** What people are made from. */
export interface PeopleSettings {
  readonly seed: number;
  /**
   * Whose numbers are used. `fictional`: those that the numbering plans keep for films and examples, so that a demo never rings at
   * anybody's; there are few of them, so some people share one. `any`: all numbers of an area code, for long lists that nobody dials.
   */
  readonly numbers: 'fictional' | 'any';
}

const ZONE_STATED_SHARE = 0.6;
/** People who moved and kept their mobile number: the zones of number and address differ. */
const MOVED_SHARE = 0.08;

/**
 * Makes people without end, the same for the same settings: from every state and province by its size, each with an address, two
 * numbers of the area (a landline and a mobile), and for six in ten a stated zone.
 */
export function* people({ seed, numbers }: PeopleSettings): Generator<Person, never, undefined> {
  const random = seededRandom(seed);
  const regions = homeRegions();
  const pickRegion = weighted(regions.map((region) => [region, region.weight] as const));
  const numberOf = numbers === 'fictional' ? fictionalNumber : anyNumber;
  const zones = new Map<string, string | null>();
  for (let serial = 1; ; serial++) {
    const home = pickRegion(random);
    const { firstName, lastName } = nameOf(communityOf(home, random), random);
    const postalCode = postalCodeOf(home, random);
    const mobileHome = random.chance(MOVED_SHARE) ? pickRegion(random) : home;
    const isStated = random.chance(ZONE_STATED_SHARE);
    const contact: ContactFields = {
      clientId: `C${String(serial).padStart(7, '0')}` as ClientId,
      name: `${firstName} ${lastName}`,
      zone: isStated ? zoneOf(home, postalCode, zones) : null,
      country: home.country,
      region: home.region,
      postalCode,
      language: languageOf(home, random),
      attributes: {
        balance: (random.between(2_500, 900_000) / 100).toFixed(2),
        segment: random.pick(SEGMENTS),
      },
      devices: [
        device(1, numberOf(home, 'landline', random, serial), home, 'landline'),
        device(2, numberOf(mobileHome, 'mobile', random, serial), mobileHome, 'mobile'),
      ],
    };
    yield { firstName, lastName, contact };
  }
}

const SEGMENTS = ['early', 'middle', 'late', 'settlement'] as const;

function device(
  position: number,
  key: DeviceKey,
  home: HomeRegion,
  type: DeviceType,
): ContactFields['devices'][number] {
  // In the United Kingdom the number tells its type; in +1 only the record can.
  return { position, key, type: home.country === 'GB' ? 'unknown' : type };
}

function communityOf(home: HomeRegion, random: Random): Community {
  switch (home.country) {
    case 'CA':
      if (home.region === 'CA-QC') return random.chance(0.85) ? 'french-canadian' : 'anglo-canadian';
      return CANADIAN(random);
    case 'GB':
      return BRITISH(random);
    default:
      return SPANISH_SPEAKING.has(home.region) && random.chance(0.35) ? 'hispanic' : AMERICAN(random);
  }
}

const AMERICAN = weighted<Community>([
  ['american', 80],
  ['hispanic', 11],
  ['east-asian', 5],
  ['south-asian', 4],
]);
const CANADIAN = weighted<Community>([
  ['anglo-canadian', 72],
  ['east-asian', 12],
  ['south-asian', 12],
  ['french-canadian', 4],
]);
const BRITISH = weighted<Community>([
  ['british', 86],
  ['south-asian', 11],
  ['east-asian', 3],
]);
const SPANISH_SPEAKING: ReadonlySet<string> = new Set([
  'US-CA',
  'US-TX',
  'US-FL',
  'US-NM',
  'US-AZ',
  'US-NV',
  'US-NY',
]);

function languageOf(home: HomeRegion, random: Random): string {
  if (home.region === 'CA-QC') return random.chance(0.8) ? 'fr' : 'en';
  return SPANISH_SPEAKING.has(home.region) && random.chance(0.12) ? 'es' : 'en';
}

function postalCodeOf(home: HomeRegion, random: Random): string {
  const prefix = random.pick(home.postalPrefixes);
  if (home.country === 'US') return prefix + String(random.between(1, 100)).padStart(2, '0');
  const inward = random.pick(INWARD_LETTERS);
  if (home.country === 'CA') return `${prefix} ${random.between(0, 10)}${inward}${random.between(0, 10)}`;
  return `${prefix} ${random.between(1, 10)}${inward}${random.pick(INWARD_LETTERS)}`;
}

const INWARD_LETTERS = 'A B D E F G H J L N P R S T W X Y Z'.split(' ');

/** The zone that the person would state: the address's, or null where it has several. */
function zoneOf(home: HomeRegion, postalCode: string, known: Map<string, string | null>): string | null {
  const key = `${home.region} ${postalCode.slice(0, 3)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = placeOfContact({ country: home.country, region: home.region, postalCode });
  const zone = found.ok ? found.place.zone : null;
  known.set(key, zone);
  return zone;
}

type LineType = 'landline' | 'mobile';

/**
 * Numbers that nobody has: 555-0100 to 555-0199 of every area code of +1; in the United Kingdom the ranges that its regulator keeps for
 * drama. The landlines of an area come before its mobiles, so that the two numbers of one person differ.
 */
function fictionalNumber(home: HomeRegion, type: LineType, random: Random, serial: number): DeviceKey {
  if (home.country === 'GB') {
    const begin = type === 'mobile' ? '7700900' : home.fictionalPrefix;
    return `+44${begin}${String(serial % 1000).padStart(3, '0')}` as DeviceKey;
  }
  const last = random.between(0, 50) + (type === 'mobile' ? 50 : 0);
  return `+1${random.pick(home.areaCodes)}55501${String(last).padStart(2, '0')}` as DeviceKey;
}

function anyNumber(home: HomeRegion, type: LineType, random: Random): DeviceKey {
  if (home.country === 'GB') {
    const begin =
      type === 'mobile'
        ? `7${random.pick(BRITISH_MOBILE)}${random.between(0, 10)}`
        : random.pick(home.areaCodes);
    return `+44${begin}${String(random.between(0, 1_000_000)).padStart(6, '0')}` as DeviceKey;
  }
  const exchange = `${random.between(2, 10)}${random.between(0, 10)}${random.between(2, 10)}`;
  const line = String(random.between(0, 10_000)).padStart(4, '0');
  return `+1${random.pick(home.areaCodes)}${exchange}${line}` as DeviceKey;
}

const BRITISH_MOBILE = ['40', '45', '50', '71', '72', '78', '81', '85', '90', '95'];
