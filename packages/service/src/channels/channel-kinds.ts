import { API_LIMITS } from '@tact/api';
import { CHANNELS, type Channel } from '@tact/engine';
import { parseEmail } from '@tact/places';
import type { ChannelKind } from '@tact/store';
import type { AddressGuard } from './address-guard.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is known of a kind of channel before one is configured. */
export interface KindOfChannel {
  /** The channels that it reaches people by. */
  readonly channels: readonly Channel[];
  readonly secretNames: readonly string[];
  /** What stands where a new one does not say. */
  readonly defaults: Fields;
  /** Where secrets go to. */
  readonly addressFields: readonly string[];
  /** What is wrong with the address; undefined where nothing is. */
  readonly addressProblem: (guard: AddressGuard, settings: Fields) => string | undefined;
  /** Whether it is of no use unless somebody outside reaches this service. */
  readonly needsPublicUrl: boolean;
}

const timeoutMs = API_LIMITS.channelTimeoutMsDefault;
const urlIn = (name: string) => (guard: AddressGuard, settings: Fields) =>
  guard.urlProblem(String(settings[name]));

/** The kinds of channels. */
export const CHANNEL_KINDS: Readonly<Record<ChannelKind, KindOfChannel>> = {
  webhook: {
    channels: CHANNELS,
    secretNames: ['secret'],
    defaults: { timeoutMs },
    addressFields: ['url'],
    addressProblem: urlIn('url'),
    needsPublicUrl: false,
  },
  smtp: {
    channels: ['email'],
    secretNames: ['dkimPrivateKey', 'password'],
    defaults: { user: null, fromName: null, replyTo: null, dkimDomain: null, dkimSelector: null, timeoutMs },
    addressFields: ['host', 'port', 'security', 'user'],
    addressProblem: (guard, { host, security }) => {
      if (security === 'none' && !guard.allowsPrivate)
        return 'a relay outside is spoken to with `tls` or `starttls`';
      return guard.hostProblem(String(host));
    },
    needsPublicUrl: true,
  },
  twilio: {
    channels: ['call', 'sms', 'whatsapp'],
    secretNames: ['authToken'],
    defaults: {
      baseUrl: 'https://api.twilio.com',
      from: null,
      messagingServiceSid: null,
      contentSid: null,
      detectMachines: true,
      helpReply: null,
      callReply: null,
      timeoutMs,
    },
    addressFields: ['baseUrl', 'accountSid'],
    addressProblem: urlIn('baseUrl'),
    needsPublicUrl: true,
  },
  simulated: {
    channels: CHANNELS,
    secretNames: [],
    defaults: {},
    addressFields: [],
    addressProblem: () => undefined,
    needsPublicUrl: false,
  },
};

/** What is missing or does not fit among the settings of a kind; undefined where nothing is. */
export function settingsProblem(
  kind: ChannelKind,
  channel: Channel,
  settings: Fields,
  secrets: Fields,
): { readonly field: string; readonly sentence: string } | undefined {
  switch (kind) {
    case 'webhook':
    case 'simulated':
      return undefined;
    case 'smtp':
      return smtpProblem(settings, secrets);
    case 'twilio':
      return twilioProblem(channel, settings);
  }
}

function smtpProblem(settings: Fields, secrets: Fields) {
  const { user, from, replyTo, host, dkimDomain, dkimSelector } = settings;
  if (!/^[A-Za-z0-9.:[\]-]+$/.test(String(host)))
    return { field: 'host', sentence: 'this is no name of a host; write one such as `smtp.example.com`' };
  for (const [field, address] of Object.entries({ from, replyTo }))
    if (address !== null && !parseEmail(textOf(address)).ok)
      return { field, sentence: 'this is no e-mail address; write one such as `office@example.com`' };
  if ((user === null) !== (secrets['password'] === undefined))
    return { field: 'password', sentence: '`user` and `password` go together; give both or none' };
  const dkim = [dkimDomain === null, dkimSelector === null, secrets['dkimPrivateKey'] === undefined];
  if (new Set(dkim).size > 1)
    return {
      field: 'dkimPrivateKey',
      sentence: '`dkimDomain`, `dkimSelector` and `dkimPrivateKey` go together; give all or none',
    };
  return undefined;
}

function twilioProblem(channel: Channel, { from, messagingServiceSid, contentSid }: Fields) {
  if (from !== null && !/^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11})$/.test(textOf(from)))
    return { field: 'from', sentence: 'this is nobody’s number; write one such as `+12125550123`' };
  if (channel === 'call') {
    if (from === null) return { field: 'from', sentence: 'a call comes from a number; give `from`' };
    if (messagingServiceSid !== null)
      return { field: 'messagingServiceSid', sentence: 'a messaging service makes no calls; leave it out' };
  }
  if ((from === null) === (messagingServiceSid === null))
    return { field: 'from', sentence: 'give `from` or `messagingServiceSid`, and not both' };
  if (contentSid !== null && channel !== 'whatsapp')
    return { field: 'contentSid', sentence: 'templates are of WhatsApp; leave it out' };
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
