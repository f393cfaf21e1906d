import type { AddressGuard } from './address-guard.ts';
import type { SecretBox } from './secret-box.ts';

/** What channels need of the installation. */
export interface ChannelSurroundings {
  /** Null: no secret can be kept, and no channel that has one works. */
  readonly secretBox: SecretBox | null;
  readonly guard: AddressGuard;
  /** Where providers and readers of e-mail reach this service, without a slash at its end; null: nowhere. */
  readonly publicUrl: string | null;
}

/** What a channel's secrets are sealed for: they open for this organization's channel of this id, and for none other. */
export function secretContext(organizationId: string, channelId: string): string {
  return `${organizationId} ${channelId}`;
}
