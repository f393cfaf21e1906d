import { parseEmail } from '@tact/places';
import { VALUE_BYTES_MAX } from '../limits.ts';
import type { ColumnUse } from '../plan.ts';
import { cellText, hasExponent, isBlank } from '../values/cell.ts';

/** What the cells of a column look like. */
export type ColumnLook =
  | 'empty'
  | 'number'
  | 'email'
  | 'email_domain'
  | 'number_or_email'
  | 'area_code'
  | 'local_number'
  | 'change_code'
  | 'date'
  | 'time'
  | 'days'
  | 'text';

/** What one cell looks like. A wildcard row, and a number that a spreadsheet has damaged, look like numbers: they are meant as such. */
export function lookOfCell(raw: string): ColumnLook {
  const text = cellText(raw);
  if (isBlank(text)) return 'empty';
  if (text.length > VALUE_BYTES_MAX) return 'text';
  if (/^\*?@[^@\s][^@\s.]*\.[^@\s]+$/.test(text)) return 'email_domain';
  if (text.includes('@')) return parseEmail(text.replace(/^.*<|>$|^mailto:/g, '')).ok ? 'email' : 'text';
  if (/^[ad]$/i.test(text)) return 'change_code';
  if (TIME.test(text)) return 'time';
  if (DATE.test(text)) return 'date';
  if (/^\d{3}$/.test(text)) return 'area_code';
  if (/^\d{1,5}$/.test(text)) return 'days';
  if (/^\d{7}$/.test(text)) return 'local_number';
  return isNumberLike(text) ? 'number' : 'text';
}

const DATE =
  /^(?:(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$/;
const TIME = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]+\d{1,2}:\d{2}/;

function isNumberLike(text: string): boolean {
  if (hasExponent(text) || /^\+?\d{3,}X+$/i.test(text)) return true;
  if (!/^[+(\d][\d\s().\-/+,;|]*$/.test(text.replace(/^tel:/i, ''))) return false;
  return text.replaceAll(/\D/g, '').length >= 7;
}

/** What most of a column's cells look like. */
export function lookOfColumn(cells: readonly string[]): ColumnLook {
  const counts = new Map<ColumnLook, number>();
  for (const cell of cells) {
    const look = lookOfCell(cell);
    if (look !== 'empty') counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  const filled = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (filled === 0) return 'empty';
  const share = (look: ColumnLook) => (counts.get(look) ?? 0) / filled;
  if (share('number') > 0 && share('email') > 0 && share('number') + share('email') > 0.7)
    return 'number_or_email';
  if (share('email') + share('email_domain') > 0.5) return share('email') > 0 ? 'email' : 'email_domain';
  const [most = 'text', count = 0] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  return count / filled > 0.5 ? most : share('number') > 0.3 ? 'number' : 'text';
}

const HINTS: readonly (readonly [name: RegExp, use: ColumnUse])[] = [
  [/days?[ _-]*to[ _-]*expir/i, 'days_to_expiry'],
  [/expir|until|\btill\b|valid[ _-]*to|end[ _-]*date|expires[ _-]*at/i, 'until'],
  [/^(?:from|start|valid[ _-]*from|effective|suppress[ _-]*from)/i, 'from'],
  [/e-?mail[ _-]*domain|^domain/i, 'email_domain'],
  [/e-?mail/i, 'email'],
  [/(?:client|contact|crm|external|custom[e]r)[ _-]*(?:id|ref|no)\b/i, 'client_id'],
  [/area[ _-]*code|^npa$/i, 'area_code'],
  [/reason|comment|^notes?$/i, 'reason'],
  [/change[ _-]*(?:code|type)|^action$|^add[ _/]*del/i, 'change_code'],
  [
    /contact[ _-]*group|account|order|invoice|amount|balance|zip|post(?:al)?[ _-]*code|ssn|\bid\b|_id\b|count|date|time/i,
    'ignore',
  ],
  [
    /phone|mobile|\bcell|^tel|\btel\b|^tn$|msisdn|^ani$|landline|number|^dnc|handset|whatsapp|^sms|^to$|fax|nummer|num[eé]ro|tel[eé]fono|telefon/i,
    'number',
  ],
];

/** What a column's name says that it is; null where it says nothing. */
export function hintOfName(name: string): ColumnUse | null {
  return HINTS.find(([pattern]) => pattern.test(name.trim()))?.[1] ?? null;
}

/** What a column is proposed to be read as, by its name (empty where there is none) and its cells. */
export function proposedUse(name: string, look: ColumnLook): ColumnUse {
  const hint = hintOfName(name);
  if (hint === 'change_code' && look !== 'change_code') return 'ignore';
  if (hint === 'number' && (look === 'email' || look === 'email_domain')) return 'email';
  if (hint === 'number' && look === 'number_or_email') return 'device';
  if (hint !== null) return hint === 'email' && look === 'number' ? 'number' : hint;
  switch (look) {
    case 'number':
      return 'number';
    case 'number_or_email':
      return 'device';
    case 'email':
    case 'email_domain':
      return 'email';
    case 'change_code':
      return name === '' ? 'change_code' : 'ignore';
    case 'area_code':
    case 'local_number':
    case 'date':
    case 'time':
    case 'days':
    case 'empty':
    case 'text':
      return 'ignore';
  }
}
