import { parseEmail } from '@tact/places';
import type { EntryValue } from '../entry.ts';
import { cellProblem, type CellProblem } from './cell.ts';

/** An address, a whole domain, or what is wrong. */
export type ReadAddress =
  { readonly ok: true; readonly value: EntryValue } | ({ readonly ok: false } & CellProblem);

/** Reads an e-mail address as people have it: plain, `mailto:…`, `Ana <ana@example.com>`; or a whole domain, `@example.com`, `*@example.com`. */
export function readAddress(text: string): ReadAddress {
  const damage = cellProblem(text);
  if (damage !== null) return { ok: false, ...damage };
  const inBrackets = /<([^<>]+)>$/.exec(text)?.[1] ?? text;
  const address = inBrackets.replace(/^mailto:/i, '').trim();
  if (/^\*?@/.test(address)) return readDomain(address.replace(/^\*?@/, ''));
  const read = parseEmail(address);
  return read.ok ? { ok: true, value: { kind: 'device', key: read.key } } : read;
}

/** Reads a mail domain, with or without `@` before it. */
export function readDomain(text: string): ReadAddress {
  const domain = text.replace(/^\*?@/, '').toLowerCase();
  if (parseEmail(`a@${domain}`).ok) return { ok: true, value: { kind: 'email_domain', domain } };
  return {
    ok: false,
    code: 'email_domain_invalid',
    sentence: 'this is no mail domain; write one such as `@example.com`',
  };
}
