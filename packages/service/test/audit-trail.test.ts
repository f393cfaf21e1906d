import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints, type Endpoint } from '@tact/api';
import { hashPassword } from '../src/password.ts';
import { channelParts } from './running-channels.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let own: TestOrganization;
let spoolDirectory: string;
const PASSWORD = 'correct horse battery staple';

beforeAll(async () => {
  spoolDirectory = await mkdtemp(join(tmpdir(), 'tact-test-spool-'));
  const parts = channelParts();
  running = await startRunningService({ spoolDirectory, channels: parts });
  own = await running.newOrganization();
  const actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;
  await running.store.users.createUser(
    own.id,
    { email: 'ada@example.com', role: 'administrator', passwordHash: await hashPassword(PASSWORD) },
    actor,
  );
});
afterAll(async () => {
  await running.stop();
  await rm(spoolDirectory, { recursive: true, force: true });
});

/** What earlier answers gave, by the name that a step keeps it under. */
const known = new Map<string, Readonly<Record<string, unknown>>>();
const idOf = (name: string, field = 'id') => String(known.get(name)?.[field]);

/** Changes nothing, or something that has records of its own which are sealed; so it leaves no entry. */
const WITHOUT_ENTRY: ReadonlySet<string> = new Set([
  'decisions.ask',
  'windows.find',
  'attempts.reserve',
  'attempts.report',
  'attempts.release',
  'attemptRules.check',
  'contactTimesRules.check',
  'locationRules.check',
  'customRules.check',
  'attemptRules.effect',
  'contactTimesRules.effect',
  'locationRules.effect',
  'customRules.effect',
  'organization.effect',
  'contactDates.effect',
  'customRules.try',
  'contacts.search',
  'accounts.search',
  'suppressionLists.searchEntries',
  'listImports.inspect',
  'contactImports.inspect',
  'channels.test',
  'preDialValidations.test',
  'campaigns.checkScript',
]);

/** A request of one route: its path's parameters, its query and its body (else the route's example), and under what its answer is kept. */
interface Step {
  readonly route: string;
  readonly params?: () => Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: () => unknown;
  readonly keep?: string;
  readonly first?: () => Promise<unknown>;
}

const ofRule = (resource: string): readonly Step[] => [
  { route: `${resource}.create`, keep: resource },
  {
    route: `${resource}.duplicate`,
    params: () => ({ id: idOf(resource) }),
    body: () => ({ name: `${resource} again`, required: false, priority: 9 }),
  },
  {
    route: `${resource}.update`,
    params: () => ({ id: idOf(resource) }),
    body: () => ({ version: 1, name: `${resource} otherwise` }),
  },
  { route: `${resource}.delete`, params: () => ({ id: idOf(resource) }) },
];
const ofPicks = (resource: string): readonly Step[] => [
  { route: `${resource}.create`, keep: resource },
  { route: `${resource}.update`, params: () => ({ id: idOf(resource) }) },
  { route: `${resource}.pickRule`, params: () => ({ id: idOf(resource), ruleId: idOf('optional') }) },
  { route: `${resource}.unpickRule`, params: () => ({ id: idOf(resource), ruleId: idOf('optional') }) },
];
const plain = (resource: string, body?: () => unknown): readonly Step[] => [
  { route: `${resource}.create`, keep: resource, ...(body === undefined ? {} : { body }) },
  { route: `${resource}.update`, params: () => ({ id: idOf(resource) }) },
  { route: `${resource}.delete`, params: () => ({ id: idOf(resource) }) },
];
const onCampaign = (name: string): Step => ({
  route: `campaigns.${name}`,
  params: () => ({ id: idOf('campaigns') }),
});

function createCampaign(name: string): Step {
  return {
    route: 'campaigns.create',
    body: () => ({
      name,
      campaignGroupId: idOf('campaignGroups'),
      contactListId: idOf('contactList'),
      channel: 'sms',
      messageTemplateId: idOf('messageTemplate'),
    }),
    keep: 'campaigns',
  };
}
/** Another one, which nothing uses, to be deleted. */
const unused = (resource: string, keep: string, body: object): readonly Step[] => [
  { route: `${resource}.create`, body: () => body, keep },
  { route: `${resource}.delete`, params: () => ({ id: idOf(keep) }) },
];

/** In an order in which each finds what it needs. */
const steps: readonly Step[] = [
  { route: 'contacts.create', keep: 'contact' },
  { route: 'contacts.put', params: () => ({ clientId: 'A-1002' }), keep: 'second' },
  { route: 'contacts.update', params: () => ({ id: idOf('contact') }) },
  {
    route: 'accounts.create',
    body: () => ({ contactId: idOf('contact'), reference: 'L-1' }),
    keep: 'account',
  },
  { route: 'accounts.update', params: () => ({ id: idOf('account') }) },
  { route: 'accounts.delete', params: () => ({ id: idOf('account') }) },
  { route: 'attempts.import' },
  { route: 'optOuts.create', keep: 'optOut' },
  { route: 'optOuts.lift', params: () => ({ id: idOf('optOut') }) },
  {
    route: 'adminOptOuts.bulk',
    body: () => ({ phones: ['+12125550123'], reason: 'a list' }),
  },
  { route: 'adminOptOuts.lift', params: () => ({ contactId: idOf('contact') }) },
  {
    route: 'attemptRules.create',
    body: () => ({
      name: 'optional',
      required: false,
      priority: 3,
      conditions: (exampleOf('attemptRules.create') as { readonly conditions: unknown }).conditions,
    }),
    keep: 'optional',
  },
  ...ofRule('attemptRules'),
  ...ofRule('contactTimesRules'),
  ...ofRule('locationRules'),
  ...ofRule('customRules'),
  { route: 'contactDates.create', keep: 'contactDates' },
  { route: 'contactDates.delete', params: () => ({ id: idOf('contactDates') }) },
  ...plain('customTimezones'),
  { route: 'customTimezones.import' },
  { route: 'suppressionLists.create', keep: 'list' },
  { route: 'suppressionLists.update', params: () => ({ id: idOf('list') }) },
  { route: 'suppressionLists.addEntries', params: () => ({ id: idOf('list') }) },
  {
    route: 'suppressionLists.removeEntry',
    first: () => keepFirst('entry', `/api/v1/suppression-lists/${idOf('list')}/entries`),
    params: () => ({ id: idOf('list'), entryId: idOf('entry') }),
  },
  {
    route: 'listImports.create',
    params: () => ({ id: idOf('list') }),
    query: 'fileName=list.csv&defaultCountry=US',
    keep: 'begun',
  },
  {
    route: 'listImports.rollBack',
    first: importEnded,
    params: () => ({ id: idOf('list'), importId: idOf('import') }),
  },
  { route: 'suppressionLists.delete', params: () => ({ id: idOf('list') }) },
  { route: 'contactImports.create', query: 'fileName=people.csv&defaultCountry=US', keep: 'contactImport' },
  { route: 'contactImports.undo', first: contactImportEnded, params: () => ({ id: idOf('contactImport') }) },
  ...ofPicks('dialingProfiles'),
  { route: 'dialingProfiles.delete', params: () => ({ id: idOf('dialingProfiles') }) },
  ...ofPicks('campaignTemplates'),
  { route: 'campaignTemplates.delete', params: () => ({ id: idOf('campaignTemplates') }) },
  ...ofPicks('campaignGroups'),
  { route: 'contactLists.create', keep: 'contactList' },
  { route: 'contactLists.update', params: () => ({ id: idOf('contactList') }) },
  { route: 'contactLists.addRecords', params: () => ({ id: idOf('contactList') }) },
  {
    route: 'contactLists.setRecordStatus',
    first: () => keepFirst('record', `/api/v1/contact-lists/${idOf('contactList')}/records`),
    params: () => ({ id: idOf('contactList'), recordId: idOf('record') }),
  },
  { route: 'messageTemplates.create', keep: 'messageTemplate' },
  { route: 'messageTemplates.update', params: () => ({ id: idOf('messageTemplate') }) },
  createCampaign('March'),
  { route: 'campaigns.update', params: () => ({ id: idOf('campaigns') }) },
  onCampaign('activate'),
  onCampaign('pause'),
  onCampaign('resume'),
  onCampaign('enqueue'),
  onCampaign('complete'),
  createCampaign('March again'),
  onCampaign('delete'),
  {
    route: 'contactLists.deleteRecord',
    params: () => ({ id: idOf('contactList'), recordId: idOf('record') }),
  },
  ...unused('contactLists', 'unusedList', { name: 'unused' }),
  ...unused('messageTemplates', 'unusedTemplate', {
    name: 'unused',
    texts: [{ language: 'en', text: 'Hello' }],
  }),
  ...unused('campaignGroups', 'unusedGroup', { name: 'unused' }),
  { route: 'queue.pause' },
  { route: 'queue.resume' },
  { route: 'queue.setChannelLimits', params: () => ({ channel: 'sms' }) },
  ...plain('dispositions', () => ({ code: 'OWN', name: 'One of our own' })),
  ...plain('treatments'),
  ...plain('channels'),
  ...plain('preDialValidations'),
  { route: 'organization.update' },
  { route: 'organization.setRetention' },
  { route: 'apiKeys.create', keep: 'apiKey' },
  { route: 'apiKeys.revoke', params: () => ({ id: idOf('apiKey') }) },
  { route: 'users.invite', body: () => ({ email: 'eve@example.com', role: 'analyst' }), keep: 'user' },
  { route: 'users.inviteAgain', params: () => ({ id: idOf('user') }), keep: 'user' },
  {
    route: 'session.acceptInvitation',
    params: () => ({ token: idOf('user', 'invitation') }),
    body: () => ({ password: PASSWORD }),
  },
  { route: 'users.update', params: () => ({ id: idOf('user') }) },
  { route: 'users.remove', params: () => ({ id: idOf('user') }) },
  { route: 'session.signIn', body: () => ({ email: 'ada@example.com', password: PASSWORD }) },
  {
    route: 'session.setPassword',
    body: () => ({ password: PASSWORD, newPassword: `${PASSWORD}, and more` }),
  },
  { route: 'session.signOut' },
  { route: 'contacts.delete', params: () => ({ id: idOf('second') }) },
];

/** They need a job that is under way: shown by the storage's own test of jobs, and by the tests of backtests, report files, imports of contacts and erasures. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'jobs.stop',
  'jobs.resume',
  'contactImports.stop',
  'contactImports.resume',
  'backtests.create',
  'backtests.stop',
  'backtests.resume',
  'reportFiles.create',
  'reportFiles.stop',
  'reportFiles.resume',
  'erasures.create',
]);
/** There is no state to show: a session is a secret, and so is a password. */
const SECRET_ACTIONS: ReadonlySet<string> = new Set([
  'session.begin',
  'session.end',
  'user.set-password',
  'user.accept',
]);

const routes = new Map(allEndpoints.map(({ resource, name, endpoint }) => [`${resource}.${name}`, endpoint]));
const changing = [...routes].flatMap(([route, { method }]) => (method === 'GET' ? [] : [route]));

function endpointOf(route: string): Endpoint {
  const found = routes.get(route);
  if (found === undefined) throw new Error(`there is no route ${route}`);
  return found;
}

function exampleOf(route: string): unknown {
  return endpointOf(route).example;
}

let cookie: string | undefined;

/** Sends a step under a request id of its own, and keeps what it answers. */
async function carryOut(step: Step, requestId: string): Promise<number> {
  await step.first?.();
  const { method, path, example, csv, file } = endpointOf(step.route);
  const params = step.params?.() ?? {};
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const given = step.body === undefined ? example : step.body();
  const type = csv === undefined ? (file === undefined ? 'application/json' : 'application/octet-stream') : 'text/csv'; // prettier-ignore
  const body = given === undefined || typeof given === 'string' ? given : JSON.stringify(given);
  const isSession = step.route.startsWith('session.');
  const response = await fetch(
    new URL(step.query === undefined ? filled : `${filled}?${step.query}`, running.service.address),
    {
      method,
      headers: {
        'x-request-id': requestId,
        ...(isSession ? { 'x-tact-request': '1' } : { 'x-api-key': own.key }),
        ...(isSession && cookie !== undefined ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    },
  );
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  const text = await response.text();
  if (response.status >= 300) throw new Error(`${step.route} answered ${response.status} ${text}`);
  const answered = (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>;
  if (step.keep !== undefined) known.set(step.keep, answered);
  return response.status;
}

async function keepFirst(name: string, path: string): Promise<void> {
  const { json } = await own.send('GET', path);
  const [first] = json['items'] as readonly Readonly<Record<string, unknown>>[];
  if (first !== undefined) known.set(name, first);
}

async function contactImportEnded(): Promise<void> {
  const params = { id: idOf('contactImport') };
  while ((await own.client.contactImports.get({ params })).state !== 'finished') await sleep(20);
}

async function importEnded(): Promise<void> {
  const begun = known.get('begun') as { readonly job: { readonly id: string }; readonly import: { readonly id: string } }; // prettier-ignore
  known.set('import', begun.import);
  while ((await own.client.jobs.get({ params: { id: begun.job.id } })).state !== 'finished') await sleep(20);
}

describe('the audit log is found and taken along', () => {
  const PHONES = ['+12125550141', '+12125550142', '+12125550143'];
  let other: TestOrganization;
  const list = async (query: string) =>
    (await other.send('GET', `/api/v1/audit?${query}`)).json['items'] as readonly {
      readonly action: string;
    }[];

  beforeAll(async () => {
    other = await running.newOrganization();
    const { client } = other;
    for (const [index, address] of PHONES.entries())
      await client.contacts.create({ body: { clientId: `P-${index}`, devices: [{ address }] } });
    await other.send('POST', '/api/admin/opt-out/bulk', {
      headers: { 'content-type': 'application/json', 'x-request-id': 'the-list' },
      body: JSON.stringify({ phones: PHONES, reason: '=1+1' }),
    });
    await client.contactDates.create({ body: { label: 'a day', date: '2026-12-24' } });
  });

  test('opt-outs of a list are told each by each', async () => {
    const items = await list('requestId=the-list');
    expect(items.map(({ action }) => action)).toEqual(PHONES.map(() => 'opt-out.create'));
    expect(items[0]).toMatchObject({ actor: { source: 'bulk' }, reason: '=1+1', before: null });
  });

  test.each([
    ['action=contact-date.create', 1],
    ['entity=contact', 3],
    ['entity=contact&action=contact.update', 0],
    ['source=bulk', 3],
    ['actorKind=api-key&source=api', 4],
    ['actorKind=user', 0],
    ['actorId=nobody', 0],
    ['from=2026-01-01&entity=contact-date', 1],
    ['to=2026-01-01', 0],
    [`from=${new Date(Date.now() + 3_600_000).toISOString()}`, 0],
  ])('by %s', async (query, expected) => {
    expect(await list(query)).toHaveLength(expected);
  });

  test('a period that is none is refused', async () => {
    const { status, json } = await other.send('GET', '/api/v1/audit?from=2026-03-02&to=2026-03-01');
    expect([status, json['code']]).toEqual([422, 'instant_invalid']);
  });

  test('as lines of JSON, oldest first, and again after any number', async () => {
    const whole = (await other.send('GET', '/api/v1/audit.ndjson')).text;
    const lines = whole.trimEnd().split('\n');
    const numbers = lines.map((line) => (JSON.parse(line) as { readonly number: number }).number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    const rest = (await other.send('GET', '/api/v1/audit.ndjson?after=3')).text;
    expect(rest).toBe(`${lines.slice(3).join('\n')}\n`);
  });

  test('as CSV, which no spreadsheet takes for a formula', async () => {
    const { text, headers } = await other.send('GET', '/api/v1/audit.csv?requestId=the-list');
    expect(headers.get('content-disposition')).toContain('audit.csv');
    const { data } = Papa.parse<Readonly<Record<string, string>>>(text, {
      header: true,
      skipEmptyLines: true,
    });
    expect(data).toHaveLength(PHONES.length);
    expect(data[0]).toMatchObject({ action: 'opt-out.create', source: 'bulk', reason: "'=1+1", before: '' });
    expect(JSON.parse(data[0]?.['after'] ?? '')).toMatchObject({ reason: '=1+1' });
  });
});

describe('every route that changes something leaves an entry that names its request', () => {
  test('no route is left out', () => {
    const told = new Set([...steps.map(({ route }) => route), ...WITHOUT_ENTRY, ...ELSEWHERE]);
    expect(changing.filter((route) => !told.has(route))).toEqual([]);
    expect([...told].filter((route) => !changing.includes(route))).toEqual([]);
  });

  test.each(steps.map((step, index) => [`${index + 1} ${step.route}`, step] as const))(
    '%s',
    async (name, step) => {
      const requestId = `audit-${name.replaceAll(' ', '-')}`;
      await carryOut(step, requestId);
      const { items } = await running.store.audit.list(own.id, { limit: 200, cursor: null }, { requestId });
      expect(items.length).toBeGreaterThan(0);
      for (const { action, before, after } of items) {
        if (SECRET_ACTIONS.has(action)) continue;
        expect([action, before ?? after]).not.toEqual([action, null]);
        if (/\.(update|delete|remove|lift)$/.test(action))
          expect([action, before]).not.toEqual([action, null]);
        if (/\.(update|create|import)$/.test(action)) expect([action, after]).not.toEqual([action, null]);
      }
    },
  );
});
