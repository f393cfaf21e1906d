import { client } from '../../api/client.ts';
import type { StoredContact } from '../contacts/contact-list.tsx';
import { addressNamed } from './named-device.ts';

/** Whom a text means: one contact, and the device by which it was named; or those among which one has to be chosen; or nobody who is stored. */
export type Meant =
  | { readonly kind: 'contact'; readonly contact: StoredContact; readonly address: string | null }
  | { readonly kind: 'several'; readonly contacts: readonly StoredContact[] }
  | { readonly kind: 'nobody' };

/** Finds whom a number, an e-mail address, a client id or a name means. A whole client id goes before all else: it may look like a number. */
export async function whoIsMeant(text: string): Promise<Meant> {
  const { items } = await client.contacts.search({ body: { search: text, limit: 10 } });
  const [first] = items;
  const contact = items.find(({ clientId }) => clientId === text) ?? (items.length === 1 ? first : undefined);
  if (contact !== undefined) return { kind: 'contact', contact, address: addressNamed(contact, text) };
  return first === undefined ? { kind: 'nobody' } : { kind: 'several', contacts: items };
}
