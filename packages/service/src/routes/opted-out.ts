import type { OptedOutJson } from '@tact/api';
import { CHANNELS, type OrganizationId } from '@tact/engine';
import type { OptOut } from '@tact/store';
import type { Parts } from '../commands/context.ts';
import { momentOf } from '../commands/moment.ts';
import { spanEdgeJson } from '../commands/read-values.ts';

/** What the badges of some contacts say now, by contact id: one look for all of them. */
export async function optedOutOf(
  parts: Pick<Parts, 'store' | 'clock'>,
  organizationId: OrganizationId,
  contactIds: readonly string[],
): Promise<(contactId: string) => OptedOutJson> {
  if (contactIds.length === 0) return () => null;
  const now = await momentOf(parts, organizationId);
  const inForce = await parts.store.optOuts.inForceOf(organizationId, [...new Set(contactIds)], now);
  return (contactId) => optedOutJson(inForce.get(contactId) ?? []);
}

/** The opt-outs in force of one contact, oldest first, as one badge. */
function optedOutJson(optOuts: readonly OptOut[]): OptedOutJson {
  const told = optOuts.find(({ channels }) => channels === 'any') ?? optOuts[0];
  if (told === undefined) return null;
  const channels = CHANNELS.filter((channel) =>
    optOuts.some((one) => one.channels === 'any' || one.channels.includes(channel)),
  );
  const { id, from, until, reason, source, createdBy, createdByName } = told;
  return {
    channels: channels.length === CHANNELS.length ? 'any' : channels,
    since: spanEdgeJson(from),
    until: until === null ? null : spanEdgeJson(until),
    reason,
    source,
    by: createdBy,
    byName: createdByName,
    optOutId: id,
    count: optOuts.length,
  };
}
