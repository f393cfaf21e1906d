import { describe, expect, test } from 'vitest';
import type { Channel } from '@tact/engine';
import type { Device } from '@tact/store';
import { chainOf, currentDevice, deviceAfter } from './chain.ts';

const KEYS: Readonly<Record<number, string>> = {
  1: '+12125550001',
  2: 'ann@example.com',
  4: '+12125550004',
  9: '+12125550009',
};
const DEVICES = Object.entries(KEYS).map(
  ([position, key]) => ({ position: Number(position), key, type: 'unknown' }) as unknown as Device,
);
const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const walk = (positions: readonly number[], channel: Channel) => {
  const chain = chainOf(DEVICES, positions, channel);
  const walked: number[] = [];
  for (
    let device = currentDevice(chain, positions, null);
    device !== undefined;
    device = deviceAfter(chain, positions, device.position)
  )
    walked.push(device.position);
  return walked;
};

describe('device escalation', () => {
  const rows: readonly [name: string, positions: readonly number[], channel: Channel, walked: readonly number[]][] = [
    ['phones in order', ALL, 'call', [1, 4, 9]],
    ['addresses for e-mail', ALL, 'email', [2]],
    ['the campaign’s own order', [9, 4, 1], 'sms', [9, 4, 1]],
    ['devices that are switched off are left out', [4], 'call', [4]],
    ['none that suits', [3, 5], 'call', []],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, positions, channel, walked) => {
    expect(walk(positions, channel)).toEqual(walked);
  });

  test.each([
    ['the device where it stands', 4, 4],
    ['the next one, where the contact has lost it', 3, 4],
    ['the first, where the campaign no longer tries it', 11, 1],
    ['none, where it was the last', 10, undefined],
  ])('is tried: %s', (_, position, found) => {
    expect(currentDevice(chainOf(DEVICES, ALL, 'call'), ALL, position)?.position).toBe(found);
  });
});
