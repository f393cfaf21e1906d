import { describe, expect, test } from 'vitest';
import { readMessage } from '@tact/api';
import type { ClientId } from '@tact/engine';
import type { ClaimedItem, MessageTemplate, MessageText, Organization } from '@tact/store';
import { messageFor } from './message.ts';

const ORGANIZATION = { name: 'Acme & Sons', locale: 'de-DE', defaultCountry: 'US' } as Organization;
const inLanguage = (language: string): MessageText => ({
  language,
  subject: null,
  text: language,
  html: null,
});
const template = (...texts: readonly MessageText[]) => ({ name: 'T', texts }) as unknown as MessageTemplate;
const person = (given: Partial<ClaimedItem['contact']> = {}): Pick<ClaimedItem, 'contact' | 'account'> => ({
  contact: {
    id: 'i',
    clientId: 'C1' as ClientId,
    name: 'Ann <b>',
    country: null,
    language: null,
    attributes: { tier: 'gold', vip: true, none: null },
    devices: [],
    ...given,
  },
  account: null,
});

describe('the language of a message', () => {
  const all = ['en', 'fr', 'es-MX', 'de', 'pt'];
  const rows: readonly [name: string, override: string | null, contact: Partial<ClaimedItem['contact']>, texts: readonly string[], chosen: string][] = [
    ['is the campaign’s own choice', 'fr', { language: 'es-MX' }, all, 'fr'],
    ['else the contact’s', null, { language: 'es-MX' }, all, 'es-MX'],
    ['else the same language of another place', null, { language: 'es-AR' }, all, 'es-MX'],
    ['else the organization’s', null, {}, all, 'de'],
    ['else that of the contact’s country', null, { country: 'BR' }, ['en', 'pt'], 'pt'],
    ['else that of the organization’s country', null, {}, ['fr', 'en'], 'en'],
    ['else the first that there is', null, { country: 'JP', language: 'xx' }, ['fr', 'it'], 'fr'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, override, contact, texts, chosen) => {
    const written = messageFor(template(...texts.map(inLanguage)), override, person(contact), ORGANIZATION);
    expect(written).toMatchObject({ text: chosen });
  });
});

describe('placeholders', () => {
  const written: readonly [text: string, shown: string][] = [
    ['Hello {name}, {organization} here', 'Hello Ann <b>, Acme & Sons here'],
    ['{attribute.tier} {attribute.vip} {clientId}', 'gold true C1'],
    ['{reference|your invoice}', 'your invoice'],
    ['{reference|}.', '.'],
  ];
  test.each(written)('%s', (text, shown) => {
    const one = { language: 'en', subject: null, text, html: null };
    expect(messageFor(template(one), null, person(), ORGANIZATION)).toMatchObject({ text: shown });
  });

  test('are escaped in HTML, and kept on one line in a subject', () => {
    const one = { language: 'en', subject: 'For {name}', text: '.', html: '<p>{name}</p>' };
    const given = person({ name: 'A\r\nBcc: <x>' });
    expect(messageFor(template(one), null, given, ORGANIZATION)).toEqual({
      subject: 'For A Bcc: <x>',
      text: '.',
      html: '<p>A\r\nBcc: &lt;x&gt;</p>',
    });
  });

  test.each(['{reference}', '{attribute.none}', '{attribute.constructor}'])(
    '%s without a value is incomplete',
    (text) => {
      const one = { language: 'en', subject: null, text, html: null };
      expect(messageFor(template(one), null, person(), ORGANIZATION)).toEqual({
        incomplete: expect.stringContaining(text) as string,
      });
    },
  );

  test.each([
    ['{nmae}', 'there is no placeholder `{nmae}`'],
    ['{attribute.}', 'there is no placeholder `{attribute.}`'],
    ['a { b', 'is not closed'],
    ['{name {clientId}}', 'is not closed'],
    ['a } b', 'closes nothing'],
  ])('%s is refused', (text, sentence) => {
    expect(readMessage(text)).toEqual({ problem: expect.stringContaining(sentence) as string });
  });
});
