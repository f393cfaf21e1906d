import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/** The requests of the guide, as they stand there, on an installation in which nothing is stored yet. */
let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
  organization = await running.newOrganization();
});
afterAll(() => running.stop());

/** The fenced blocks of one language in a page of the guide. */
async function blocksOf(page: string, language: 'sh' | 'json'): Promise<readonly string[]> {
  const text = await readFile(new URL(`../../../docs/guide/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, inside = '']) => inside,
  );
}

/** The commands `curl` of a page. */
async function curlsOf(page: string): Promise<readonly string[]> {
  const blocks = await blocksOf(page, 'sh');
  const lines = blocks.flatMap((block) => block.replaceAll(/\\\n/g, ' ').split('\n'));
  return lines.filter((line) => line.startsWith('curl '));
}

/** Does what `curl` would do with what the guide uses of it; a variable that is not given stays as it is, and fails. */
async function curl(
  command: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<{
  readonly status: number;
  readonly json: { readonly id?: string; readonly attempt?: { readonly id: string } | null };
}> {
  const given: Readonly<Record<string, string>> = { TACT_API_KEY: organization.key, ...variables };
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, asItIs, filled, plain]) =>
      asItIs ?? (filled ?? plain ?? '').replaceAll(/\$(\w+)/g, (all, name: string) => given[name] ?? all),
  );
  const after = (option: string) => words.filter((_, index) => words[index - 1] === option);
  const body = after('-d')[0];
  const address = words.find((word) => word.startsWith('http://localhost:8228/')) ?? '';
  const response = await fetch(address.replace('http://localhost:8228', running.service.address), {
    method: after('-X')[0] ?? (body === undefined ? 'GET' : 'POST'),
    headers: after('-H').map((header) => header.split(': ') as [string, string]),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, json: text.startsWith('{') ? (JSON.parse(text) as object) : {} };
}

test('asking.md: an attempt is reserved, reported, and another one released', async () => {
  const [reserve = '', report = '', release = '', ...others] = await curlsOf('asking.md');
  expect(others).toEqual([]);
  const first = await curl(reserve);
  expect(first).toMatchObject({ status: 201, json: { attempt: { id: expect.any(String) as string } } });
  expect(await curl(report, { ID: first.json.attempt?.id ?? '' })).toMatchObject({ status: 200 });
  const second = await curl(reserve.replace('call-1001-1', 'call-1001-2'));
  expect(await curl(release, { ID: second.json.attempt?.id ?? '' })).toMatchObject({ status: 200 });
});

test('asking.md: every body is answered as a question, and that of a decision for the days to come', async () => {
  const bodies = await blocksOf('asking.md', 'json');
  expect(bodies).toHaveLength(2);
  for (const body of bodies) {
    const options = { headers: { 'x-api-key': organization.key, 'content-type': 'application/json' } };
    const asked = await running.service.request({
      method: 'POST',
      path: '/api/v1/decisions',
      ...options,
      body,
    });
    expect([asked.status, asked.text]).toEqual([200, expect.stringContaining('"decision":"allowed"')]);
    const windows = JSON.stringify({ ...(JSON.parse(body) as object), days: 7 });
    const planned = await running.service.request({
      method: 'POST',
      path: '/api/v1/windows',
      ...options,
      body: windows,
    });
    expect(planned.status).toBe(200);
  }
});

test('opt-outs-and-lists.md: numbers opt out, and a stored contact is lifted', async () => {
  const [bulk = '', lift = '', ...others] = await curlsOf('opt-outs-and-lists.md');
  expect(others).toEqual([]);
  const contact = await organization.client.contacts.create({
    body: { clientId: 'A-1001', devices: [{ address: '+12125550101' }] },
  });
  expect(await curl(bulk)).toMatchObject({ status: 200, json: { matched: 1, invalid: [] } });
  expect(await curl(lift, { CONTACT_ID: contact.id })).toMatchObject({ status: 200 });
});

test('channels.md: a channel is made and tried', async () => {
  const [make = '', tried = '', ...others] = await curlsOf('channels.md');
  expect(others).toEqual([]);
  const made = await curl(make);
  expect(made.status).toBe(201);
  expect(await curl(tried, { ID: made.json.id ?? '' })).toMatchObject({ status: 200 });
});
