import type { Channel, DeviceKey } from '@tact/engine';
import { CHANNEL_LABELS } from '../channels/channel-labels.ts';
import type { Keyword } from '../channels/stop-words.ts';
import type { Caller, Parts } from './context.ts';
import { interactionOf, recordInbound } from './record-inbound.ts';
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
 * Records a message, and does what it asks. A stop is in force before it is recorded: whatever fails in between, the contact is out. A start is
 * lifted and recorded at once, and counts once: a copy of an old one does not take back a later stop.
 */
export async function takeMessage(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  { channelId, channel, externalId, deviceKey, keyword }: TakenMessage,
): Promise<void> {
  const by = CHANNEL_LABELS[channel];
  if (keyword === 'stop') await stopDevice(parts, caller, { deviceKey, channelId, origin: 'message', by });
  const inbound = { externalId, deviceKey, channel, callResult: null };
  if (keyword === 'start') await startDevice(parts, caller, await interactionOf(parts, caller, inbound), by);
  else await recordInbound(parts, caller, inbound);
}
