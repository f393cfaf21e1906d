import { parseInstant } from '@tact/api/without-schemas';
import { CHANNELS, type AttributeValue, type Channel, type Instant } from '@tact/engine';
import type { QuestionOptions } from '../commands/question-options.ts';
import { usage } from '../failure.ts';
import { oneOf } from '../one-of.ts';

/** The channel that is meant: as named, else e-mail with an e-mail address, else a call. */
export function channelOf({ channel, email, number }: QuestionOptions): Channel {
  if (channel === undefined) return email !== undefined && number === undefined ? 'email' : 'call';
  return oneOf(CHANNELS, '--channel', channel.toLowerCase());
}

/** The instant that is meant; null: now. */
export function instantOf({ at }: QuestionOptions): Instant | null {
  if (at === undefined) return null;
  const instant = parseInstant(at);
  if (instant === undefined)
    throw usage(`--at \`${at}\` is no instant; write one with its zone, such as 2026-11-21T02:15:00Z`);
  return instant;
}

/** The attributes of the request: true, false, null and numbers as such, anything else as text, also what stands in double quotes. */
export function attributesOf({ attribute = [] }: QuestionOptions): Readonly<Record<string, AttributeValue>> {
  return Object.fromEntries(
    attribute.map((text) => {
      const [, name, value] = /^\$?([^=$][^=]*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw usage(`--attribute \`${text}\` is no name and value; write name=value`);
      return [name, attributeValue(value)];
    }),
  );
}

function attributeValue(text: string): AttributeValue {
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text;
}
