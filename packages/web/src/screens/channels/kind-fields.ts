import type { Channel } from '@tact/engine';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.channelsScreen;

/** The kinds of providers. */
export const CHANNEL_KINDS = ['webhook', 'smtp', 'twilio', 'simulated'] as const;
/** One kind of provider. */
export type ChannelKindName = (typeof CHANNEL_KINDS)[number];

/** One field of a kind. What is not optional has to be given; `usual` is what stands where nothing is typed; of a tick, `on`. */
export interface ChannelField {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly kind: 'text' | 'number' | 'secret' | 'secret-lines' | 'tick' | 'choice' | 'lines';
  readonly isOptional: boolean;
  readonly usual?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** Where only some channels have it. */
  readonly channels?: readonly Channel[];
}

const TIMEOUT: ChannelField = {
  name: 'timeoutMs',
  label: WORDS.timeout,
  help: WORDS.timeoutHelp,
  kind: 'number',
  isOptional: false,
  usual: '15000',
};

const text = (name: string, label: string, help?: string): ChannelField => ({
  name,
  label,
  kind: 'text',
  isOptional: false,
  ...(help === undefined ? {} : { help }),
});
const optional = (field: ChannelField): ChannelField => ({ ...field, isOptional: true });
const secret = (name: string, label: string, help?: string): ChannelField => ({
  ...text(name, label, help),
  kind: 'secret',
});

const SMTP: readonly ChannelField[] = [
  text('host', WORDS.host),
  { name: 'port', label: WORDS.port, kind: 'number', isOptional: false, usual: '587' },
  {
    name: 'security',
    label: WORDS.security,
    kind: 'choice',
    isOptional: false,
    usual: 'starttls',
    choices: (['tls', 'starttls', 'none'] as const).map((one) => ({
      value: one,
      label: WORDS.securities[one],
    })),
  },
  optional(text('user', WORDS.user, WORDS.userHelp)),
  optional(secret('password', WORDS.password)),
  text('from', WORDS.from),
  optional(text('fromName', WORDS.fromName)),
  optional(text('replyTo', WORDS.replyTo)),
  optional(text('dkimDomain', WORDS.dkimDomain, WORDS.dkimHelp)),
  optional(text('dkimSelector', WORDS.dkimSelector)),
  optional({ ...secret('dkimPrivateKey', WORDS.dkimPrivateKey), kind: 'secret-lines' }),
  TIMEOUT,
];

const TWILIO: readonly ChannelField[] = [
  text('accountSid', WORDS.accountSid),
  secret('authToken', WORDS.authToken),
  optional(text('from', WORDS.number, WORDS.numberHelp)),
  { ...optional(text('messagingServiceSid', WORDS.messagingServiceSid)), channels: ['sms', 'whatsapp'] },
  { ...optional(text('contentSid', WORDS.contentSid, WORDS.contentHelp)), channels: ['whatsapp'] },
  {
    name: 'detectMachines',
    label: WORDS.detectMachines,
    kind: 'tick',
    isOptional: true,
    usual: 'on',
    channels: ['call'],
  },
  {
    ...optional(text('helpReply', WORDS.helpReply, WORDS.helpReplyHelp)),
    channels: ['sms', 'whatsapp'],
    kind: 'lines',
  },
  { ...optional(text('callReply', WORDS.callReply, WORDS.callReplyHelp)), channels: ['call'], kind: 'lines' },
  { ...text('baseUrl', WORDS.baseUrl), usual: 'https://api.twilio.com' },
  TIMEOUT,
];

const FIELDS: Readonly<Record<ChannelKindName, readonly ChannelField[]>> = {
  webhook: [text('url', WORDS.url, WORDS.urlHelp), secret('secret', WORDS.secret, WORDS.secretHelp), TIMEOUT],
  smtp: SMTP,
  twilio: TWILIO,
  simulated: [{ ...text('seed', WORDS.seed, WORDS.seedHelp), kind: 'number', usual: '1' }],
};

/** The fields of a kind, in the order of its form. */
export function fieldsOf(kind: ChannelKindName): readonly ChannelField[] {
  return FIELDS[kind];
}

/** The kinds that reach people on a channel. */
export function kindsFor(channel: Channel): readonly ChannelKindName[] {
  return CHANNEL_KINDS.filter((kind) => {
    if (kind === 'smtp') return channel === 'email';
    return kind !== 'twilio' || channel !== 'email';
  });
}
