import type { Channel, OrganizationId } from '@tact/engine';
import type { Clock } from '../deciding/decider.ts';
import type { ChannelAdapter, Dispatch, HandOver } from './channel-adapter.ts';
import { isPermit, type Permit } from './permit.ts';
import { freshMs, refused, STALE, unknown, type Provider } from './provider.ts';

/** What an adapter is for. */
export interface AdapterScope {
  readonly organizationId: OrganizationId;
  readonly channel: Channel;
  /** Dispatches at once. */
  readonly concurrencyMax: number;
  readonly clock: Clock;
}

const BUSY_RETRY_MS = 1_000;

/**
 * The only way to a provider: hands a dispatch over under a permit that `permitOf` made, that is this organization's, that has neither expired nor
 * grown stale, and that nothing was handed over under before. INVARIANT: after `confirmed` or `unknown` a permit is spent (ADR 0013).
 */
export function withPermits(
  provider: Provider,
  { organizationId, channel, concurrencyMax, clock }: AdapterScope,
): ChannelAdapter {
  const underWay = new Set<Promise<HandOver>>();
  let isClosed = false;

  function problemOf(dispatch: Dispatch): HandOver | undefined {
    const { permit } = dispatch;
    if (!isPermit(permit))
      return refused('permit_missing', 'there is no allowed decision behind this attempt');
    if (permit.organizationId !== organizationId || dispatch.channel !== channel)
      return refused('permit_of_another', 'the permit is not for this channel of this organization');
    if (permit.expiresAt <= clock()) return refused('permit_expired', 'the attempt is not held any more');
    if (freshMs(dispatch, clock) <= 0) return STALE;
    if (spent.has(permit)) return refused('permit_spent', 'the attempt was handed over before');
    if (isClosed) return refused('channel_closed', 'the channel was changed meanwhile', BUSY_RETRY_MS);
    if (underWay.size >= concurrencyMax)
      return refused('channel_busy', `the channel takes ${concurrencyMax} at once`, BUSY_RETRY_MS);
    return undefined;
  }

  async function handOver(dispatch: Dispatch, signal: AbortSignal): Promise<HandOver> {
    // Before anything is awaited, so that two calls with one permit do not both go on.
    spent.add(dispatch.permit);
    const done = await provider
      .handOver(dispatch, signal)
      .catch(() => unknown('the adapter failed while it handed over'));
    if (done.state === 'refused') spent.delete(dispatch.permit);
    return done;
  }

  return {
    concurrencyMax,
    handOver(dispatch, signal) {
      const problem = problemOf(dispatch);
      if (problem !== undefined) return Promise.resolve(problem);
      const work = handOver(dispatch, signal);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
      return work;
    },
    async close() {
      isClosed = true;
      await Promise.all(underWay);
      await provider.close();
    },
  };
}

/** Permits under which something was handed over, or may have been: over all adapters, because a configuration may change in between. */
const spent = new WeakSet<Permit>();
