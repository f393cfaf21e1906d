import type { Channel } from '@tact/engine';
import type { DecisionAnswer, QuestionJson, ReadonlyDeep } from '@tact/api';
import { client } from '../../api/client.ts';
import type { StoredContact } from '../contacts/contact-list.tsx';
import { attributesOfText } from './attributes-of-text.ts';
import { addressNamed, strangerNamed } from './named-device.ts';
import { whoIsMeant, type Meant } from './who-is-meant.ts';

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
  /** One of the contact's accounts, by id. */
  readonly accountId: string | null;
  /** What custom rules read besides what is stored, as it was typed. */
  readonly attributes: string;
}

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
  const { text, channel, campaignGroupId, at, accountId } = asked;
  const attributes = attributesOfText(asked.attributes);
  const meant = await meantBy(asked);
  if (meant.kind === 'several') return meant;
  const contact = meant.kind === 'contact' ? meant.contact : null;
  const address = asked.address ?? (meant.kind === 'contact' ? meant.address : null);
  const question: QuestionJson = {
    contact: contact === null ? strangerNamed(text) : { id: contact.id },
    channel,
    ...(address === null || contact === null ? {} : { device: { address } }),
    ...(campaignGroupId === null ? {} : { campaignGroupId }),
    ...(at === null ? {} : { at }),
    ...(accountId === null ? {} : { accountId }),
    ...(attributes === null || asked.attributes === '' ? {} : { attributes }),
  };
  const answer = await client.decisions.ask({ query: { verdicts: 'all' }, body: question });
  return { kind: 'answer', answer, contact, question };
}

async function meantBy({ text, contactId }: Asked): Promise<Meant> {
  if (contactId === null) return whoIsMeant(text);
  const contact = await client.contacts.get({ params: { id: contactId } });
  return { kind: 'contact', contact, address: addressNamed(contact, text) };
}
