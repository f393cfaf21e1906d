import { DEVICE_POSITION_MAX, type DeviceType } from '../device.ts';
import type { Choice, DeviceSelection } from '../rules/selection.ts';

/**
 * A selection of devices as bits. A position or a type that is not known belongs to every selection (S9), so `unknown` has no bit: a
 * selection of nothing but it is empty.
 */
export interface DeviceBits {
  readonly positions: number;
  readonly types: number;
}

const TYPES: readonly DeviceType[] = ['landline', 'mobile', 'other'];
const ALL_POSITIONS = (1 << DEVICE_POSITION_MAX) - 1;
const ALL_TYPES = (1 << TYPES.length) - 1;
/** Every device. */
export const EVERY_DEVICE: DeviceBits = { positions: ALL_POSITIONS, types: ALL_TYPES };

/** The bits of a selection. */
export function deviceBitsOf({ devices, deviceTypes }: DeviceSelection): DeviceBits {
  return {
    positions: devices === 'any' ? ALL_POSITIONS : bits(devices.map((position) => position - 1)),
    types:
      deviceTypes === 'any'
        ? ALL_TYPES
        : bits(deviceTypes.map((type) => TYPES.indexOf(type)).filter((index) => index >= 0)),
  };
}

/** Whether every device of `inner` is one of `outer`. */
export function devicesWithin(inner: DeviceBits, outer: DeviceBits): boolean {
  return (inner.positions & ~outer.positions) === 0 && (inner.types & ~outer.types) === 0;
}

/** The devices that belong to both. */
export function commonDevices(one: DeviceBits, other: DeviceBits): DeviceBits {
  return { positions: one.positions & other.positions, types: one.types & other.types };
}

/** Whether the selection leaves out no device. */
export function isEveryDevice(selection: DeviceBits): boolean {
  return devicesWithin(EVERY_DEVICE, selection);
}

/** Whether the selection holds only devices whose position or type is not known. */
export function isOnlyUnknown({ positions, types }: DeviceBits): boolean {
  return positions === 0 || types === 0;
}

/** The bits as a selection again. */
export function selectionOf({ positions, types }: DeviceBits): DeviceSelection {
  const numbers = Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => index + 1);
  return {
    devices: chosen(numbers, positions, ALL_POSITIONS),
    deviceTypes: chosen(TYPES, types, ALL_TYPES),
  };
}

/** One device for each way in which a rule can tell devices apart: positions and types, known and not. */
export const DEVICE_CLASSES: readonly DeviceBits[] = [0, ...single(DEVICE_POSITION_MAX)].flatMap(
  (positions) => [0, ...single(TYPES.length)].map((types) => ({ positions, types })),
);

/** The selection as a sentence has it, after a place: empty for every device. */
export function devicesText(selection: DeviceBits): string {
  const { devices, deviceTypes } = selectionOf(selection);
  const parts = [
    ...(devices === 'any' ? [] : [devices.length === 0 ? 'of no known position' : `device ${devices.join(', ')}`]),
    ...(deviceTypes === 'any'
      ? []
      : [deviceTypes.length === 0 ? 'of no known type' : `type ${deviceTypes.join(', ')}`]),
  ]; // prettier-ignore
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function chosen<T>(values: readonly T[], mask: number, all: number): Choice<T> {
  return mask === all ? 'any' : values.filter((_, index) => (mask & (1 << index)) !== 0);
}

function bits(indexes: readonly number[]): number {
  return indexes.reduce((mask, index) => mask | (1 << index), 0);
}

function single(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => 1 << index);
}
