import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWebAdmin, type WebAdmin } from './web-admin.ts';

/** Whom a question in the web admin is about: the stored contact, whatever it was named by, and nobody else without saying so. */
let admin: WebAdmin;

beforeAll(async () => {
  admin = await startWebAdmin();
  const contacts = [
    {
      clientId: 'N-1',
      name: 'Grace Nightingale',
      devices: [{ address: '+13125550131' }, { address: '+13125550132' }],
    },
    { clientId: '3125550139', name: 'Niels Digits', devices: [{ address: '+13125550133' }] },
    { clientId: 'N-3', name: 'Grace Nightshade', devices: [{ address: '+13125550134' }] },
  ] as const;
  for (const body of contacts) await admin.client.contacts.create({ body });
  // Only the contact itself: the number alone would be allowed.
  await admin.client.optOuts.create({ body: { clientId: 'N-1', contactOnly: true, reason: 'said so' } });
});
afterAll(() => admin.stop());

/** Far ahead: whoever opted out has done so by then, whenever the test runs. */
const MIDDAY = '2050-03-09T18:00:00Z';

/** What the page answers to a text, at an hour at which nothing but the contact blocks. */
async function asked(text: string) {
  const { page, go } = await admin.signedIn('operator');
  await go(`/decide?at=${MIDDAY}`);
  await page.getByLabel('Number, e-mail').fill(text);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  return page;
}

test.each(['+13125550131', '(312) 555-0131', 'N-1', 'grace nightingale'])(
  'a contact is found by `%s`, and its own opt-out blocks',
  async (text) => {
    const page = await asked(text);
    const answer = page.getByTestId('answer');
    await answer.waitFor();
    expect(await answer.textContent()).toContain('opted out');
    await page.getByRole('link', { name: 'N-1 Grace Nightingale' }).waitFor();
    expect(await page.getByRole('note').count()).toBe(0);
    await page.context().close();
  },
);

test('a client id that looks like a number is one, and not a device', async () => {
  const page = await asked('3125550139');
  await page.getByText('Niels Digits may be contacted by call').waitFor();
  await page.context().close();
});

test('a name that several have is chosen from', async () => {
  const page = await asked('Grace');
  await page.getByText('Several contacts fit; choose one').waitFor();
  await page.getByRole('link', { name: 'N-3 Grace Nightshade' }).click();
  await page.getByText('Grace Nightshade may be contacted by call').waitFor();
  await page.context().close();
});

test('a number that no contact has is asked about alone, and the page says so', async () => {
  const page = await asked('312 555 0188');
  await page.getByTestId('answer').waitFor();
  await page.getByRole('note').getByText('No contact is stored under that.').waitFor();
  await page.context().close();
});

test('an account and attributes of the record count where they are named', async () => {
  const contact = await admin.client.contacts.getByClientId({ params: { clientId: 'N-3' } });
  const account = { contactId: contact.id, reference: 'Loan 7', status: 'paused' } as const;
  await admin.client.accounts.create({ body: account });
  await admin.client.customRules.create({
    body: {
      name: 'Only the vetted',
      priority: 1,
      required: true,
      conditions: { description: '', expression: '$vetted === true', missingData: 'block' },
    },
  });
  const page = await asked('N-3');
  const answer = page.getByTestId('answer');
  await answer.getByText('vetted').waitFor();
  const attributes = page.getByLabel('Attributes');
  await attributes.fill('vetted');
  await page.getByText('Write them as name=value').waitFor();
  await attributes.fill('vetted=true');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('Grace Nightshade may be contacted by call').waitFor();
  await page.getByRole('button', { name: 'Loan 7 (Paused)' }).click();
  await answer.getByText('paused').waitFor();
  await page.getByRole('button', { name: 'None' }).click();
  await page.getByText('Grace Nightshade may be contacted by call').waitFor();
  await page.context().close();
});
