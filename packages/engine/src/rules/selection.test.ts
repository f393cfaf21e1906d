import { describe, expect, test } from 'vitest';
import { requestOf } from '../../test/samples.ts';
import { CHANNELS, type Channel } from '../device.ts';
import type { ContactRequest, RequestDevice } from '../request.ts';
import {
  channelsSchema,
  deviceTypesSchema,
  devicesSchema,
  isSelected,
  requestBits,
  selectedBits,
  type DeviceSelection,
} from './selection.ts';

describe('a rule is for a device', () => {
  type Row = [
    name: string,
    selection: Partial<DeviceSelection>,
    device: Partial<RequestDevice>,
    isFor: boolean,
  ];
  const rows: readonly Row[] = [
    ['any', {}, {}, true],
    ['of its position', { devices: [1, 3] }, { position: 3 }, true],
    ['not of another', { devices: [1, 3] }, { position: 2 }, false],
    ['whose position is not said', { devices: [1, 3] }, { position: null }, true],
    ['of its type', { deviceTypes: ['landline', 'mobile'] }, { type: 'mobile' }, true],
    ['not of another type', { deviceTypes: ['landline'] }, { type: 'mobile' }, false],
    ['whose type is not known (S9)', { deviceTypes: ['landline'] }, { type: 'unknown' }, true],
    ['a rule for devices of unknown type', { deviceTypes: ['unknown'] }, { type: 'mobile' }, false],
    ['a rule for devices of unknown type, which this is', { deviceTypes: ['unknown'] }, { type: 'unknown' }, true],
    ['a rule for devices of unknown type, which another type is not', { deviceTypes: ['unknown'] }, { type: 'other' }, false],
    ['of position and type', { devices: [1], deviceTypes: ['mobile'] }, { position: 1, type: 'mobile' }, true],
    ['of the position, not of the type', { devices: [1], deviceTypes: ['landline'] }, { position: 1, type: 'mobile' }, false],
    ['of the type, not of the position', { devices: [2], deviceTypes: ['mobile'] }, { position: 1, type: 'mobile' }, false],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, selection, device, isFor) => {
    const selected = selectedBits({ devices: 'any', deviceTypes: 'any', ...selection });
    const request = requestOf({ device: { position: 1, type: 'mobile', ...device } });
    expect(isSelected(selected, requestBits(request))).toBe(isFor);
  });
});

test('a rule is for a channel that it names, or for any', () => {
  const request = requestBits(requestOf({ channel: 'email' }));
  const isFor = (channels: 'any' | readonly Channel[]) =>
    isSelected(selectedBits({ channels, devices: 'any', deviceTypes: 'any' }), request);
  expect(isFor('any')).toBe(true);
  expect(isFor(['sms', 'email'])).toBe(true);
  expect(isFor(['sms'])).toBe(false);
});

test('every channel, position and type is told from every other', () => {
  for (const channel of CHANNELS) {
    for (const position of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      for (const type of ['landline', 'mobile', 'other'] as const) {
        const selected = selectedBits({ channels: [channel], devices: [position], deviceTypes: [type] });
        const isFor = (own: Partial<ContactRequest>) => isSelected(selected, requestBits(requestOf(own)));
        const device = { position, type };
        expect(isFor({ channel, device })).toBe(true);
        expect(CHANNELS.filter((other) => isFor({ channel: other, device }))).toEqual([channel]);
        expect(isFor({ channel, device: { position: (position % 10) + 1, type } })).toBe(false);
        expect(isFor({ channel, device: { position, type: type === 'other' ? 'mobile' : 'other' } })).toBe(
          false,
        );
      }
    }
  }
});

test('a choice is `any`, or at least one of its values, each once', () => {
  const choice = (items: object) => ({
    oneOf: [{ const: 'any' }, { type: 'array', minItems: 1, uniqueItems: true, items }],
  });
  expect(channelsSchema).toEqual(choice({ enum: ['call', 'sms', 'email', 'whatsapp'] }));
  expect(devicesSchema).toEqual(choice({ type: 'integer', minimum: 1, maximum: 10 }));
  expect(deviceTypesSchema).toEqual(choice({ enum: ['landline', 'mobile', 'other', 'unknown'] }));
});
