import type { DeviceKey } from '@tact/engine';

/** Why a text is no e-mail address that can be written to, or no domain of such. */
export type EmailProblem = 'email_invalid' | 'email_too_long' | 'email_domain_invalid';

/** The key, or one sentence that does not repeat the address (house rule 7). */
export type EmailResult =
  | { readonly ok: true; readonly key: DeviceKey }
  | { readonly ok: false; readonly code: EmailProblem; readonly sentence: string };

/** RFC 5321: the whole address, the part before `@`, one label of the domain. */
const ADDRESS_MAX = 254;
const LOCAL_PART_MAX = 64;
const LABEL_MAX = 63;

/** What stands between dots on either side: letters and digits of any script, and the signs of RFC 5322; no quotes, spaces, brackets. */
const LOCAL_PART = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?$/u;

/**
 * Reads an e-mail address: one `@`, a domain with a dot, at most 254 characters. The key is the address in lower case and composed (NFC); names in other
 * scripts are kept as typed, not turned into `xn--`. Whether the mailbox exists is not asked.
 */
export function parseEmail(raw: string): EmailResult {
  const text = folded(raw);
  if (text.length > ADDRESS_MAX) {
    return {
      ok: false,
      code: 'email_too_long',
      sentence: `an e-mail address has at most ${ADDRESS_MAX} characters; check it`,
    };
  }
  const [local = '', domain = '', ...more] = text.split('@');
  if (more.length > 0 || local.length > LOCAL_PART_MAX || !LOCAL_PART.test(local) || !isDomain(domain)) {
    return {
      ok: false,
      code: 'email_invalid',
      sentence: 'this is no e-mail address; write one such as `ana@example.com`',
    };
  }
  return { ok: true, key: text as DeviceKey };
}

/**
 * Reads an e-mail domain as a suppression list names it: `@` and a domain with a dot, such as `@example.com`. The key is that text in
 * lower case; it stands for the addresses at that very domain, and for none below it. No `*`.
 */
export function parseEmailDomain(raw: string): EmailResult {
  const text = folded(raw);
  if (text.startsWith('@') && text.length <= ADDRESS_MAX && isDomain(text.slice(1)))
    return { ok: true, key: text as DeviceKey };
  return {
    ok: false,
    code: 'email_domain_invalid',
    sentence: 'this is no e-mail domain; write one such as `@example.com`, without `*`',
  };
}

/**
 * In lower case, and composed: `é` may be written as one character or as two, and is one mailbox. Composed before and after, because lower case
 * takes some characters apart.
 */
function folded(raw: string): string {
  return raw.trim().normalize('NFC').toLowerCase().normalize('NFC');
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  return labels.length > 1 && labels.every((label) => label.length <= LABEL_MAX && LABEL.test(label));
}
