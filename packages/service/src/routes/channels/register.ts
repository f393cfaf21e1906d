import { endpoints, type ChannelConfigurationJson } from '@tact/api';
import { formatInstant, type OrganizationId } from '@tact/engine';
import type { ChannelConfiguration } from '@tact/store';
import { callbackIdOf } from '../../channels/callback-id.ts';
import type { Switchboard } from '../../channels/switchboard.ts';
import { found } from '../../command-error.ts';
import { createChannel, updateChannel, type ChannelParts } from '../../commands/save-channel.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of channel configurations. */
export function registerChannels(
  { route }: Router,
  parts: ChannelParts & { readonly switchboard: Switchboard },
): void {
  const { channels } = endpoints;
  const { store, switchboard, publicUrl } = parts;
  const json = (organizationId: OrganizationId, configuration: ChannelConfiguration) =>
    channelJson(organizationId, configuration, publicUrl);
  route(channels.create, async ({ body, caller }) =>
    answer(201, json(caller.organizationId, await createChannel(parts, caller, body))),
  );
  route(channels.list, async ({ query, caller: { organizationId } }) => {
    const page = await store.channels.list(organizationId, pageRequest(query));
    return answer(
      200,
      pageJson(page, (one) => json(organizationId, one)),
    );
  });
  route(channels.get, async ({ params, caller: { organizationId } }) => {
    const configuration = found(await store.channels.get(organizationId, params.id), 'channel');
    return answer(200, json(organizationId, configuration));
  });
  route(channels.update, async ({ params, body, caller }) =>
    answer(200, json(caller.organizationId, await updateChannel(parts, caller, params.id, body))),
  );
  route(channels.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.channels.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
  route(channels.test, async ({ params, caller: { organizationId } }) => {
    const configuration = found(await store.channels.get(organizationId, params.id), 'channel');
    return answer(200, await switchboard.test(organizationId, configuration));
  });
}

/** INVARIANT: `sealedSecrets` stays here. */
function channelJson(
  organizationId: OrganizationId,
  {
    id,
    name,
    channel,
    kind,
    enabled,
    concurrencyMax,
    settings,
    secretNames,
    version,
    createdAt,
    updatedAt,
  }: ChannelConfiguration,
  publicUrl: string | null,
): ChannelConfigurationJson {
  const of = <Kind extends ChannelConfigurationJson['kind']>(one: Kind) =>
    // What was saved has the shape of its kind.
    (kind === one ? settings : null) as ChannelConfigurationJson[Kind];
  return {
    id,
    name,
    channel,
    kind,
    enabled,
    concurrencyMax,
    webhook: of('webhook'),
    smtp: of('smtp'),
    twilio: of('twilio'),
    simulated: of('simulated'),
    secretNames: [...secretNames],
    inbound: inboundOf(
      kind,
      `${publicUrl ?? ''}/api/channels/${callbackIdOf({ organizationId, channelId: id })}`,
    ),
    version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

/** Where the provider posts to; a path alone where nobody has said how this service is reached. */
function inboundOf(
  kind: ChannelConfigurationJson['kind'],
  address: string,
): ChannelConfigurationJson['inbound'] {
  if (kind === 'smtp' || kind === 'simulated') return { messages: null, calls: null, statuses: null };
  return { messages: `${address}/messages`, calls: `${address}/calls`, statuses: `${address}/statuses` };
}
