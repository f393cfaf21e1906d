import { API_LIMITS, type ChannelChangeJson, type NewChannelJson } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { uuidV7, type ChannelConfiguration, type ChannelKind } from '@tact/store';
import { secretContext, type ChannelSurroundings } from '../channels/channel-surroundings.ts';
import { openSecrets } from '../channels/create-provider.ts';
import { CommandError, found } from '../command-error.ts';
import { CHANNEL_KINDS, settingsProblem, type KindOfChannel } from '../channels/channel-kinds.ts';
import type { Caller, Parts } from './context.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** What the commands of channels work with. */
export type ChannelParts = Pick<Parts, 'store' | 'clock'> & ChannelSurroundings;

type Fields = Readonly<Record<string, unknown>>;
type Secrets = Readonly<Record<string, string>>;

/** Creates a channel configuration. Its secrets are sealed here, and are nowhere else from then on. */
export async function createChannel(
  parts: ChannelParts,
  { organizationId, actor }: Caller,
  json: NewChannelJson,
): Promise<ChannelConfiguration> {
  const { kind, given } = onlyKind(json);
  const described = CHANNEL_KINDS[kind];
  const { settings, secrets } = apart(described, { ...described.defaults, ...given });
  assertUsable(parts, kind, json.channel, settings, secrets);
  const id = uuidV7(parts.clock());
  return parts.store.channels.create(
    organizationId,
    id,
    {
      name: json.name,
      channel: json.channel,
      kind,
      enabled: json.enabled ?? true,
      concurrencyMax: json.concurrencyMax ?? API_LIMITS.channelConcurrencyDefault,
      settings,
      ...sealed(parts, organizationId, id, secrets),
    },
    actor,
  );
}

/** Changes the named fields of a channel configuration. Another address needs the secrets anew: they never reach it by mistake. */
export async function updateChannel(
  parts: ChannelParts,
  { organizationId, actor }: Caller,
  id: string,
  json: ChannelChangeJson,
): Promise<ChannelConfiguration> {
  const { channels } = parts.store;
  const current = found(await channels.get(organizationId, id), 'channel');
  if (current.version !== json.version) throw versionConflict(current.version);
  const { kind } = current;
  const change = changeOf(json, kind);
  const { version, name, enabled, concurrencyMax } = json;
  const own = {
    ...(name === undefined ? {} : { name }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(concurrencyMax === undefined ? {} : { concurrencyMax }),
    ...(change === undefined ? {} : changedSettings(parts, organizationId, current, change)),
  };
  return onVersion(
    () => channels.update(organizationId, id, version, own, actor),
    () => channels.get(organizationId, id),
  );
}

function changedSettings(
  parts: ChannelParts,
  organizationId: OrganizationId,
  current: ChannelConfiguration,
  change: Fields,
) {
  const { id, kind, channel } = current;
  const described = CHANNEL_KINDS[kind];
  const given = apart(described, change);
  const settings = { ...current.settings, ...given.settings };
  const isElsewhere = described.addressFields.some((field) => settings[field] !== current.settings[field]);
  const missing = current.secretNames.filter((name) => given.secrets[name] === undefined);
  if (isElsewhere && missing.length > 0)
    throw new CommandError(
      'secrets_missing',
      `the address changes; send ${missing.map((name) => `\`${name}\``).join(' and ')} again with it`,
      { path: `/${kind}/${missing[0] ?? ''}` },
    );
  const kept = missing.length === 0 ? {} : openSecrets(parts, organizationId, current);
  if (kept === undefined)
    throw new CommandError(
      'secret_key_missing',
      'the secrets that are kept cannot be opened with the keys of this process; send all of them',
    );
  const secrets = { ...kept, ...given.secrets };
  assertUsable(parts, kind, channel, settings, secrets);
  return {
    settings,
    ...(Object.keys(given.secrets).length === 0 ? {} : sealed(parts, organizationId, id, secrets)),
  };
}

/** The one kind that is described, with what describes it. */
function onlyKind(json: NewChannelJson): { readonly kind: ChannelKind; readonly given: Fields } {
  const { webhook, smtp, twilio, simulated } = json;
  const all = Object.entries({ webhook, smtp, twilio, simulated } satisfies Record<
    ChannelKind,
    Fields | undefined
  >);
  const given = all.flatMap(([kind, one]) =>
    one === undefined ? [] : [{ kind: kind as ChannelKind, given: one }],
  );
  const [only] = given;
  if (only === undefined || given.length > 1)
    throw invalid('a channel has exactly one of `webhook`, `smtp`, `twilio` and `simulated`', '');
  return only;
}

function changeOf(json: ChannelChangeJson, kind: ChannelKind): Fields | undefined {
  const { webhook, smtp, twilio, simulated } = json;
  const all: Readonly<Record<ChannelKind, Fields | undefined>> = { webhook, smtp, twilio, simulated };
  for (const [other, given] of Object.entries(all))
    if (given !== undefined && other !== kind)
      throw invalid(`the channel is of the kind \`${kind}\`, which stays; create another one`, `/${other}`);
  return all[kind];
}

/** Settings and secrets apart. INVARIANT: a secret never comes into the settings, which are stored and shown as they are. */
function apart(
  { secretNames }: KindOfChannel,
  fields: Fields,
): { readonly settings: Fields; readonly secrets: Secrets } {
  const isSecret = ([name]: readonly [string, unknown]) => secretNames.includes(name);
  const entries = Object.entries(fields);
  return {
    settings: Object.fromEntries(entries.filter((entry) => !isSecret(entry))),
    secrets: Object.fromEntries(entries.filter(isSecret)) as Secrets,
  };
}

function assertUsable(
  { guard, publicUrl, secretBox }: ChannelSurroundings,
  kind: ChannelKind,
  channel: NewChannelJson['channel'],
  settings: Fields,
  secrets: Secrets,
): void {
  const described = CHANNEL_KINDS[kind];
  if (!described.channels.includes(channel))
    throw invalid(`\`${kind}\` does not reach people by \`${channel}\`; choose another kind`, '/channel');
  const problem = settingsProblem(kind, channel, settings, secrets);
  if (problem !== undefined) throw invalid(problem.sentence, `/${kind}/${problem.field}`);
  const address = described.addressProblem(guard, settings);
  if (address !== undefined)
    throw new CommandError('address_not_allowed', address, {
      path: `/${kind}/${described.addressFields[0] ?? ''}`,
    });
  if (described.needsPublicUrl && publicUrl === null)
    throw new CommandError(
      'public_address_missing',
      'what comes back has no way in; set `TACT_PUBLIC_URL` and start again',
    );
  if (secretBox === null && (described.secretNames.length > 0 || described.needsPublicUrl))
    throw new CommandError(
      'secret_key_missing',
      'there is no key to keep secrets with; set `TACT_SECRET_KEY`',
    );
}

function sealed(
  { secretBox }: ChannelSurroundings,
  organizationId: OrganizationId,
  id: string,
  secrets: Secrets,
): { readonly sealedSecrets: string | null; readonly secretNames: readonly string[] } {
  const secretNames = Object.keys(secrets).toSorted();
  if (secretBox === null || secretNames.length === 0) return { sealedSecrets: null, secretNames: [] };
  const bytes = secretBox.seal(
    'channel credentials',
    secretContext(organizationId, id),
    JSON.stringify(secrets),
  );
  return { sealedSecrets: bytes.toString('base64'), secretNames };
}

function invalid(sentence: string, path: string): CommandError {
  return new CommandError('channel_invalid', sentence, { path });
}
