import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '@tact/api';
import { createAddressGuard } from '../src/channels/address-guard.ts';
import { createSecretBox } from '../src/channels/secret-box.ts';
import { keyWithout, outsiders, roleCallers, sessionOf, type Headers } from './matrix/callers.ts';
import { documentRoutes, type DocumentRoute } from './matrix/document-routes.ts';
import {
  bodyOf,
  everythingOf,
  fillOrganization,
  MARK,
  namesResource,
  pathOf,
  type FilledOrganization,
} from './matrix/filled-organization.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

/**
 * Every route of the OpenAPI document, asked by everybody: what the document says of who may is what happens, and whoever may not changes
 * nothing of the organization that has one of everything.
 */
let running: RunningService;
let filled: FilledOrganization;
let other: TestOrganization;
let tried = 0;
const routes = documentRoutes();
const guarded = routes.filter(({ scope }) => scope !== null);

beforeAll(async () => {
  running = await startRunningService({
    channels: {
      secretBox: createSecretBox([randomBytes(32)]),
      guard: createAddressGuard({ allowsPrivate: false }),
    },
  });
  filled = await fillOrganization(running);
  other = await running.newOrganization();
});
afterAll(async () => {
  console.log(`role matrix: ${tried} requests tried, over ${routes.length} routes`);
  await running.stop();
});

interface Answer {
  readonly status: number;
  readonly code: unknown;
  readonly text: string;
  /** What was sent, as one text. */
  readonly sent: string;
}

/** Sends a request of a route, about the resources of `ids`. */
async function ask(
  route: DocumentRoute,
  headers: Headers,
  ids: ReadonlyMap<string, string> = filled.ids,
): Promise<Answer> {
  const path = pathOf(route, ids);
  const body = bodyOf(route, ids);
  const response = await fetch(new URL(path, running.service.address), {
    method: route.method,
    headers: { ...headers, ...(body === null ? {} : { 'content-type': route.body?.contentType ?? '' }) },
    body,
  });
  const text = await response.text();
  tried++;
  // Whoever asks, and whatever it is answered: no cache on the way gives it to somebody else.
  expect([titleOf(route), response.headers.get('cache-control')]).toEqual([titleOf(route), 'no-store']);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem') ?? false;
  const code = isProblem ? (JSON.parse(text) as { readonly code: unknown }).code : undefined;
  return { status: response.status, code, text, sent: `${path} ${body ?? ''}` };
}

/** Carries the requests out, and sees that every row of the filled organization is as it was. */
async function withoutChange(work: () => Promise<void>): Promise<void> {
  const before = await everythingOf(running.connectionString, filled.organization.id);
  await work();
  const after = await everythingOf(running.connectionString, filled.organization.id);
  expect([...after].filter(([table, rows]) => before.get(table) !== rows).map(([table]) => table)).toEqual(
    [],
  );
}

/** How many requests are under way at once. */
const AT_ONCE = 8;

/** Does something with all, some at once: none of them changes what another one finds. */
async function forAll<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE)
    await Promise.all(items.slice(from, from + AT_ONCE).map(work));
}

const titleOf = ({ method, path }: DocumentRoute) => `${method} ${path}`;

test('the filled organization has a resource for every path, and rows in most tables', async () => {
  for (const route of routes) expect(() => pathOf(route, filled.ids, { isOwn: true })).not.toThrow();
  const rows = await everythingOf(running.connectionString, filled.organization.id);
  expect([...rows].filter(([, text]) => text !== '').length).toBeGreaterThan(35);
  expect([...rows.values()].join()).toContain(MARK);
});

describe('whoever has no right', () => {
  test('is told so on every route, and changes nothing', async () => {
    const all = await outsiders(running, filled.organization);
    // A page of another site may have our cookie sent to it with what only reads; the browser keeps the answer from it.
    const asked = guarded.flatMap((route) =>
      all
        .filter(({ code }) => code !== 'foreign_page' || route.method !== 'GET')
        .map((caller) => ({ route, ...caller })),
    );
    await withoutChange(() =>
      forAll(asked, async ({ route, name, code, headers }) => {
        const answer = await ask(route, headers);
        const status = code === 'foreign_page' ? 403 : 401;
        expect([titleOf(route), name, answer.status, answer.code]).toEqual([
          titleOf(route),
          name,
          status,
          code,
        ]);
      }),
    );
  });

  test('a key without the scope is told so, also one of an administrator', async () => {
    const keys = new Map<string, Headers>();
    for (const { scope } of guarded)
      if (scope !== null && scope !== 'signed-in' && !keys.has(scope))
        keys.set(scope, await keyWithout(filled.organization, scope));
    await withoutChange(() =>
      forAll(guarded, async (route) => {
        const headers = keys.get(route.scope ?? '');
        if (headers === undefined) return;
        const answer = await ask(route, headers);
        expect([titleOf(route), answer.status, answer.code]).toEqual([titleOf(route), 403, 'scope_missing']);
      }),
    );
  });

  test('a role that the document does not name is told so, by key and by session', async () => {
    const callers = await roleCallers(running, filled.organization);
    const asked = guarded.flatMap((route) =>
      callers.filter(({ role }) => !route.roles.includes(role)).map((caller) => ({ route, ...caller })),
    );
    expect(asked.length).toBeGreaterThan(100);
    await withoutChange(() =>
      forAll(asked, async ({ route, by, role, headers }) => {
        const answer = await ask(route, headers);
        expect([titleOf(route), by, role, answer.status, answer.code]).toEqual([
          titleOf(route),
          by,
          role,
          403,
          'role_insufficient',
        ]);
      }),
    );
  });
});

/** What says that a caller may not, rather than that a request is wrong. */
const NO_RIGHT: ReadonlySet<unknown> = new Set([
  'api_key_missing',
  'api_key_unknown',
  'api_key_expired',
  'api_key_revoked',
  'session_ended',
  'foreign_page',
  'role_insufficient',
  'scope_missing',
]);

test('a role that the document names may, by key and by session', async () => {
  const scratch = await running.newOrganization();
  const callers = await roleCallers(running, scratch);
  for (const route of guarded) {
    for (const { by, role, headers } of callers.filter(({ role }) => route.roles.includes(role))) {
      const ends = route.path === '/api/v1/session' && route.method === 'DELETE' && by === 'session';
      const own = ends ? await sessionOf(running, scratch, role) : headers;
      const { status, code } = await ask(route, own, new Map());
      const isPermitted = !NO_RIGHT.has(code) && status < 500;
      expect([titleOf(route), by, role, status, code, isPermitted]).toEqual([
        titleOf(route),
        by,
        role,
        status,
        code,
        true,
      ]);
      expect([titleOf(route), status, route.statuses.has(status)]).toEqual([titleOf(route), status, true]);
    }
  }
  expect(new Set(callers.map(({ role }) => role)).size).toBe(ROLES.length);
});

test("another organization's keys and sessions find nothing, get nothing and change nothing, with the real ids", async () => {
  const rows = await everythingOf(running.connectionString, filled.organization.id);
  const idsOfFilled = new Set([...rows.values()].join('\n').match(/[0-9a-f]{8}-[0-9a-f-]{27}/g));
  expect(idsOfFilled.size).toBeGreaterThan(30);
  const callers = await roleCallers(running, other);
  // Caller by caller: a route that changes the other organization must not meet itself half done.
  await withoutChange(async () => {
    for (const { by, role, headers } of callers)
      await forAll(routes, async (route) => {
        const ends = route.path === '/api/v1/session' && route.method === 'DELETE' && by === 'session';
        const own = ends ? await sessionOf(running, other, role) : headers;
        const { status, code, text, sent } = await ask(route, own);
        const asked = [titleOf(route), by, role, status, code] as const;
        if (namesResource(route)) {
          const expected = route.roles.includes(role) ? [404] : [403];
          expect([...asked, expected.includes(status)]).toEqual([...asked, true]);
        }
        expect([...asked, status < 500, route.statuses.has(status)]).toEqual([...asked, true, true]);
        const leaked = [...idsOfFilled, MARK].filter((one) => text.includes(one) && !sent.includes(one));
        expect([...asked, leaked]).toEqual([...asked, []]);
      });
  });
});
