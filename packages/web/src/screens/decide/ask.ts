import type { Channel } from '@tact/engine';
import type { ContactJson, DecisionAnswer, QuestionJson, ReadonlyDeep } from '@tact/api';
import { client } from '../../api/client.ts';

/** What somebody asks, as it stands in the address. */
export interface Asked {
  readonly text: string;
  readonly channel: Channel;
  readonly campaignGroupId: string | null;
  /** An instant, RFC 3339; null: now. */
  readonly at: string | null;
  /** Chosen among several contacts; null: the one that fits. */
  readonly contactId: string | null;
  readonly address: string | null;
}

/** A contact as the API answers it. */
export type StoredContact = ReadonlyDeep<ContactJson>;

/** The answer, or the contacts among which one has to be chosen. */
export type Answered =
  | {
      readonly kind: 'answer';
      readonly answer: ReadonlyDeep<DecisionAnswer>;
      readonly contact: StoredContact | null;
      readonly question: QuestionJson;
    }
  | { readonly kind: 'several'; readonly contacts: readonly StoredContact[] };

/** Finds whom the text means, and asks. A number or address that is no contact's is asked about alone. */
export async function ask(asked: Asked): Promise<Answered> {
  const { text, channel, campaignGroupId, at } = asked;
  const found = await contactsOf(asked);
  const exact =
    found.find(({ clientId }) => clientId === text) ?? (found.length === 1 ? found[0] : undefined);
  if (exact === undefined && found.length > 1) return { kind: 'several', contacts: found };
  const address = asked.address ?? (isAddress(text) ? text : null);
  const question: QuestionJson = {
    contact:
      exact !== undefined
        ? { id: exact.id }
        : isAddress(text)
          ? { clientId: text.slice(0, 64), devices: [{ address: text }] }
          : { clientId: text.slice(0, 64) },
    channel,
    ...(address === null || exact === undefined ? {} : { device: { address } }),
    ...(campaignGroupId === null ? {} : { campaignGroupId }),
    ...(at === null ? {} : { at }),
  };
  const answer = await client.decisions.ask({ query: { verdicts: 'all' }, body: question });
  return { kind: 'answer', answer, contact: exact ?? null, question };
}

async function contactsOf({ text, contactId }: Asked): Promise<readonly StoredContact[]> {
  if (contactId !== null) return [await client.contacts.get({ params: { id: contactId } })];
  const { items } = await client.contacts.list({ query: { search: text, limit: 10 } });
  return items;
}

/** Whether a text reads like a number or an e-mail address, and not like a client id. */
export function isAddress(text: string): boolean {
  return text.includes('@') || /^\+?[\d\s().-]{7,}$/.test(text);
}
