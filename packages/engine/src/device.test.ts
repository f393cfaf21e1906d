import { expect, test } from 'vitest';
import { CHANNELS, suitsChannel, type DeviceKey } from './device.ts';

test.each([
  ['a phone number', '+12125550123', ['call', 'sms', 'whatsapp']],
  ['an e-mail address', 'ana@example.com', ['email']],
  ['an e-mail address that begins as a number does', '+1@example.com', ['email']],
])('%s is reached by its channels, and by no other', (_what, key, expected) => {
  expect(CHANNELS.filter((channel) => suitsChannel(key as DeviceKey, channel))).toEqual(expected);
});
