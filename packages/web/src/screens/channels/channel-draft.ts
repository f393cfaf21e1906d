import type { Channel } from '@tact/engine';
import type { client } from '../../api/client.ts';
import type { StoredChannel } from './channel-kind.ts';
import { fieldsOf, type ChannelField, type ChannelKindName } from './kind-fields.ts';

type NewChannel = Parameters<typeof client.channels.create>[0]['body'];
type ChannelChange = Parameters<typeof client.channels.update>[0]['body'];

/** What of a channel configuration is edited. Secrets begin empty: what is kept is never shown. */
export interface ChannelDraft {
  readonly name: string;
  readonly channel: Channel;
  readonly kind: ChannelKindName;
  readonly enabled: boolean;
  readonly concurrencyMax: number;
  /** The fields of the kind, as they are typed. */
  readonly settings: Readonly<Record<string, string | boolean>>;
}

/** A channel that reaches nobody yet. */
export const NEW_CHANNEL: ChannelDraft = {
  name: '',
  channel: 'sms',
  kind: 'webhook',
  enabled: true,
  concurrencyMax: 10,
  settings: {},
};

/** A stored configuration as it is edited. */
export function draftOf(stored: StoredChannel): ChannelDraft {
  const { name, channel, kind, enabled, concurrencyMax } = stored;
  const kept: Readonly<Record<string, unknown>> = stored[kind] ?? {};
  const settings = Object.fromEntries(
    fieldsOf(kind).flatMap(({ name: field }) => {
      const value = kept[field];
      if (typeof value === 'boolean' || typeof value === 'string') return [[field, value]];
      return typeof value === 'number' ? [[field, `${value}`]] : [];
    }),
  );
  return { name, channel, kind, enabled, concurrencyMax, settings };
}

/** What is sent to create it. */
export function bodyOfNew(draft: ChannelDraft): NewChannel {
  const { name, channel, kind, enabled, concurrencyMax } = draft;
  // The service says what is missing or does not fit, field by field.
  return { name, channel, enabled, concurrencyMax, [kind]: settingsOf(draft, 'new') };
}

/** What is sent to change it: a secret only where one was typed. */
export function bodyOfChange(draft: ChannelDraft, version: number): ChannelChange {
  const { name, kind, enabled, concurrencyMax } = draft;
  return { version, name, enabled, concurrencyMax, [kind]: settingsOf(draft, 'change') };
}

function settingsOf({ kind, settings }: ChannelDraft, whole: 'new' | 'change'): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOf(kind).flatMap((field) => {
      const value = valueOf(field, settings[field.name]);
      const isSecret = field.kind === 'secret' || field.kind === 'secret-lines';
      const isLeftOut = value === null && (isSecret || !field.isOptional || whole === 'new');
      return isLeftOut ? [] : [[field.name, value]];
    }),
  );
}

/** Null: nothing was typed. */
function valueOf(field: ChannelField, typed: string | boolean | undefined): unknown {
  if (field.kind === 'tick') return typed === undefined ? field.usual === 'on' : typed === true;
  const text = typeof typed === 'string' ? typed : (field.usual ?? '');
  if (text.trim() === '') return null;
  if (field.kind === 'number') return Number(text);
  return field.kind === 'secret' || field.kind === 'secret-lines' ? text : text.trim();
}
