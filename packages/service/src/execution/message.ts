import { readMessage } from '@tact/api';
import type { ClaimedItem, MessageTemplate, MessageText, Organization } from '@tact/store';
import type { Message } from '../channels/channel-adapter.ts';
import { escapedMarkup } from '../escaped-markup.ts';
import { fillIn } from './placeholders.ts';

/** A message that could not be written out: what is missing, in one sentence. */
export interface Incomplete {
  readonly incomplete: string;
}

/**
 * Writes a message out for one contact. The language is the campaign's own choice, else the contact's, else the organization's, else that
 * of the contact's country; where the template has none of them, its first text is taken.
 */
export function messageFor(
  template: MessageTemplate | null,
  language: string | null,
  { contact, account }: Pick<ClaimedItem, 'contact' | 'account'>,
  organization: Organization,
): Message | Incomplete {
  // A call has no message: somebody speaks.
  if (template === null) return { subject: null, text: '', html: null };
  const wanted = languageOrder(language, contact, organization);
  const chosen = chooseText(template.texts, wanted);
  if (chosen === undefined) return { incomplete: `the message template \`${template.name}\` has no text` };
  const values = {
    name: contact.name,
    clientId: contact.clientId,
    organization: organization.name,
    reference: account?.reference ?? null,
    amount: account?.amount ?? null,
    currency: account?.currency ?? null,
  };
  const write = (text: string, written: (value: string) => string) => {
    const pieces = readMessage(text);
    return 'problem' in pieces
      ? { missing: pieces.problem }
      : fillIn(pieces, values, contact.attributes, written);
  };
  const text = write(chosen.text, asItIs);
  const subject = chosen.subject === null ? null : write(chosen.subject, onOneLine);
  const html = chosen.html === null ? null : write(chosen.html, escapedMarkup);
  for (const part of [text, subject, html])
    if (part !== null && 'missing' in part)
      return {
        incomplete: `there is nothing to write for \`{${part.missing}}\`; complete the contact, or write \`{${part.missing}|…}\` in the template`,
      };
  return { text: textOf(text), subject: subject && textOf(subject), html: html && textOf(html) };
}

/** The languages of a message, the one that is wanted most first. */
export function languageOrder(
  language: string | null,
  contact: Pick<ClaimedItem['contact'], 'language' | 'country'>,
  organization: Pick<Organization, 'locale' | 'defaultCountry'>,
): readonly string[] {
  const country = contact.country ?? organization.defaultCountry;
  return [language, contact.language, organization.locale, languageOfCountry(country)].flatMap(
    (one) => one ?? [],
  );
}

/** The text in the first wanted language that there is one for: the very same, else the same language of another place; else the first text. */
export function chooseText(
  texts: readonly MessageText[],
  wanted: readonly string[],
): MessageText | undefined {
  for (const language of wanted) {
    const same = texts.find((text) => text.language.toLowerCase() === language.toLowerCase());
    const alike = same ?? texts.find((text) => baseOf(text.language) === baseOf(language));
    if (alike !== undefined) return alike;
  }
  return texts[0];
}

/** Of `es-MX`: `es`. */
function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}

/** The language that most people of a country read, by the Unicode data that Node brings; null where it is not known. */
function languageOfCountry(country: string): string | null {
  try {
    const { language } = new Intl.Locale(`und-${country}`).maximize();
    return language === 'und' ? null : language;
  } catch {
    return null;
  }
}

function asItIs(value: string): string {
  return value;
}

/** A line break in a subject would begin another header. */
function onOneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ');
}

function textOf(part: { readonly text: string } | { readonly missing: string }): string {
  return 'text' in part ? part.text : '';
}
