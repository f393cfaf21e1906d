import type {
  AccountId,
  AttributeValue,
  CallResult,
  ClientId,
  DeviceKey,
  DeviceType,
  Instant,
  OrganizationId,
} from '@tact/engine';
import type { Database } from '../database.ts';
import { smallIntegerArray, uuidArray } from '../deciding/binary-arrays.ts';
import type {
  Claim,
  ClaimedItem,
  Course,
  DueCampaign,
  HandingOver,
  MarkedCampaign,
  Settlement,
} from '../ports.ts';

const CLAIM = `select claim_queue_items($1, $2, $3, to_timestamp($4::double precision / 1000), to_timestamp($5::double precision / 1000), $6) as items`;
const MARK = `select mark_handing_over($1, $2, $3, $4, $5, to_timestamp($6::double precision / 1000), to_timestamp($7::double precision / 1000),
  $8::uuid[], $9::uuid[], $10::uuid[], $11::smallint[]) as ids`;
const IS_AS_KNOWN = `select is_as_known($1, $2, $3, $4, $5, $6, to_timestamp($7::double precision / 1000)) as is_known`;
const SETTLE_AS_KNOWN = `select settle_items_as_known($1, $2, $3, $4, $5, to_timestamp($6::double precision / 1000), $7) as ids`;
const SETTLE = `select settle_queue_items($1, $2, to_timestamp($3::double precision / 1000), $4) as ids`;

/** An item as it travels: a JSON array in this order. */
type ItemColumns = readonly [
  id: string, recordId: string, step: number, devicePosition: number | null, attemptId: string | null, course: Course | null, putOff: number,
  resultAt: number | null, callResult: string | null, disposition: string | null, attemptDevice: number | null, attemptCourse: Course | null,
  contactId: string, clientId: string, name: string | null, country: string | null, language: string | null,
  attributes: Record<string, AttributeValue>, devices: readonly (readonly [number, string, string])[] | null,
  accountId: string | null, reference: string | null, amount: string | null, currency: string | null, takenUp: number,
]; // prettier-ignore

/** Claims due items of one campaign: one round trip. */
export async function claimItems(
  database: Database,
  organizationId: OrganizationId,
  campaignId: string,
  { id, now, until }: Claim,
  itemsMax: number,
): Promise<readonly ClaimedItem[]> {
  const values = [organizationId, campaignId, id, now, until, itemsMax];
  const [row] = await database.call<{ items: readonly ItemColumns[] | null }>(
    'claim_queue_items',
    CLAIM,
    values,
  );
  return (row?.items ?? []).map(itemOf);
}

/** Says durably that items are about to be handed over: one round trip. */
export async function markHandingOver(
  database: Database,
  organizationId: OrganizationId,
  campaign: MarkedCampaign,
  { id, now, until }: Claim,
  items: readonly HandingOver[],
): Promise<ReadonlySet<string>> {
  if (items.length === 0) return new Set();
  const [row] = await database.call<{ ids: readonly string[] }>('mark_handing_over', MARK, [
    organizationId,
    campaign.id,
    campaign.version,
    campaign.validationsEpoch,
    id,
    now,
    until,
    uuidArray(items.map(({ itemId }) => itemId)),
    uuidArray(items.map(({ attemptId }) => attemptId)),
    uuidArray(items.map(({ decisionId }) => decisionId)),
    smallIntegerArray(items.map(({ devicePosition }) => devicePosition)),
  ]);
  return new Set(row?.ids);
}

/** Says what became of items: one round trip. */
export async function settleItems(
  database: Database,
  organizationId: OrganizationId,
  { id, now }: Pick<Claim, 'id' | 'now'>,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<string>> {
  if (settlements.length === 0) return new Set();
  const json = JSON.stringify(settlements.map(settlementJson));
  const [row] = await database.call<{ ids: readonly string[] }>('settle_queue_items', SETTLE, [
    organizationId,
    id,
    now,
    json,
  ]);
  return new Set(row?.ids);
}

/** The same, of what follows from a pre-dial validation: undefined where what was validated is not as it was. One round trip. */
export async function settleAsKnown(
  database: Database,
  organizationId: OrganizationId,
  { id: campaignId, version, validationsEpoch }: MarkedCampaign,
  { id, now }: Pick<Claim, 'id' | 'now'>,
  settlements: readonly Settlement[],
): Promise<ReadonlySet<string> | undefined> {
  const json = JSON.stringify(settlements.map(settlementJson));
  const [row] = await database.call<{ ids: readonly string[] | null }>(
    'settle_items_as_known',
    SETTLE_AS_KNOWN,
    [organizationId, campaignId, version, validationsEpoch, id, now, json],
  );
  const ids = row?.ids ?? null;
  return ids === null ? undefined : new Set(ids);
}

/** Whether a campaign is as a worker knows it, and may dispatch: one round trip. */
export async function isAsKnown(
  database: Database,
  organizationId: OrganizationId,
  { campaign, organization, template, validationsEpoch }: DueCampaign,
  now: Instant,
): Promise<boolean> {
  const [row] = await database.call<{ is_known: boolean }>('is_as_known', IS_AS_KNOWN, [
    organizationId,
    campaign.id,
    campaign.version,
    validationsEpoch,
    organization.version,
    template?.version ?? null,
    now,
  ]);
  return row?.is_known === true;
}

function settlementJson(settlement: Settlement) {
  return {
    id: settlement.itemId,
    attempt_id: settlement.attemptId,
    state: settlement.state,
    scheduled_at: settlement.scheduledAt === null ? null : new Date(settlement.scheduledAt).toISOString(),
    hand_over: settlement.handOver,
    provider_reference: settlement.providerReference,
    device_position: settlement.devicePosition,
    course: settlement.course,
    put_off: settlement.putOff,
    steps_back: settlement.stepsBack,
    assignee: settlement.assignee,
    comes_first: settlement.comesFirst,
    times_out_at: settlement.timesOutAt === null ? null : new Date(settlement.timesOutAt).toISOString(),
    code: settlement.code,
    reason: settlement.reason,
  };
}

function itemOf(columns: ItemColumns): ClaimedItem {
  const [id, recordId, step, devicePosition, attemptId, course, putOff, ...rest] = columns;
  const [resultAt, callResult, disposition, attemptDevice, attemptCourse, ...person] = rest;
  const [contactId, clientId, name, country, language, attributes, devices, ...debt] = person;
  const [accountId, reference, amount, currency, takenUp] = debt;
  return {
    id,
    recordId,
    step,
    devicePosition,
    attemptId,
    course,
    putOff,
    takenUp,
    result:
      resultAt === null
        ? null
        : {
            callResult: callResult as CallResult | null,
            disposition,
            devicePosition: attemptDevice,
            course: attemptCourse,
          },
    contact: {
      id: contactId,
      clientId: clientId as ClientId,
      name,
      country,
      language,
      attributes,
      devices: (devices ?? []).map(([position, key, type]) => ({
        position,
        key: key as DeviceKey,
        type: type as DeviceType,
      })),
    },
    account:
      accountId === null
        ? null
        : { id: accountId as AccountId, reference: reference ?? '', amount, currency },
  };
}
