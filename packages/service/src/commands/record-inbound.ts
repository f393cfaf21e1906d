import type { CallResult, Channel, ClientId, DeviceKey } from '@tact/engine';
import type { AttemptToImport } from '@tact/store';
import { placeOfDevice } from '../deciding/resolve.ts';
import type { Caller, Parts } from './context.ts';

/** A message or a call that came in. */
export interface Inbound {
  /** The provider's own id of it, with the channel that it came by. */
  readonly externalId: string;
  readonly deviceKey: DeviceKey;
  readonly channel: Channel;
  /** Null: nobody reported one, as of a message. */
  readonly callResult: CallResult | null;
}

/** Records it as an interaction, once: what was recorded before changes nothing. */
export async function recordInbound(
  parts: Pick<Parts, 'store' | 'clock'>,
  caller: Caller,
  inbound: Inbound,
): Promise<void> {
  const { organizationId, actor } = caller;
  const interaction = await interactionOf(parts, caller, inbound);
  await parts.store.attempts.importMany(organizationId, [interaction], actor);
}

/**
 * What is recorded of it. It belongs to the contact who was tried last on the device; that of a device which nobody has stands under the device
 * itself as the client id.
 */
export async function interactionOf(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { organizationId }: Caller,
  { externalId, deviceKey, channel, callResult }: Inbound,
): Promise<AttemptToImport> {
  const [holder] = await store.deviceStops.holdersOf(organizationId, deviceKey);
  const { place } = placeOfDevice({ position: 1, key: deviceKey, type: 'unknown' }, undefined);
  const { country, regions, areaCode } = place;
  return {
    externalId,
    at: clock(),
    clientId: holder?.clientId ?? (deviceKey.slice(0, 64) as ClientId),
    deviceKey,
    devicePosition: holder?.position ?? null,
    accountId: null,
    campaignGroupId: null,
    channel,
    direction: 'inbound',
    callResult,
    disposition: null,
    place: { country, regions, areaCode, postalCode: null },
  };
}
