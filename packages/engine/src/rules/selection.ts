import { CHANNELS, DEVICE_POSITION_MAX, DEVICE_TYPES, type Channel, type DeviceType } from '../device.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { ContactRequest, RequestDevice } from '../request.ts';

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

/** Whether the rule is for the request's channel. */
export function isForChannel(channels: Choice<Channel>, request: ContactRequest): boolean {
  return channels === 'any' || channels.includes(request.channel);
}

/** Whether the rule is for the device. A position or a type that is not known is held to every rule (S9). */
export function isForDevice(selection: DeviceSelection, device: RequestDevice): boolean {
  const { devices, deviceTypes } = selection;
  if (devices !== 'any' && device.position !== null && !devices.includes(device.position)) return false;
  return deviceTypes === 'any' || device.type === 'unknown' || deviceTypes.includes(device.type);
}
