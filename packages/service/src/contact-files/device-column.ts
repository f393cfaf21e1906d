import type { DeviceType } from '@tact/engine';

/** A column name that means a device, or a device's type. */
export interface DeviceColumn {
  /** What the name says the device is. A home or work phone may be a mobile, so it is `unknown`: held to rules for any type (S9). */
  readonly type: DeviceType;
  /** The number in the name (`Phone 2`); null: none. */
  readonly number: number | null;
  /** True for a column that holds the type of a device (`Phone 2 type`). */
  readonly isType: boolean;
  /** The name without `type`: what ties the two together. */
  readonly subject: string;
}

/** Words that make a column a device, with the type that they tell. */
const NOUNS: Readonly<Record<string, DeviceType>> = {
  phone: 'unknown',
  telephone: 'unknown',
  tel: 'unknown',
  device: 'unknown',
  phonenumber: 'unknown',
  number: 'unknown',
  msisdn: 'mobile',
  mobile: 'mobile',
  cell: 'mobile',
  cellphone: 'mobile',
  cellular: 'mobile',
  handy: 'mobile',
  sms: 'mobile',
  whatsapp: 'mobile',
  landline: 'landline',
  email: 'other',
  mail: 'other',
};

/** Words that may stand beside them. Any other word makes the column something else: `Phone consent` is no device. */
const BESIDE = new Set(
  'home work office business day evening main primary secondary alternate alt other contact no nr num e address direct private personal cd'.split(
    ' ',
  ),
);

/** Reads a column name as a device; undefined where it is none. */
export function deviceColumnOf(header: string): DeviceColumn | undefined {
  const parts = header
    .replace(/whatsapp/i, 'whatsapp')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{L})(\d)/gu, '$1 $2')
    .replaceAll(/(\d)(\p{L})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
  const types: DeviceType[] = [];
  let number: number | null = null;
  let isType = false;
  for (const part of parts) {
    const type = Object.hasOwn(NOUNS, part) ? NOUNS[part] : undefined;
    if (type !== undefined) types.push(type);
    else if (/^\d{1,2}$/.test(part) && number === null) number = Number(part);
    else if (part === 'type') isType = true;
    else if (!BESIDE.has(part)) return undefined;
  }
  if (types.length === 0) return undefined;
  const type = types.find((told) => told !== 'unknown') ?? 'unknown';
  return { type, number, isType, subject: parts.filter((part) => part !== 'type').join(' ') };
}
