import type { Brand } from '../brand.ts';
import { CHANNELS, DEVICE_POSITION_MAX, DEVICE_TYPES, type Channel, type DeviceType } from '../device.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { ContactRequest } from '../request.ts';

/** A choice among several values, or all of them. `any` stands alone (seed A7). */
export type Choice<T> = 'any' | readonly T[];

/** Which of a contact's devices a rule is for. */
export interface DeviceSelection {
  readonly devices: Choice<number>;
  readonly deviceTypes: Choice<DeviceType>;
}

/** The schema of a choice among the given items. */
function choiceOf(items: JsonSchema): JsonSchema {
  return { oneOf: [{ const: 'any' }, { type: 'array', minItems: 1, uniqueItems: true, items }] };
}

/** The shape of a choice of channels. */
export const channelsSchema = choiceOf({ enum: CHANNELS });
/** The shape of a choice of device positions, 1 to 10. */
export const devicesSchema = choiceOf({ type: 'integer', minimum: 1, maximum: DEVICE_POSITION_MAX });
/** The shape of a choice of device types. */
export const deviceTypesSchema = choiceOf({ enum: DEVICE_TYPES });

/**
 * Which requests a rule is for, as bits: one for each channel, position and type. A request has the bits of all that it may be, so that a rule is
 * for it exactly where they share a bit of each of the three.
 */
export type RequestBits = Brand<number, 'RequestBits'>;

const POSITION_SHIFT = CHANNELS.length;
const TYPE_SHIFT = POSITION_SHIFT + DEVICE_POSITION_MAX;
const CHANNEL_BITS = (1 << POSITION_SHIFT) - 1;
const POSITION_BITS = (1 << TYPE_SHIFT) - 1 - CHANNEL_BITS;
const TYPE_BITS = ((1 << DEVICE_TYPES.length) - 1) << TYPE_SHIFT;

/** The bits of a request. A position or a type that is not known is held to every rule (S9). */
export function requestBits({ channel, device }: ContactRequest): RequestBits {
  const position = device.position === null ? POSITION_BITS : positionBit(device.position);
  const type = device.type === 'unknown' ? TYPE_BITS : typeBit(device.type);
  return (channelBit(channel) | position | type) as RequestBits;
}

/** The bits of the requests that a rule is for. */
export function selectedBits({
  channels = 'any',
  devices,
  deviceTypes,
}: DeviceSelection & { readonly channels?: Choice<Channel> }): RequestBits {
  return (allOf(channels, CHANNEL_BITS, channelBit) |
    allOf(devices, POSITION_BITS, positionBit) |
    allOf(deviceTypes, TYPE_BITS, typeBit)) as RequestBits;
}

/** Whether a rule for these requests is for this one. */
export function isSelected(selected: RequestBits, request: RequestBits): boolean {
  const shared = selected & request;
  return (shared & CHANNEL_BITS) !== 0 && (shared & POSITION_BITS) !== 0 && (shared & TYPE_BITS) !== 0;
}

function allOf<T>(choice: Choice<T>, any: number, bit: (value: T) => number): number {
  return choice === 'any' ? any : choice.reduce((bits, value) => bits | bit(value), 0);
}

function channelBit(channel: Channel): number {
  switch (channel) {
    case 'call':
      return 1;
    case 'sms':
      return 1 << 1;
    case 'email':
      return 1 << 2;
    case 'whatsapp':
      return 1 << 3;
  }
}

function positionBit(position: number): number {
  return 1 << (POSITION_SHIFT + position - 1);
}

function typeBit(type: DeviceType): number {
  switch (type) {
    case 'landline':
      return 1 << TYPE_SHIFT;
    case 'mobile':
      return 1 << (TYPE_SHIFT + 1);
    case 'other':
      return 1 << (TYPE_SHIFT + 2);
    case 'unknown':
      return 1 << (TYPE_SHIFT + 3);
  }
}
