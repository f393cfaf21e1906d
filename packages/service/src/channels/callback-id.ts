import type { OrganizationId } from '@tact/engine';

/** A channel configuration and whose it is. */
export interface ChannelOfOrganization {
  readonly organizationId: OrganizationId;
  readonly channelId: string;
}

/** Two UUIDs of 16 bytes each. */
const BYTES = 32;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id that a channel has in public addresses, 43 characters: it names the organization too, because whoever posts there has no API key. It is
 * no secret; a signature or a sealed token is what is believed.
 */
export function callbackIdOf({ organizationId, channelId }: ChannelOfOrganization): string {
  const ids = [organizationId, channelId];
  if (!ids.every((id) => UUID.test(id))) throw new Error('a callback id is made of two UUIDs');
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url');
}

/** What a callback id names; undefined where the text is none. */
export function readCallbackId(text: string): ChannelOfOrganization | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // One text for one id: other texts of the same bytes are not ours.
  if (bytes.length !== BYTES || bytes.toString('base64url') !== text) return undefined;
  const [organizationId = '', channelId = ''] = [bytes.subarray(0, 16), bytes.subarray(16)].map((half) =>
    half.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  );
  return { organizationId: organizationId as OrganizationId, channelId };
}
