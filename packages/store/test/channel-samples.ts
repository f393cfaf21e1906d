import type { ChannelConfigurationFields, DeviceStop } from '../src/ports.ts';
import { device } from './samples.ts';

/** A channel configuration of SMS through a provider. */
export function channelFields(
  name: string,
  given: Partial<ChannelConfigurationFields> = {},
): ChannelConfigurationFields {
  return {
    name,
    channel: 'sms',
    kind: 'twilio',
    enabled: false,
    concurrencyMax: 10,
    settings: { from: '+12125550199' },
    sealedSecrets: 'sealed',
    secretNames: ['authToken'],
    ...given,
  };
}

/** A STOP by SMS from a device. */
export function stopOf(deviceKey: string, given: Partial<DeviceStop> = {}): DeviceStop {
  return {
    deviceKey: device(deviceKey),
    channelId: null,
    origin: 'message',
    reason: 'STOP by SMS',
    source: 'stop',
    ...given,
  };
}
