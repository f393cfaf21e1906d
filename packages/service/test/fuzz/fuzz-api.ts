import { allEndpoints, type Endpoint } from '@tact/api';
import { seededRandom, type Random } from '../../src/demo/random.ts';
import type { TestOrganization } from '../running-service.ts';
import { nastyJson, nastyText } from './nasty-values.ts';
import { valueOf, type Choosing, type JsonSchema } from './value-of-schema.ts';

/** What fuzzing did, and the requests that were answered as none may be. */
export interface Fuzzed {
  /** Requests by route and status. */
  readonly counts: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

/** How many values of one name are remembered. */
const KNOWN_MAX = 40;
/** Names whose values are worth remembering from answers, and the field that they are given in. */
const REMEMBERED: Readonly<Record<string, string>> = {
  clientId: 'clientId',
  version: 'version',
  nextCursor: 'cursor',
  code: 'code',
  ruleId: 'ruleId',
  listId: 'listId',
  campaignGroupId: 'campaignGroupId',
  accountId: 'accountId',
  decisionId: 'decisionId',
};

/**
 * Sends requests that the API's own schemas suggest, some of them spoilt on purpose, to every route in turn. No answer may be an
 * error of ours, and each must be what the route states (the sender checks that). The same seed sends the same requests, as far as the answers are.
 */
export async function fuzzApi(
  organization: TestOrganization,
  requests: number,
  seed: number,
): Promise<Fuzzed> {
  const random = seededRandom(seed);
  const known = new Map<string, unknown[]>();
  const counts = new Map<string, number>();
  const faults: string[] = [];
  let { key } = organization;
  for (let sent = 0; sent < requests; sent++) {
    const one = allEndpoints[sent % allEndpoints.length];
    if (one === undefined) break;
    const { endpoint, resource } = one;
    const request = requestOf(endpoint, resource, {
      random,
      known,
      nastiness: random.chance(0.5) ? 0 : 0.08,
    });
    const told = `${endpoint.method} ${request.path} ${JSON.stringify(request.headers)} ${String(request.body).slice(0, 600)}`;
    try {
      const { status, json } = await organization.send(endpoint.method, request.path, {
        ...request,
        headers: { ...request.headers, 'x-api-key': key },
      });
      const counted = `${endpoint.method} ${endpoint.path} ${status}`;
      counts.set(counted, (counts.get(counted) ?? 0) + 1);
      // The tests' service has no key to keep secrets with, and says so.
      if (status >= 500 && json['code'] !== 'secret_key_missing')
        faults.push(`${status} ${JSON.stringify(json)} for ${told}`);
      if (status < 300) remember(json, resource, known, random);
      // It may take its own key away.
      if (status === 401) key = await organization.newKey('administrator');
    } catch (error) {
      faults.push(`${String(error)} for ${told}`);
    }
  }
  return { counts, faults };
}

interface FuzzRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

function requestOf(endpoint: Endpoint, resource: string, choosing: Choosing): FuzzRequest {
  const { random } = choosing;
  const params = propertiesOf(endpoint.params);
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    // An id is of the resource that the route is about.
    encoded(valueOf(params[name] ?? {}, name === 'id' ? `${resource}.id` : name, choosing)),
  );
  const query = Object.entries(propertiesOf(endpoint.query))
    .filter(() => random.chance(0.4))
    .map(([name, schema]) => `${name}=${encoded(valueOf(schema, name, choosing))}`);
  if (random.chance(choosing.nastiness)) query.push(`${encoded(nastyText(random))}=1`);
  return { path: query.length === 0 ? path : `${path}?${query.join('&')}`, ...bodyOf(endpoint, choosing) };
}

function bodyOf(endpoint: Endpoint, choosing: Choosing): Pick<FuzzRequest, 'headers' | 'body'> {
  const { body, csv, lines } = endpoint;
  const { random, nastiness } = choosing;
  if (body === undefined) return { headers: {}, body: null };
  if (csv !== undefined) return { headers: { 'content-type': 'text/csv' }, body: csvOf(random) };
  if (lines !== undefined && random.chance(0.5)) {
    const line = () => nastyJson(valueOf(lines.line, '', choosing));
    const text = Array.from({ length: random.between(0, 4) }, line).join('\n');
    return { headers: { 'content-type': 'application/x-ndjson' }, body: spoilt(text, choosing) };
  }
  if (typeof endpoint.example === 'object' && random.chance(0.4))
    return {
      headers: { 'content-type': 'application/json' },
      body: spoilt(JSON.stringify(withNews(endpoint.example, random)), choosing),
    };
  const type = random.chance(nastiness / 4) ? nastyType(random) : 'application/json';
  return {
    headers: { 'content-type': type },
    body: spoilt(nastyJson(valueOf(body, '', choosing)), choosing),
  };
}

/** An example under another name and priority, which may be used only once. */
function withNews(example: unknown, random: Random): unknown {
  const given = example as Readonly<Record<string, unknown>>;
  const isNew = { name: `one ${random.between(0, 1e6)}`, priority: random.between(1, 1_000) };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      name in isNew ? isNew[name as keyof typeof isNew] : value,
    ]),
  );
}

/** Cuts a text short, or changes a character of it, now and then. */
function spoilt(text: string, { random, nastiness }: Choosing): string {
  if (!random.chance(nastiness / 2)) return text;
  const at = random.between(0, text.length + 1);
  return random.chance(0.5)
    ? text.slice(0, at)
    : text.slice(0, at) + random.pick(['"', '{', ',', '\u0001', '\\u0000']) + text.slice(at + 1);
}

function csvOf(random: Random): string {
  const cell = () =>
    random.pick([
      '1',
      '212',
      '555',
      'America/New_York',
      '"',
      '""',
      ',',
      '\n',
      nastyText(random).slice(0, 500),
    ]);
  const row = () => Array.from({ length: random.between(1, 6) }, cell).join(',');
  return [
    'country code,area code,exchange,time zone',
    ...Array.from({ length: random.between(0, 5) }, row),
  ].join('\n');
}

function nastyType(random: Random): string {
  return random.pick([
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'multipart/form-data',
    '',
  ]);
}

/** As it stands in an address. What cannot be written there is left out. */
function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(text.slice(0, 2_000).toWellFormed()) || '%20';
}

function propertiesOf(schema: unknown): Readonly<Record<string, JsonSchema>> {
  return (schema as JsonSchema | undefined)?.properties ?? {};
}

function remember(value: unknown, resource: string, known: Map<string, unknown[]>, random: Random): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const field = name === 'id' ? `${resource}.id` : REMEMBERED[name];
    if (field !== undefined && (typeof inner === 'string' || typeof inner === 'number')) {
      const values = known.get(field) ?? [];
      if (values.length < KNOWN_MAX) values.push(inner);
      else values[random.between(0, KNOWN_MAX)] = inner;
      known.set(field, values);
    }
    remember(inner, resource, known, random);
  }
}
