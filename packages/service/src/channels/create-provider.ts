import type { OrganizationId } from '@tact/engine';
import type { ChannelConfiguration } from '@tact/store';
import type { Clock } from '../deciding/decider.ts';
import { answerUrl } from './call-plan.ts';
import { callbackIdOf } from './callback-id.ts';
import { secretContext, type ChannelSurroundings } from './channel-surroundings.ts';
import type { HttpCaller } from './http-call.ts';
import type { Provider, ProviderEvents } from './provider.ts';
import type { Timers } from './timers.ts';
import { createSimulatedProvider, type SimulatedSettings } from './simulated-provider.ts';
import { createSmtpProvider, type SmtpSettings } from './smtp-provider.ts';
import { createTwilioProvider, type TwilioSettings } from './twilio-provider.ts';
import { unsubscribeUrl } from './unsubscribe-link.ts';
import { createWebhookProvider, type WebhookSettings } from './webhook-provider.ts';

/** What providers are made with. */
export interface ProviderParts extends ChannelSurroundings {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly caller: HttpCaller;
}

/** The secrets of a configuration by name; undefined where they cannot be opened: another key, or a row that was changed. */
export function openSecrets(
  { secretBox }: Pick<ChannelSurroundings, 'secretBox'>,
  organizationId: OrganizationId,
  { id, sealedSecrets }: Pick<ChannelConfiguration, 'id' | 'sealedSecrets'>,
): Readonly<Record<string, string>> | undefined {
  if (sealedSecrets === null) return {};
  const sealed = Buffer.from(sealedSecrets, 'base64');
  const text = secretBox?.open('channel credentials', secretContext(organizationId, id), sealed);
  return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, string>>);
}

/** The provider of a configuration; undefined where its secrets cannot be opened, or it has no use without an address for the public. */
export function createProvider(
  parts: ProviderParts,
  events: ProviderEvents,
  organizationId: OrganizationId,
  configuration: ChannelConfiguration,
): Provider | undefined {
  const secrets = openSecrets(parts, organizationId, configuration);
  if (secrets === undefined) return undefined;
  const { settings } = configuration;
  const { secretBox, publicUrl, guard, clock, caller, timers } = parts;
  const channel = { organizationId, channelId: configuration.id };
  // What was saved was checked against the shape of its kind.
  switch (configuration.kind) {
    case 'webhook':
      return createWebhookProvider(settings as WebhookSettings, secrets['secret'] ?? '', { caller, clock });
    case 'twilio': {
      const statusUrl =
        publicUrl === null ? null : `${publicUrl}/api/channels/${callbackIdOf(channel)}/statuses`;
      return createTwilioProvider(settings as TwilioSettings, secrets['authToken'] ?? '', {
        caller,
        clock,
        events,
        statusUrl,
        answerUrlOf:
          secretBox === null || publicUrl === null
            ? null
            : (plan) => answerUrl(secretBox, publicUrl, channel, plan),
      });
    }
    case 'smtp': {
      if (secretBox === null || publicUrl === null) return undefined;
      const { password, dkimPrivateKey } = secrets;
      return createSmtpProvider(
        settings as SmtpSettings,
        { password, dkimPrivateKey },
        {
          guard,
          clock,
          unsubscribeUrl: ({ permit, address }) =>
            unsubscribeUrl(secretBox, publicUrl, channel, { attemptId: permit.attemptId, address }),
        },
      );
    }
    case 'simulated':
      return createSimulatedProvider(settings as SimulatedSettings, { timers, events });
  }
}
