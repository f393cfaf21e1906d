import type { QuestionJson } from '@tact/api';
import type { StoredContact } from '../contacts/contact-list.tsx';

/** Which of a contact's devices a text is about, as it is stored; null where it names the contact itself. */
export function addressNamed({ clientId, devices }: StoredContact, text: string): string | null {
  if (text === clientId) return null;
  const isNamed = text.includes('@')
    ? (address: string) => address.toLowerCase() === text.toLowerCase()
    : endsLike(text.replaceAll(/\D/g, '').replace(/^0+/, ''));
  return devices.find(({ address }) => isNamed(address))?.address ?? null;
}

/** Whether a number ends with these digits: it is stored with its country, and found by what was typed without. */
function endsLike(digits: string): (address: string) => boolean {
  return (address) => digits.length >= DIGITS_MIN && address.startsWith('+') && address.endsWith(digits);
}

/** Digits of the shortest number that somebody has. */
const DIGITS_MIN = 5;

/** Whoever is not stored, as a question names them: by the number or e-mail address alone, or by a client id that the answer finds unknown. */
export function strangerNamed(text: string): QuestionJson['contact'] {
  const clientId = text.slice(0, 64);
  return isAddress(text) ? { clientId, devices: [{ address: text }] } : { clientId };
}

/** Whether a text reads like a number or an e-mail address, and not like a client id. */
function isAddress(text: string): boolean {
  return text.includes('@') || /^\+?[\d\s().-]{7,}$/.test(text);
}
