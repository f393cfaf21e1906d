import type { Channel, DeviceKey } from '@tact/engine';
import { CHANNEL_LABELS } from '../channels/channel-labels.ts';
import type { Keyword } from '../channels/stop-words.ts';
import type { Caller, Parts } from './context.ts';
import { recordInbound } from './record-inbound.ts';
import { startDevice, stopDevice } from './stop-device.ts';

/** A message that came in, as far as it matters here: its text is looked at and not kept. */
export interface TakenMessage {
  readonly channelId: string;
  readonly channel: Channel;
  readonly externalId: string;
  readonly deviceKey: DeviceKey;
  /** What it asks; undefined: anything else. */
  readonly keyword: Keyword | undefined;
}

/**
 * Records a message, and does what it asks. A stop is in force before it is recorded: whatever fails in between, the contact is out. A start counts
 * once: a copy of an old one does not take back a later stop.
 */
export async function takeMessage(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  { channelId, channel, externalId, deviceKey, keyword }: TakenMessage,
): Promise<void> {
  const by = CHANNEL_LABELS[channel];
  if (keyword === 'stop') await stopDevice(parts, caller, { deviceKey, channelId, origin: 'message', by });
  const isNew = await recordInbound(parts, caller, { externalId, deviceKey, channel, callResult: null });
  if (keyword === 'start' && isNew) await startDevice(parts, caller, { deviceKey, by });
}
