import { parseInstant } from '@tact/api/without-schemas';
import {
  CHANNELS,
  type AttributeValue,
  type CampaignGroupId,
  type Channel,
  type Instant,
  type OrganizationId,
} from '@tact/engine';
import type { Store } from '@tact/store';
import type { QuestionOptions } from '../commands/question-options.ts';
import { usage } from '../failure.ts';

/** The channel that is meant: as named, else e-mail with an e-mail address, else a call. */
export function channelOf({ channel, email, number }: QuestionOptions): Channel {
  if (channel === undefined) return email !== undefined && number === undefined ? 'email' : 'call';
  const found = CHANNELS.find((known) => known === channel.toLowerCase());
  if (found === undefined) throw usage(`--channel \`${channel}\` is none; there are ${CHANNELS.join(', ')}`);
  return found;
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

/** The campaign group of a name or an id; null where none is named. */
export async function groupOf(
  store: Store,
  organizationId: OrganizationId,
  wanted: string | undefined,
): Promise<CampaignGroupId | null> {
  if (wanted === undefined) return null;
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['campaignGroups']['list']>> = await store.campaignGroups.list(
      organizationId,
      { limit: 200, cursor },
    );
    for (const { id, name } of page.items) {
      if (id === wanted || name === wanted) return id;
      names.push(name);
    }
    cursor = page.next;
  } while (cursor !== null);
  throw usage(
    `there is no campaign group \`${wanted}\`; there ${names.length === 0 ? 'are none' : `are ${names.map((name) => `\`${name}\``).join(', ')}`}`,
  );
}
