import type { CountryCode, DeviceKey, RegionCode } from '@tact/engine';
import { placeOfContact, placeOfNumber } from '@tact/places';

/** One state, province or city: how many people are generated there, and where their numbers and post come from. */
export interface HomeRegion {
  readonly country: CountryCode;
  readonly region: RegionCode;
  /** Inhabitants, in units of 100,000 (about 2024): the share of people that are generated there. */
  readonly weight: number;
  /** Area codes of +1; elsewhere the beginnings of landline numbers, without the calling code. */
  readonly areaCodes: readonly string[];
  /** The beginning of the landline numbers that nobody has; empty in +1, where every area code has some. */
  readonly fictionalPrefix: string;
  /** The beginnings of its postal codes. */
  readonly postalPrefixes: readonly string[];
}

const AMERICAN = `CA 394 TX 313 FL 234 NY 199 PA 131 IL 127 OH 119 GA 112 NC 110 MI 101 NJ 95 VA 88 WA 80 AZ 76 TN 72 MA 71 IN 69
  MD 63 MO 62 WI 60 CO 60 MN 58 SC 55 AL 52 LA 46 KY 46 OR 43 OK 41 CT 37 UT 35 IA 32 NV 33 AR 31 KS 30 MS 29 NM 21 ID 20 NE 20 WV 18
  HI 14 NH 14 ME 14 RI 11 MT 11 DE 11 SD 9 ND 8 AK 7 DC 7 VT 6 WY 6`;
const CANADIAN = `ON 159 QC 90 BC 56 AB 48 MB 15 SK 12 NS 11 NB 8 NL 5 PE 2 NT 1 NU 1 YT 1`;
/** Cities of the United Kingdom: region, weight, beginnings of postal codes, the area's numbers that are kept for drama and any of its numbers. */
const BRITISH = `LND 60 SW11|E8|N16|SE15|NW3 2079460 2083  BIR 25 B15|B29|B1 1214960 1212  LDS 18 LS6|LS1|LS17 1134960 1132  GLG 14 G12|G41|G3 1414960 1412
  SHF 13 S10|S11|S2 1144960 1142  MAN 20 M1|M14|M20 1614960 1612  LIV 12 L15|L1|L17 1514960 1512  BST 11 BS8|BS3|BS6 1174960 1179  EDH 11 EH3|EH6|EH9 1314960 1312
  CRF 9 CF10|CF24|CF5 2920180 2920  BFS 8 BT9|BT1|BT7 2896496 2890  NGM 8 NG7|NG1 1154960 1159  LCE 8 LE2|LE1 1164960 1162  NET 7 NE2|NE1 1914980 1912
  ABE 5 AB10|AB25 1632960 1224  SWA 5 SA1|SA2 1632960 1792`;

let known: readonly HomeRegion[] | undefined;

/**
 * All states of the United States with the capital's district, all provinces and territories of Canada, cities of the United
 * Kingdom. Their area codes and postal codes are asked of the places data, so that generated addresses and numbers fit together.
 */
export function homeRegions(): readonly HomeRegion[] {
  known ??= [
    ...northAmerican('US', AMERICAN, zipPrefixes()),
    ...northAmerican('CA', CANADIAN, canadianPrefixes()),
    ...BRITISH.split(/\s{2,}/).map(british),
  ];
  return known;
}

function british(text: string): HomeRegion {
  const [region = '', weight = '', outward = '', fictionalPrefix = '', areaCode = ''] = text.split(' ');
  return {
    country: 'GB' as CountryCode,
    region: `GB-${region}` as RegionCode,
    weight: Number(weight),
    areaCodes: [areaCode],
    fictionalPrefix,
    postalPrefixes: outward.split('|'),
  };
}

function northAmerican(
  country: string,
  table: string,
  postal: ReadonlyMap<string, readonly string[]>,
): readonly HomeRegion[] {
  const areaCodes = areaCodesByRegion();
  const parts = table.trim().split(/\s+/);
  return Array.from({ length: parts.length / 2 }, (_, index) => {
    const region = `${country}-${parts[2 * index] ?? ''}` as RegionCode;
    return {
      country: country as CountryCode,
      region,
      weight: Number(parts[2 * index + 1]),
      areaCodes: areaCodes.get(region) ?? [],
      fictionalPrefix: '',
      postalPrefixes: postal.get(region) ?? [],
    };
  });
}

const SHARED_BY_MAX = 3;

/** The area codes that belong to a region, alone or with its neighbours: Nova Scotia and Prince Edward Island share theirs. */
function areaCodesByRegion(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (let areaCode = 200; areaCode < 1000; areaCode++) {
    const { regions, geographic } = placeOfNumber(`+1${areaCode}2345678` as DeviceKey);
    if (geographic && regions.length <= SHARED_BY_MAX)
      for (const region of regions) add(found, region, String(areaCode));
  }
  return found;
}

function zipPrefixes(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (let prefix = 0; prefix < 1000; prefix++) {
    const text = String(prefix).padStart(3, '0');
    const region = regionOfPostal('US', `${text}01`);
    if (region !== null) add(found, region, text);
  }
  return found;
}

function canadianPrefixes(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const first of 'ABCEGHJKLMNPRSTVXY') {
    for (let digit = 0; digit < 10; digit++) {
      for (const last of 'ABCEGHJKLMNPRSTVWXYZ') {
        const prefix = `${first}${digit}${last}`;
        const region = regionOfPostal('CA', `${prefix} 1A1`);
        if (region !== null) add(found, region, prefix);
      }
    }
  }
  return found;
}

function regionOfPostal(country: string, postalCode: string): string | null {
  const found = placeOfContact({ country, postalCode });
  return found.ok ? found.place.region : null;
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
