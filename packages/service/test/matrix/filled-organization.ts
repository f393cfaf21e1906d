import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsOwner } from '@tact/store/testing';
import type { RunningService, TestOrganization } from '../running-service.ts';
import { documentRoutes, type DocumentRoute } from './document-routes.ts';

/** An organization with one of everything that the API can make, made by the document's own examples. */
export interface FilledOrganization {
  readonly organization: TestOrganization;
  /** The id of its resource under a collection's path, such as `/api/v1/contacts`. */
  readonly ids: ReadonlyMap<string, string>;
}

/** A text that every name of the filled organization carries, and nobody else ever sends. */
export const MARK = 'aurora-7f3c';

/** Fields that people name things by; in a filled organization they carry the mark. */
const MARKED: ReadonlySet<string> = new Set(['name', 'label', 'reference', 'reason', 'clientId', 'text']);

/** Path parameters that name something of the world or of the caller's own, and no resource of an organization. */
const OWN_PARAMETERS: Readonly<Record<string, string>> = {
  clientId: 'A-1001',
  channel: 'sms',
  zone: 'America%2FNew_York',
  token: 'made-up-token-of-an-invitation-that-is-none',
};

/** Where the resource of a parameter or a field is made, where its name does not follow its path. */
const COLLECTION_OF: Readonly<Record<string, string>> = {
  contactId: '/api/v1/contacts',
  ruleId: '/api/v1/rules/attempt',
  ruleIds: '/api/v1/rules/attempt',
  campaignGroupId: '/api/v1/campaign-groups',
  contactListId: '/api/v1/contact-lists',
  messageTemplateId: '/api/v1/message-templates',
  accountId: '/api/v1/accounts',
  campaignId: '/api/v1/campaigns',
  entityId: '/api/v1/contacts',
};

/** Values of query parameters that a route cannot do without, or that say whose things are asked for. */
const QUERY_VALUES: Readonly<Record<string, string>> = {
  at: '2026-11-20T18:00:00Z',
  from: '2026-11-01T00:00:00Z',
  to: '2026-11-20T18:00:00Z',
  country: 'US',
  year: '2026',
  fileName: 'list.csv',
  mode: 'replace',
  defaultCountry: 'US',
  search: MARK,
};

/** Fills an organization, and waits until nothing works on it any more. */
export async function fillOrganization(running: RunningService): Promise<FilledOrganization> {
  const organization = await running.newOrganization();
  const ids = new Map<string, string>();
  const filled = { organization, ids };
  // What the documents' examples refer to, before what refers to it.
  const makers = documentRoutes().filter(
    ({ method, scope, body, path }) =>
      method === 'POST' && scope !== null && scope !== 'signed-in' && body !== null && !NOT_MADE.test(path),
  );
  // An erasure removes the files of reports that are there when it comes to them: one is made when it has ended.
  const isFile = ({ path }: DocumentRoute) => path === '/api/v1/reports/files';
  for (const route of makers) if (!isFile(route)) await make(filled, route);
  await makeRest(running, filled);
  for (const route of makers.filter(isFile)) await make(filled, route);
  await fileEnded(organization, ids.get('/api/v1/reports/files') ?? '');
  return filled;
}

interface Filling extends FilledOrganization {
  readonly ids: Map<string, string>;
}

/** Routes that only look, undo, or are called for by hand below. */
const NOT_MADE = /\/(check|inspect|rollback|lift|result|windows|bulk|undo)$/;

async function make({ organization, ids }: Filling, route: DocumentRoute): Promise<void> {
  const path = pathOf(route, ids, { isOwn: true });
  const { status, json, text } = await organization.send('POST', path, {
    headers: { 'content-type': route.body?.contentType ?? '' },
    body: bodyOf(route, ids, { isMarked: true }),
  });
  if (status >= 300) throw new Error(`${path} could not be made: ${status} ${text}`);
  const made = json as { readonly id?: string; readonly import?: { readonly id: string } };
  const id = made.id ?? made.import?.id ?? (json['key'] as { readonly id?: string } | undefined)?.id;
  if (id !== undefined && !ids.has(route.path)) ids.set(route.path, id);
  if (route.path === '/api/v1/contact-imports') await contactImportEnded(organization, id ?? '');
  const job = json['job'] as { readonly id: string } | undefined;
  if (job === undefined) return;
  ids.set('/api/v1/jobs', job.id);
  await jobEnded(organization, job.id);
}

/** What no example makes: a decision's and an attempt's ids, entries, records, items of the queue, and a signed-in user. */
async function makeRest(running: RunningService, { organization, ids }: Filling): Promise<void> {
  const idOf = (path: string) => ids.get(path) ?? '';
  const first = async (path: string) => {
    const { json } = await organization.send('GET', path);
    const [item] = (json['items'] ?? []) as readonly { readonly id: string }[];
    if (item === undefined) throw new Error(`${path} lists nothing of what was made`);
    return item.id;
  };
  for (const path of ['/api/v1/decisions', '/api/v1/attempts', '/api/v1/users'])
    ids.set(path, await first(path));
  for (const path of ['/api/v1/suppression-lists/{id}/entries', '/api/v1/contact-lists/{id}/records'])
    ids.set(path, await first(path.replace('{id}', idOf(path.replace(/\/\{id\}.*/, '')))));
  await erasureEnded(organization, idOf('/api/v1/erasures'));
  await running.store.campaigns.setStatus(organization.id, idOf('/api/v1/campaigns'), 'active', FILLER);
  await organization.send('POST', `/api/v1/campaigns/${idOf('/api/v1/campaigns')}/enqueue`);
  ids.set('/api/v1/queue/items', await first('/api/v1/queue/items'));
}

const FILLER = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' } as const;

async function jobEnded(organization: TestOrganization, id: string): Promise<void> {
  for (;;) {
    const { state } = await organization.client.jobs.get({ params: { id } });
    if (state !== 'queued' && state !== 'running') return;
    await sleep(20);
  }
}

async function contactImportEnded({ client }: TestOrganization, id: string): Promise<void> {
  for (;;) {
    const { state } = await client.contactImports.get({ params: { id } });
    if (state !== 'queued' && state !== 'running') return;
    await sleep(20);
  }
}

async function fileEnded(organization: TestOrganization, id: string): Promise<void> {
  for (;;) {
    const { state } = await organization.client.reportFiles.get({ params: { id } });
    if (state !== 'queued' && state !== 'running') return;
    await sleep(20);
  }
}

async function erasureEnded({ client }: TestOrganization, id: string): Promise<void> {
  for (;;) {
    const { state } = await client.erasures.get({ params: { id } });
    if (state !== 'queued' && state !== 'running') return;
    await sleep(20);
  }
}

/** The path of a route with the ids of the filled organization, or (`isOwn` false and no ids) with ids that nobody has. */
export function pathOf(
  route: DocumentRoute,
  ids: ReadonlyMap<string, string>,
  { isOwn = false }: { readonly isOwn?: boolean } = {},
): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string, at: number) => {
    const own = OWN_PARAMETERS[name];
    if (own !== undefined) return name === 'clientId' && isOwn ? `${own}-${MARK}` : own;
    const collection = COLLECTION_OF[name] ?? route.path.slice(0, at - 1);
    const id = ids.get(collection);
    if (id === undefined && ids.size > 0 && isOwn) throw new Error(`nothing was made for ${route.path}`);
    return id ?? randomUUID();
  });
  const query = route.query.flatMap(({ name, isRequired }) => {
    const value = ids.get(COLLECTION_OF[name] ?? '') ?? QUERY_VALUES[name];
    if (value === undefined && isRequired) throw new Error(`no value for ${name} of ${route.path}`);
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** Whether a route names a resource of an organization in its path. */
export function namesResource(route: DocumentRoute): boolean {
  return [...route.path.matchAll(/\{(\w+)\}/g)].some(([, name = '']) => OWN_PARAMETERS[name] === undefined);
}

/** The document's example as a body, with ids of the filled organization in place of those of the example; `isMarked`: with its mark in every name. */
export function bodyOf(
  { body }: DocumentRoute,
  ids: ReadonlyMap<string, string>,
  { isMarked = false }: { readonly isMarked?: boolean } = {},
): string | null {
  if (body === null) return null;
  if (typeof body.example === 'string') return body.example;
  const replaced = JSON.stringify(body.example ?? {}, (name, value: unknown) => {
    const id = ids.get(COLLECTION_OF[name] ?? '');
    if (id !== undefined && typeof value === 'string') return id;
    return isMarked && MARKED.has(name) && typeof value === 'string' ? `${value}-${MARK}` : value;
  });
  return replaced;
}

/** Every row of an organization, as one text for each table. */
export async function everythingOf(
  connectionString: string,
  organizationId: string,
): Promise<ReadonlyMap<string, string>> {
  const tables = await runAsOwner<{ name: string }>(
    connectionString,
    `select c.relname as name from pg_class c join pg_attribute x on x.attrelid = c.oid and x.attname = 'organization_id'
     where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const rows = new Map<string, string>();
  for (const { name } of tables) {
    const [found] = await runAsOwner<{ text: string | null }>(
      connectionString,
      `select string_agg(${name}::text, E'\\n' order by ${name}::text) as text from ${name} where organization_id = $1`,
      [organizationId],
    );
    rows.set(name, found?.text ?? '');
  }
  return rows;
}
