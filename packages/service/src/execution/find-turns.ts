import { MINUTE_MS, type Channel, type Instant } from '@tact/engine';
import type { DueCampaign } from '@tact/store';
import type { ChannelAdapter } from '../channels/channel-adapter.ts';
import type { Validator } from '../pre-dial/validators.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { Limited } from './slots.ts';
import type { TakesTurns } from './turns.ts';
import type { Worker } from './worker.ts';

/** A campaign that has something due, the adapter of its channel, and the services that are asked before, in their order. */
export interface Turn extends TakesTurns {
  readonly due: DueCampaign;
  readonly adapter: ChannelAdapter;
  readonly validators: readonly Validator[];
  /** What a record takes a slot of when it is claimed: the channel; else the service that is asked first, and the campaign's line. */
  readonly limits: readonly Limited[];
}

/** How long a channel waits that nobody has set up. */
const NO_CHANNEL_MS = MINUTE_MS;

/**
 * All that may be worked on now, of every organization; a failure with one holds up no other. Only those are looked into that have something
 * due, so that an idle worker costs one statement, however many organizations there are.
 */
export async function findTurns(
  worker: Worker,
  housekeeping: Housekeeping,
): Promise<{ readonly turns: readonly Turn[]; readonly nextDueAt: Instant | null }> {
  const { store, clock, channels, failed } = worker;
  const turns: Turn[] = [];
  await housekeeping.keepAll();
  const looked = await store.queue.organizationsDue(clock());
  let nextDueAt: number = looked.nextDueAt ?? Infinity;
  for (const organizationId of looked.due) {
    try {
      const found = await store.queue.dueCampaigns(organizationId, clock());
      nextDueAt = Math.min(nextDueAt, found.nextDueAt ?? Infinity);
      const adapters = new Map<Channel, ChannelAdapter | null>();
      for (const { campaign } of found.due)
        if (!adapters.has(campaign.channel))
          adapters.set(campaign.channel, await channels.adapterOf(organizationId, campaign.channel));
      for (const due of found.due) {
        const turn = await turnOf(worker, due, adapters.get(due.campaign.channel) ?? null);
        if (turn !== null) turns.push(turn);
      }
    } catch (error) {
      failed('a queue could not be looked after', organizationId, error);
    }
  }
  return { turns, nextDueAt: nextDueAt === Infinity ? null : (nextDueAt as Instant) };
}

/** Null where nothing is set up for the channel: it waits, and says so. */
async function turnOf(
  { store, clock, validators, lines }: Worker,
  due: DueCampaign,
  adapter: ChannelAdapter | null,
): Promise<Turn | null> {
  const { campaign, organization } = due;
  if (adapter !== null) {
    const asked = due.validations.map((one) => validators.of(organization.id, one));
    const [first] = asked;
    return {
      key: campaign.id,
      group: organization.id,
      weight: campaign.weight,
      due,
      adapter,
      validators: asked,
      limits: first === undefined ? [adapter] : [first, lines.of(campaign.id, asked)],
    };
  }
  const until = (clock() + NO_CHANNEL_MS) as Instant;
  const reason = `nothing is set up for the channel \`${campaign.channel}\`; its campaigns wait`;
  await store.queue.slowDown(organization.id, campaign.channel, until, reason);
  return null;
}
