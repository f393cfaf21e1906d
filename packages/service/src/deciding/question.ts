import type {
  AccountId,
  AllowedSpan,
  AttributeValue,
  CampaignGroupId,
  CampaignRecord,
  Channel,
  ClientId,
  Decision,
  DecisionJson,
  DeviceType,
  Instant,
} from '@tact/engine';

/** One question as a caller puts it, parsed by schema and not yet resolved: written numbers are still as written. */
export interface Question {
  readonly contact: ContactNamed;
  readonly device: DeviceNamed | null;
  readonly channel: Channel;
  readonly accountId: AccountId | null;
  readonly campaignGroupId: CampaignGroupId | null;
  /** The campaign of that group for which it is asked: its own hours hold too (seed A7.5). Left out: none. */
  readonly campaignId?: string;
  /** The record of that campaign for which it is asked: custom rules may read where it stands. Left out: none. */
  readonly campaignRecord?: CampaignRecord;
  /** User data attached to this request, at most 100: custom rules read them before the contact's own (S27). */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** The epoch of rules at which whoever asks was known to be let in. Where it has moved, the question fails with `AskerUnsure`. Left out: looked up for this question. */
  readonly askedAtEpoch?: number;
  /** Null: now. Only a question without a reservation may name another instant. */
  readonly at: Instant | null;
}

/** Which contact is meant: a stored one, or one that the caller describes because it keeps its own contacts. */
export type ContactNamed =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'clientId'; readonly clientId: ClientId }
  | InlineContact;

/** A contact that the caller describes. */
export interface InlineContact {
  readonly by: 'inline';
  readonly clientId: ClientId;
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** 1 to 10; the first is position 1. */
  readonly devices: readonly { readonly address: string; readonly type: DeviceType }[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** Which device: by its place among the contact's devices, or by its number or e-mail address in any written form. Null: the first that suits the channel. */
export type DeviceNamed = { readonly position: number } | { readonly address: string };

/** What comes of a question. A refusal is a bad request, in the caller's words; it is never a permission. */
export type Answer = Answered | Refused;

/** A question that was decided. */
export interface Answered {
  readonly answered: true;
  /** The id of the durable record; null where none was asked for (S30). */
  readonly id: string | null;
  readonly decision: Decision;
  readonly json: DecisionJson;
  /** What a blocked decision leads to: the treatment of its disposition, else of its call result; null where there is none (S4). */
  readonly treatment: { readonly id: string; readonly name: string } | null;
  /** Set where the decision is allowed and a reservation was asked for. */
  readonly attempt: { readonly id: string; readonly expiresAt: Instant } | null;
  /**
   * Of a blocked answer to a reservation: the span that begins at its next allowed instant, cut after so many milliseconds. Null where
   * that instant is not known, or no reservation was asked for.
   */
  readonly nextSpan: (lengthMsMax: number) => AllowedSpan | null;
}

/** A question that could not be decided: the database is lost, its facts keep moving, an invariant is broken. Whoever asked has no decision, and so no permission. */
export interface Failure {
  readonly failed: true;
  readonly error: unknown;
}

/** Whether a question ended in a failure. */
export function isFailure(settled: Answer | Failure): settled is Failure {
  return 'failed' in settled;
}

/** A question that could not be asked. */
export interface Refused {
  readonly answered: false;
  readonly code: RefusalCode;
  readonly sentence: string;
  /** JSON pointer into the request. */
  readonly path: string;
}

/** Why a question could not be asked. */
export type RefusalCode =
  | 'contact_unknown'
  | 'device_unknown'
  | 'device_of_another_contact'
  | 'device_missing'
  | 'number_invalid'
  | 'channel_unsuitable'
  | 'account_unknown'
  | 'account_of_another_contact'
  | 'campaign_group_unknown'
  | 'zone_unknown'
  | 'address_invalid'
  | 'instant_out_of_range';
