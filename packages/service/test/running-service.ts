import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import {
  allEndpoints,
  createCheck,
  createClient,
  errorsOf,
  problemSchema,
  type Client,
  type Endpoint,
  type Role,
} from '@tact/api';
import { NO_LIMITS, type Instant, type OrganizationId } from '@tact/engine';
import { openStore, type Actor, type Store } from '@tact/store';
import { freshDatabase, TEST_ERASURE_KEYS, type TestDatabase } from '@tact/store/testing';
import { apiKeyHash, apiKeyPrefix, newApiKey } from '../src/api-key.ts';
import { createClock } from '../src/deciding/clock.ts';
import { startService, type Service, type ServiceParts } from '../src/main.ts';

/** A service that listens, on a database of its own. Every answer and every problem is checked against what the API states. */
export interface RunningService {
  readonly service: Service;
  readonly store: Store;
  readonly connectionString: string;
  /** The log so far, line by line. */
  readonly log: readonly string[];
  /** Makes an organization that may contact at all hours, with a key of an administrator. */
  newOrganization(): Promise<TestOrganization>;
  /** Another service on the same database. */
  another(parts: Partial<ServiceParts>): Promise<Service>;
  stop(): Promise<void>;
}

/** An organization of a test, and how it is spoken for. */
export interface TestOrganization {
  readonly id: OrganizationId;
  readonly key: string;
  readonly client: Client;
  /** Makes a key; `expiresAt` and `scopes` as given. */
  newKey(
    role: Role,
    given?: { readonly scopes?: readonly string[]; readonly expiresAt?: number },
  ): Promise<string>;
  clientFor(key: string): Client;
  /** A request as it is, for what the client does not let through. */
  send(
    method: string,
    path: string,
    given?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: FetchBody },
  ): Promise<{
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
    readonly json: JsonBody;
  }>;
}

type FetchBody = NonNullable<Parameters<typeof fetch>[1]>['body'] | null;

/** What tests look at of a body. */
export type JsonBody = Readonly<Record<string, unknown>>;

const ACTOR: Actor = { kind: 'job', id: 'test', name: 'test', requestId: 'test', source: 'api' };

/** Starts everything; `stop` takes all of it away. */
export async function startRunningService(parts: Partial<ServiceParts> = {}): Promise<RunningService> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'tact-test-'));
  const tidyUp = async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await startOn(database, { spoolDirectory: join(folder, 'spool'), ...parts }, tidyUp);
  } catch (error) {
    await tidyUp();
    throw error;
  }
}

async function startOn(
  database: TestDatabase,
  parts: Partial<ServiceParts> & Pick<ServiceParts, 'spoolDirectory'>,
  tidyUp: () => Promise<void>,
): Promise<RunningService> {
  const { connectionString } = database;
  const store = await openStore({ connectionString, erasureKeys: TEST_ERASURE_KEYS });
  const log: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(...chunk.toString('utf8').trimEnd().split('\n'));
      done();
    },
  });
  const usual: ServiceParts = {
    store,
    // Tests log in as the owner of the tables.
    caretaker: store,
    connectionString,
    clock: createClock(),
    logger: pino({ level: 'info' }, destination),
    host: '127.0.0.1',
    port: 0,
    inspectAnswer: assertAnswer,
    ...parts,
  };
  const service = await startService(usual);
  const services = [service];
  return {
    service,
    store,
    connectionString,
    log,
    newOrganization: () => newOrganization(store, service.address),
    async another(parts) {
      const other = await startService({ ...usual, ...parts });
      services.push(other);
      return other;
    },
    async stop() {
      await Promise.all(services.map((one) => one.stop()));
      await store.close();
      await tidyUp();
    },
  };
}

async function newOrganization(store: Store, baseUrl: string): Promise<TestOrganization> {
  const { id } = await store.organizations.create(
    {
      id: randomUUID() as OrganizationId,
      name: 'Test',
      locale: 'en-US',
      currency: 'USD',
      defaultCountry: 'US',
      rules: {
        zone: 'America/New_York',
        zoneFallback: 'number',
        allowedHours: { everyDay: 'any' },
        limits: NO_LIMITS,
      },
    },
    ACTOR,
  );
  const newKey: TestOrganization['newKey'] = async (role, { scopes = null, expiresAt = null } = {}) => {
    const text = newApiKey();
    await store.access.createApiKey(
      id,
      {
        name: role,
        role,
        scopes,
        prefix: apiKeyPrefix(text),
        expiresAt: expiresAt as Instant | null,
        keyHash: apiKeyHash(text),
      },
      ACTOR,
    );
    return text;
  };
  const key = await newKey('administrator');
  const clientFor = (apiKey: string) => createClient({ baseUrl, apiKey, fetch: checkedFetch });
  return {
    id,
    key,
    client: clientFor(key),
    newKey,
    clientFor,
    async send(method, path, { headers = {}, body = null } = {}) {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers: { 'x-api-key': key, ...headers },
        ...(body instanceof ReadableStream ? { duplex: 'half' as const } : {}),
        body: body ?? null,
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      const isLines = response.headers.get('content-type')?.includes('ndjson') ?? false;
      const json = isJson && !isLines && text !== '' ? (JSON.parse(text) as JsonBody) : {};
      if (response.status >= 400 && 'code' in json) {
        assertProblem(json);
        assertStated(method, path, json['code']);
      }
      return { status: response.status, headers: response.headers, text, json };
    },
  };
}

const checks = new Map<unknown, ReturnType<typeof createCheck>>();

/** Throws where a route answers something else than it states. */
function assertAnswer(endpoint: Endpoint, status: number, body: unknown): void {
  const schema = endpoint.answers[status];
  if (schema === undefined) throw new Error(`${endpoint.path} does not state the status ${status}`);
  if (schema === null) {
    if (body !== null) throw new Error(`${endpoint.path} states no body for ${status}`);
    return;
  }
  const check = checks.get(schema) ?? createCheck(schema);
  checks.set(schema, check);
  const checked = check(JSON.parse(JSON.stringify(body)));
  if (!checked.valid) throw new Error(`${endpoint.path}: ${JSON.stringify(checked.problems)}`);
}

const checkProblem = createCheck(problemSchema);

/** Throws where a problem is not what the API says that problems are. */
export function assertProblem(problem: unknown): void {
  const checked = checkProblem(problem);
  if (!checked.valid) throw new Error(`not a problem: ${JSON.stringify(checked.problems)}`);
}

const checkedFetch: typeof fetch = async (...given) => {
  const response = await fetch(...given);
  if (
    response.status >= 400 &&
    response.headers.get('content-type')?.startsWith('application/problem') === true
  )
    assertProblem(await response.clone().json());
  return response;
};

/** Throws where a route answers with an error that it does not state. */
function assertStated(method: string, path: string, code: unknown): void {
  // A path that cannot be read belongs to no route.
  if (code === 'route_unknown') return;
  const [pathname = ''] = path.split('?');
  const named = allEndpoints.find(
    ({ endpoint }) =>
      endpoint.method === method &&
      new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  if (named === undefined || errorsOf(named.endpoint).some((one) => one === code)) return;
  throw new Error(`${method} ${named.endpoint.path} does not state the error ${String(code)}`);
}
