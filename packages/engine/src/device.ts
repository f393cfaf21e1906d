import type { Brand } from './brand.ts';
import type { ZoneName } from './time/zone.ts';

/** How a message leaves. */
export type Channel = 'call' | 'sms' | 'email' | 'whatsapp';
/** Every channel. */
export const CHANNELS: readonly Channel[] = ['call', 'sms', 'email', 'whatsapp'];

/** What a device is; `unknown` is a real value and is held to a rule for any type (S9). */
export type DeviceType = 'landline' | 'mobile' | 'other' | 'unknown';
/** Every device type. */
export const DEVICE_TYPES: readonly DeviceType[] = ['landline', 'mobile', 'other', 'unknown'];

/** A contact has up to ten devices, numbered from 1 (seed A5.2). */
export const DEVICE_POSITION_MAX = 10;

/** One address of a contact: a phone number in E.164 (`+12125550123`) or a lower-cased e-mail address. */
export type DeviceKey = Brand<string, 'DeviceKey'>;

/** Whether a device is a phone; else it is an e-mail address, which may begin with `+` too. */
export function isPhoneKey(key: DeviceKey): boolean {
  return key.startsWith('+') && !key.includes('@');
}

/** Whether a channel reaches a device: e-mail an e-mail address, every other channel a phone. */
export function suitsChannel(key: DeviceKey, channel: Channel): boolean {
  return isPhoneKey(key) === (channel !== 'email');
}

/** ISO 3166-1 alpha-2, upper case. */
export type CountryCode = Brand<string, 'CountryCode'>;
/** ISO 3166-2, such as `US-NY`. */
export type RegionCode = Brand<string, 'RegionCode'>;

/** Where a device may be, as far as its number tells. */
export interface DevicePlace {
  /** Null: not known, or the calling code is shared by several countries. */
  readonly country: CountryCode | null;
  /** Every region that is possible; empty: not known. */
  readonly regions: readonly RegionCode[];
  /** The national destination code where the data knows it. */
  readonly areaCode: string | null;
  /** False for toll-free and the like, and for e-mail addresses (S16). A custom timezone entry makes any number geographic. */
  readonly geographic: boolean;
  /** Every zone the device may be in (S16); empty only where it is not geographic. */
  readonly zones: readonly ZoneName[];
  readonly zonesFrom: 'custom' | 'prefix' | 'area-code' | 'country' | 'calling-code' | 'none';
}

/** Where a contact says that it lives. */
export interface ContactPlace {
  /** Set where an address is stored whose country newer data does not know: it is unknown, and the device's place does not stand in for it (S20). */
  readonly isUnreadable?: true;
  readonly country: CountryCode | null;
  readonly region: RegionCode | null;
  readonly postalCode: string | null;
  /** The stated timezone, else the one of the address where that has exactly one, else null (S16). */
  readonly zone: ZoneName | null;
  readonly zoneFrom: 'stated' | 'postal-code' | 'region' | 'country' | 'none';
}

/** Whether a contact has an address, of which nothing need be known. */
export function hasAddress({ country, region, postalCode, isUnreadable }: ContactPlace): boolean {
  return country !== null || region !== null || postalCode !== null || isUnreadable === true;
}
