import { suitsChannel, type Channel } from '@tact/engine';
import type { Device } from '@tact/store';

/**
 * The devices of a contact that a campaign tries, in its order (seed A11, device escalation): those that the contact has and that suit
 * the channel.
 */
export function chainOf(
  devices: readonly Device[],
  positions: readonly number[],
  channel: Channel,
): readonly Device[] {
  return positions.flatMap((position) => {
    const device = devices.find((one) => one.position === position);
    return device !== undefined && suitsChannel(device.key, channel) ? [device] : [];
  });
}

/**
 * The device that is tried now: the one where the record stands, else the first that comes after it in the campaign's order, because the
 * contact may have lost it. Undefined where the chain is at its end, or empty.
 */
export function currentDevice(
  chain: readonly Device[],
  positions: readonly number[],
  position: number | null,
): Device | undefined {
  if (position === null) return chain[0];
  const place = positions.indexOf(position);
  // A campaign that no longer tries this device begins at the first again.
  if (place === -1) return chain[0];
  return chain.find((device) => positions.indexOf(device.position) >= place);
}

/** The device that comes after one in the chain; undefined where it was the last. */
export function deviceAfter(
  chain: readonly Device[],
  positions: readonly number[],
  position: number,
): Device | undefined {
  const place = positions.indexOf(position);
  return chain.find((device) => positions.indexOf(device.position) > place);
}
