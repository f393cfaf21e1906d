import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
} from '@tact/engine';
import type { HistoryRow } from '../ports.ts';
import { columnReader } from './read-columns.ts';

/** The columns of an attempt. INVARIANT: in the order in which `historyRowReader` reads them. */
export const ATTEMPT_COLUMNS = `client_id, at, id, device_key, device_position, account_id, campaign_group_id, channel, direction, state,
  expires_at, call_result, disposition, decision_id is not null as decided, country, regions, area_code, postal_code, null::text as record`;

/** The columns of a question that was blocked, in the same order and of the same types. */
export const QUESTION_COLUMNS = `client_id, at, id, device_key, null::smallint, account_id, campaign_group_id, channel, 'outbound'::text,
  'finished'::text, null::timestamptz, null::text, null::text, true, null::text, '{}'::text[], null::text, null::text, record`;

/** Creates a reader of rows with these columns. */
export function historyRowReader(): (bytes: Buffer, offset: number) => HistoryRow {
  const columns = columnReader();
  let lastPlace: HistoryRow['place'] = { country: null, regions: [], areaCode: null, postalCode: null };

  /** Attempts on one device have the same place, and one object serves them all. */
  function placeOf(
    country: string | null,
    regions: readonly string[],
    areaCode: string | null,
    postalCode: string | null,
  ): HistoryRow['place'] {
    const { country: c, regions: r, areaCode: a, postalCode: p } = lastPlace;
    if (c === country && r === regions && a === areaCode && p === postalCode) return lastPlace;
    return (lastPlace = { country, regions, areaCode, postalCode });
  }

  return (bytes, offset) => {
    columns.start(bytes, offset);
    const clientId = columns.word() as ClientId;
    const at = columns.instant() as Instant;
    const id = columns.uuid() as AttemptId;
    const deviceKey = columns.word() as DeviceKey;
    const devicePosition = columns.smallint();
    const accountId = columns.uuidWord() as AccountId | null;
    const campaignGroupId = columns.uuidWord() as CampaignGroupId | null;
    const channel = columns.word() as Channel;
    const direction = columns.word() as HistoryRow['direction'];
    const state = columns.word() as HistoryRow['state'];
    const expiresAt = columns.instant() as Instant | null;
    const callResult = columns.word() as CallResult | null;
    const disposition = columns.word();
    const isDecided = columns.boolean();
    const country = columns.word();
    const regions = columns.words();
    const areaCode = columns.word();
    const place = placeOf(country, regions, areaCode, columns.word());
    const record = columns.text();
    return {
      id,
      at,
      clientId,
      deviceKey,
      accountId,
      campaignGroupId,
      channel,
      direction,
      state,
      expiresAt,
      callResult,
      disposition,
      place,
      devicePosition,
      isDecided,
      record,
    };
  };
}
