import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { CallResult, Channel, OrganizationId } from '@tact/engine';
import { parseAddress } from '@tact/places';
import type { ChannelConfiguration } from '@tact/store';
import type { Caller, Parts } from '../commands/context.ts';
import { reportDelivery } from '../commands/report-delivery.ts';
import { stopDevice } from '../commands/stop-device.ts';
import { nameOfError } from '../told-error.ts';
import type { ChannelAdapter } from './channel-adapter.ts';
import { CHANNEL_LABELS } from './channel-labels.ts';
import { createProvider, type ProviderParts } from './create-provider.ts';
import type { ChannelTest, ProviderEvents } from './provider.ts';
import { SIMULATED } from './simulated-provider.ts';
import { createTurnsOfWork, type TurnsOfWork } from './turns-of-work.ts';
import { withPermits } from './with-permits.ts';

/** Gives the adapters through which attempts go out. */
export interface Switchboard {
  /**
   * The adapter of the configuration in use, as it is at this call; null where there is none, or its secrets cannot be opened. Ask for it
   * once a batch. It is the switchboard's own: one whose configuration changed refuses what comes later, and is closed when it has finished.
   */
  adapterOf(organizationId: OrganizationId, channel: Channel): Promise<ChannelAdapter | null>;
  /** Tries a configuration without contacting anybody. */
  test(organizationId: OrganizationId, configuration: ChannelConfiguration): Promise<ChannelTest>;
  /** Closes every adapter when what is under way has ended. */
  close(): Promise<void>;
}

/** Results that are recorded at once: a few of the database's connections; deciding needs the others. */
const RESULTS_AT_ONCE_MAX = 4;

interface Kept {
  readonly id: string;
  readonly version: number;
  readonly adapter: ChannelAdapter;
}

/** Creates the switchboard of a process. */
export function createSwitchboard(parts: Parts & ProviderParts & { readonly logger: Logger }): Switchboard {
  const { store, clock } = parts;
  const kept = new Map<string, Kept>();
  const closing = new Set<Promise<void>>();
  const turns = createTurnsOfWork(RESULTS_AT_ONCE_MAX);

  function drop(key: string): void {
    const old = kept.get(key);
    if (old === undefined) return;
    kept.delete(key);
    const closed = old.adapter.close();
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  }

  return {
    async adapterOf(organizationId, channel) {
      const key = `${organizationId} ${channel}`;
      const configuration = await store.channels.inUse(organizationId, channel);
      const old = kept.get(key);
      if (old !== undefined && old.id === configuration?.id && old.version === configuration.version)
        return old.adapter;
      drop(key);
      if (configuration === undefined) return null;
      const events = eventsOf(parts, turns, organizationId, configuration);
      const provider = createProvider(parts, events, organizationId, configuration);
      if (provider === undefined) return null;
      const { id, version, concurrencyMax } = configuration;
      const adapter = withPermits(provider, { organizationId, channel, concurrencyMax, clock });
      kept.set(key, { id, version, adapter });
      return adapter;
    },
    async test(organizationId, configuration) {
      const events = eventsOf(parts, turns, organizationId, configuration);
      const provider = createProvider(parts, events, organizationId, configuration);
      if (provider === undefined)
        return { works: false, sentence: 'its secrets cannot be opened with the keys of this process' };
      try {
        return await provider.test();
      } finally {
        await provider.close();
      }
    },
    async close() {
      turns.giveUp();
      for (const key of [...kept.keys()]) drop(key);
      await Promise.all(closing);
      parts.caller.close();
    },
  };
}

/** Carries out what a provider tells. INVARIANT: never throws; what could not be carried out is logged, without number or name. */
function eventsOf(
  parts: Parts & { readonly logger: Logger },
  turns: TurnsOfWork,
  organizationId: OrganizationId,
  { id: channelId, name, channel, kind }: ChannelConfiguration,
): ProviderEvents {
  const { logger } = parts;
  const by = CHANNEL_LABELS[channel];
  const callerOf = (): Caller => ({
    organizationId,
    actor: {
      kind: 'job',
      id: channelId,
      name: kind === 'simulated' ? `${SIMULATED} ${name}` : `channel ${name}`,
      requestId: randomUUID(),
      source: 'api',
    },
  });
  const carryOut = async (what: string, work: (caller: Caller) => Promise<unknown>) => {
    const caller = callerOf();
    try {
      await work(caller);
    } catch (error) {
      const { requestId } = caller.actor;
      logger.error({ channelId, requestId, error: nameOfError(error) }, what);
    }
  };
  return {
    stopped: ({ address }) =>
      carryOut('a stop at the provider was not recorded', async (caller) => {
        // What went out was a device's key.
        const read = parseAddress(address, null);
        if (!read.ok) throw new Error('the address of a dispatch cannot be read');
        await stopDevice(parts, caller, { deviceKey: read.key, channelId, origin: 'provider', by });
      }),
    finished: (_organizationId, attemptId, callResult: CallResult) =>
      turns.run(() =>
        carryOut('a result was not recorded', (caller) =>
          reportDelivery(parts, caller, attemptId, callResult),
        ),
      ),
  };
}
