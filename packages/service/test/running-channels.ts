import { randomBytes, randomUUID } from 'node:crypto';
import type { Channel, ClientId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { CallDelivery } from '@tact/store';
import { createAddressGuard } from '../src/channels/address-guard.ts';
import type { ChannelAdapter, HandOver } from '../src/channels/channel-adapter.ts';
import { permitOf } from '../src/channels/permit.ts';
import { createSecretBox } from '../src/channels/secret-box.ts';
import { createClock } from '../src/deciding/clock.ts';
import { createDecider } from '../src/deciding/create-decider.ts';
import type { Service } from '../src/main.ts';
import { NO_SIGNAL } from './dispatch-samples.ts';
import type { RunningService, TestOrganization } from './running-service.ts';

/** Where this service is said to be reached from outside. */
export const PUBLIC_URL = 'https://tact.example.com';

/** What services of tests are started with, so that channels work within this machine. */
export function channelParts() {
  return {
    secretBox: createSecretBox([randomBytes(32)]),
    guard: createAddressGuard({ allowsPrivate: true }),
    publicUrl: PUBLIC_URL,
  };
}

/** What is handed over in a test. */
export interface TestDispatch {
  readonly clientId: string;
  readonly address: string;
  readonly channel: Channel;
  readonly delivery?: CallDelivery | null;
}

/** Decides and reserves as any caller does, and hands over under the permit that comes of it. Gives what blocked, or what came of it. */
export async function dispatchThrough(
  service: Service,
  { store }: RunningService,
  organization: TestOrganization,
  { clientId, address, channel, delivery = null }: TestDispatch,
): Promise<{ readonly attemptId: string; readonly done: HandOver } | { readonly blocked: string }> {
  const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
  const [answer] = await decider.reserve(organization.id, [
    {
      contact: { by: 'clientId', clientId: clientId as ClientId },
      device: { address },
      channel,
      accountId: null,
      campaignGroupId: null,
      attributes: {},
      at: null,
      expiresInMs: 900_000,
    },
  ]);
  if (answer?.answered !== true)
    throw new Error(`the question was refused: ${answer?.code ?? 'without a word'}`);
  const permit = permitOf(organization.id, answer);
  if (permit === null) return { blocked: answer.json.deciding?.code ?? '' };
  const adapter = await mustHaveAdapter(service, organization, channel);
  const done = await adapter.handOver(
    {
      permit,
      channel,
      address,
      message: { subject: 'Your account', text: 'Please call us back.', html: null },
      delivery,
      idempotencyKey: randomUUID(),
    },
    NO_SIGNAL,
  );
  return { attemptId: permit.attemptId, done };
}

async function mustHaveAdapter(
  service: Service,
  organization: TestOrganization,
  channel: Channel,
): Promise<ChannelAdapter> {
  const adapter = await service.channels.adapterOf(organization.id, channel);
  if (adapter === null) throw new Error('there is no adapter');
  return adapter;
}
