import type { DeviceKey } from '@tact/engine';
import type { AttemptToImport, StopDone, StopOrigin } from '@tact/store';
import type { Caller, Parts } from './context.ts';
import { momentOf } from './moment.ts';
import { assertRoomForRequired } from './ruleset-room.ts';

/** A stop that came from a device itself, or from the provider about it. */
export interface StopWish {
  readonly deviceKey: DeviceKey;
  readonly channelId: string | null;
  readonly origin: StopOrigin;
  /** Where it came by, for officers: `SMS`, … */
  readonly by: string;
}

/** What an opt-out or an entry says of where it came from. */
const REASONS: Readonly<Record<StopOrigin, (by: string) => string>> = {
  message: (by) => `STOP by ${by}`,
  unsubscribe: (by) => `unsubscribed by ${by}`,
  provider: (by) => `stopped at the provider of ${by}`,
};
const SOURCES: Readonly<Record<StopOrigin, string>> = {
  message: 'stop',
  unsubscribe: 'unsubscribe',
  provider: 'provider stop',
};

/**
 * Opts out whoever has the device, and the device itself where nobody has it (S21, S24). From the return on no node allows anything against it
 * (S23). The same stop again changes nothing. `ruleset_full` where the organization's own list would have to be made and there is no room for it.
 */
export async function stopDevice(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  { deviceKey, channelId, origin, by }: StopWish,
): Promise<StopDone> {
  const { store } = parts;
  const { organizationId, actor } = caller;
  if ((await store.suppression.ownListId(organizationId)) === null) {
    const holders = await store.deviceStops.holdersOf(organizationId, deviceKey);
    if (holders.length === 0) await assertRoomForRequired(parts, caller);
  }
  const stop = { deviceKey, channelId, origin, reason: REASONS[origin](by), source: SOURCES[origin] };
  return store.deviceStops.stop(organizationId, stop, await momentOf(parts, organizationId), actor);
}

/** Records the message that asks for it, and lifts what stops of its device by message or by the provider made, and nothing else (S25): once. */
export async function startDevice(
  parts: Pick<Parts, 'store' | 'clock'>,
  { organizationId, actor }: Caller,
  message: AttemptToImport,
  by: string,
): Promise<StopDone> {
  const now = await momentOf(parts, organizationId);
  return parts.store.deviceStops.start(organizationId, message, `START by ${by}`, now, actor);
}
