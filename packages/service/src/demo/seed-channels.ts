import { CHANNELS } from '@tact/engine';
import { uuidV7, type Store } from '@tact/store';
import type { Clock } from '../deciding/decider.ts';
import { CHANNEL_LABELS } from '../channels/channel-labels.ts';
import { DEMO_ACTOR, DEMO_SEED } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';

/** Gives every channel the simulated carrier: a demo reaches nobody. Channels that are there stay as they are. */
export async function addChannels(store: Store, clock: Clock): Promise<void> {
  for (const channel of CHANNELS) {
    if ((await store.channels.inUse(DEMO_ORGANIZATION_ID, channel)) !== undefined) continue;
    await store.channels.create(
      DEMO_ORGANIZATION_ID,
      uuidV7(clock()),
      {
        name: `Simulated ${CHANNEL_LABELS[channel]}`,
        channel,
        kind: 'simulated',
        enabled: true,
        concurrencyMax: 100,
        settings: { seed: DEMO_SEED },
        sealedSecrets: null,
        secretNames: [],
      },
      DEMO_ACTOR,
    );
  }
}
