import type { Client } from '@tact/api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { pictures } from './pictures.ts';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** Takes the guide's pictures of every screen, in light and dark: for `node scripts/screenshots.ts`, which runs it as a test. */
const SCREENS: readonly (readonly [name: string, path: string])[] = [
  ['decide', '/decide'],
  ['decide-blocked', '/decide?q={clientId}&contact={contact}'],
  ['callable', '/callable?area=US-NY'],
  ['callable-countries', '/callable?of=countries&area=US'],
  ['contacts', '/contacts'],
  ['contact', '/contacts/{contact}'],
  ['contact-edit', '/contacts/{contact}/edit'],
  ['accounts', '/accounts'],
  ['account', '/accounts/{account}'],
  ['attempt-rules', '/rules/attempt'],
  ['attempt-rule', '/rules/attempt/new'],
  ['contact-times', '/rules/contact-times'],
  ['contact-times-rule', '/rules/contact-times/{rule}'],
  ['location-rules', '/rules/location'],
  ['location-rule', '/rules/location/new'],
  ['custom-rules', '/rules/custom'],
  ['custom-rule', '/rules/custom/new'],
  ['contact-dates', '/contact-dates'],
  ['custom-timezones', '/custom-timezones'],
  ['pre-dial-validations', '/pre-dial-validations'],
  ['pre-dial-validation', '/pre-dial-validations/{validation}'],
  ['suppression-lists', '/suppression-lists'],
  ['suppression-list', '/suppression-lists/{list}'],
  ['suppression-list-edit', '/suppression-lists/{list}/edit'],
  ['import', '/suppression-lists/{list}/import'],
  ['opt-outs', '/opt-outs'],
  ['compliance-report', '/reports/compliance'],
  ['audit', '/audit'],
  ['decisions', '/decisions'],
  ['decision', '/decisions/{decision}'],
  ['organization', '/settings/organization'],
  ['limits', '/settings/limits'],
  ['compliance', '/settings/compliance'],
  ['users', '/settings/users'],
  ['api-keys', '/settings/api-keys'],
  ['dispositions', '/settings/dispositions'],
  ['treatments', '/settings/treatments'],
  ['password', '/password'],
];
const CONTACTS = 2_000;

/** Two services that are asked before a record is dialled; gives the second one's id. */
async function addValidations({ preDialValidations }: Client): Promise<string> {
  const consent = {
    name: 'Consent register',
    required: true,
    priority: 10,
    url: 'https://consent.example.com/ask',
  };
  await preDialValidations.create({ body: consent });
  const office = {
    name: 'Payment office',
    required: false,
    priority: 20,
    url: 'https://pay.example.com/may-we-dial',
  };
  return (await preDialValidations.create({ body: office })).id;
}

const PEOPLE = `Client ID;Full name;Handy;Loan;Segment
P-1001;Ada Sample;(212) 555-0171;L-1001;early
P-1002;Ben Sample;12;L-1002;late
P-1003;Cy Sample;+1 617 555 0173;L-1003;late
`;

/** Looks at a file of contacts, and brings it in; takes a picture of both. The second time its contacts are there. */
async function takeImport(page: Page, take: (name: string) => Promise<void>): Promise<void> {
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(PEOPLE) };
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByText('In the whole file: 2 good, 1 left out').waitFor();
  await take('web-contacts-import');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Finished').waitFor();
  await page.getByRole('cell', { name: '12', exact: true }).waitFor();
  await take('web-contact-import');
}

describe('pictures of every screen', () => {
  let admin: WebAdmin;
  const known: Record<string, string> = {};

  beforeAll(async () => {
    admin = await startWebAdmin({ contacts: CONTACTS });
    const { client } = admin;
    const firstOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items[0]?.id ?? '';
    const { items } = await client.optOuts.list({ query: { limit: 1 } });
    known['clientId'] = items[0]?.clientId ?? '';
    const contact = await client.contacts.getByClientId({ params: { clientId: known['clientId'] } });
    known['contact'] = contact.id;
    known['account'] = firstOf(await client.accounts.list());
    known['rule'] = firstOf(await client.contactTimesRules.list());
    known['validation'] = await addValidations(client);
    known['list'] = (await client.suppressionLists.list()).items.find(({ isOwn }) => !isOwn)?.id ?? '';
    const question = { contact: { id: contact.id }, channel: 'call' } as const;
    known['decision'] = (await client.decisions.ask({ body: question })).id;
  }, 120_000);
  afterAll(() => admin.stop());

  test.each(['light', 'dark'] as const)(
    'in %s',
    async (colorScheme) => {
      const take = pictures();
      const suffix = colorScheme === 'dark' ? '-dark' : '';
      const nobody = await admin.open({ colorScheme });
      await nobody.go('/');
      await take(nobody.page, `web-sign-in${suffix}`);
      await nobody.page.context().close();
      const { page, go } = await admin.signedIn('administrator', { colorScheme });
      for (const [name, path] of SCREENS) {
        await go(path.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(known[part] ?? '')));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await take(page, `web-${name}${suffix}`);
      }
      await go('/contacts/import');
      await takeImport(page, (name) => take(page, `${name}${suffix}`));
      await page.context().close();
    },
    240_000,
  );
});
