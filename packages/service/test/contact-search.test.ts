import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** Contacts found by name, client id, number and address, each by an index, without a trace in the log. */
let running: RunningService;
let organization: TestOrganization;

const PEOPLE: readonly (readonly [clientId: string, name: string | null, address: string])[] = [
  ['A-1', 'Ada Lovelace', '+12125550101'],
  ['A-2', 'ada byron king', 'ada@example.com'],
  ['B-1', 'Grace Hopper', '+12125550102'],
  ['B-2', 'Zoë 100% Ångström', '+12125550103'],
  ['B-3', null, '+12125550104'],
  ['Hop', 'Somebody Else', '+12125550105'],
];

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
  for (const [clientId, name, address] of PEOPLE)
    await organization.client.contacts.create({ body: { clientId, name, devices: [{ address }] } });
  const other = await running.newOrganization();
  await other.client.contacts.create({ body: { clientId: 'A-9', name: 'Ada Other', devices: [] } });
});
afterAll(() => running.stop());

async function found(search: string): Promise<readonly string[]> {
  const { items } = await organization.client.contacts.search({ body: { search } });
  return items.map(({ clientId }) => clientId);
}

test.each([
  ['the beginning of a name, in any case', 'ADA', ['A-1', 'A-2']],
  ['the whole name', 'ada lovelace', ['A-1']],
  ['the beginning of the last word', 'love', ['A-1']],
  ['a client id or a last name', 'Hop', ['B-1', 'Hop']],
  ['the beginning of a client id', 'B-', ['B-1', 'B-2', 'B-3']],
  ['a number in any written form', '+1 (212) 555-0102', ['B-1']],
  ['an e-mail address in any case', 'ADA@example.com', ['A-2']],
  ['letters with accents', 'ångs', ['B-2']],
  ['a sign that patterns have, as itself', '%', []],
  ['what nobody is called', 'Nobody', []],
])('finds %s', async (_, search, clientIds) => {
  expect(await found(search)).toEqual(clientIds);
});

test('goes on page by page, each contact once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const body = { search: 'a', limit: 1, ...(cursor === undefined ? {} : { cursor }) };
    const page = await organization.client.contacts.search({ body });
    seen.push(...page.items.map(({ clientId }) => clientId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(['A-1', 'A-2']);
});

test('follows a name that is changed', async () => {
  const { items } = await organization.client.contacts.search({ body: { search: 'Somebody' } });
  const [contact] = items;
  if (contact === undefined) throw new Error('nobody was found');
  const params = { id: contact.id };
  await organization.client.contacts.update({ params, body: { version: 1, name: 'Quite Another' } });
  expect([await found('Somebody'), await found('another')]).toEqual([[], ['Hop']]);
});

test('leaves no name in the log, nor in an address', async () => {
  await found('Lovelace');
  expect(running.log.join('\n')).not.toMatch(/lovelace/i);
});
