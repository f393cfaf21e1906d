import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import type { AttemptRule, ContactTimesRule, OrganizationLimits, WeekTimes } from '@tact/engine';
import { createCheck } from './check.ts';
import type { AnswerBodyOf, BodyOf } from './endpoint.ts';
import { allEndpoints, type Endpoints } from './endpoints.ts';
import { COMMON_ERRORS, ERROR_CODES, ERRORS } from './errors.ts';
import { takesIdempotencyKey } from './endpoint.ts';
import { errorsOf, openApiDocument } from './openapi.ts';
import { permissionProblem, ROLE_SCOPES, ROLES, rolesWith, SCOPES } from './permissions.ts';
import type { ReadonlyDeep } from './readonly-deep.ts';

const document = openApiDocument('0.1.0');

describe('the OpenAPI document', () => {
  test('is valid by the schema of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('is the one that is checked in', () => {
    const text = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
    expect(JSON.parse(text)).toEqual(document);
  });

  test('has every route once, with all its answers, errors and permissions', () => {
    const paths = document['paths'] as Record<string, Record<string, Record<string, unknown>>>;
    const ids = new Set<unknown>();
    for (const { endpoint } of allEndpoints) {
      const operation = paths[endpoint.path]?.[endpoint.method.toLowerCase()] ?? {};
      ids.add(operation['operationId']);
      const statuses = Object.keys(operation['responses'] ?? {});
      const wanted = [
        ...Object.keys(endpoint.answers),
        ...errorsOf(endpoint).map((code) => `${ERRORS[code].status}`),
      ];
      expect(statuses.toSorted()).toEqual([...new Set(wanted)].toSorted());
      expect(operation['security']).toEqual(endpoint.scope === 'public' ? [] : undefined);
    }
    expect(ids.size).toBe(allEndpoints.length);
  });

  test('refers to nothing that is not there', () => {
    const { schemas } = document['components'] as { readonly schemas: Readonly<Record<string, unknown>> };
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name = '']) => name,
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => schemas[name] === undefined)).toEqual([]);
  });
});

describe('the routes', () => {
  test.each(allEndpoints.filter(({ endpoint }) => endpoint.example !== undefined))(
    'the example of $resource.$name fits its schema',
    ({ endpoint }) => {
      if (endpoint.body === undefined) throw new Error('an example without a body');
      expect(createCheck(endpoint.body)(endpoint.example)).toMatchObject({ valid: true });
    },
  );

  test('whatever takes a body shows an example of it', () => {
    expect(
      allEndpoints.filter(
        ({ endpoint }) => (endpoint.body === undefined) !== (endpoint.example === undefined),
      ),
    ).toEqual([]);
  });

  test('every code of the catalogue can be answered by some route, or by any', () => {
    const stated = new Set(allEndpoints.flatMap(({ endpoint }) => errorsOf(endpoint)));
    // Before a route is found; and in the row of an import that it is about.
    const elsewhere = ['route_unknown', 'method_not_allowed', 'signature_invalid', 'attempt_in_future'];
    expect(ERROR_CODES.filter((code) => !stated.has(code) && !elsewhere.includes(code))).toEqual([]);
    for (const code of COMMON_ERRORS) expect(ERROR_CODES).toContain(code);
  });

  test('what changes something needs a scope to write', () => {
    for (const { endpoint } of allEndpoints) {
      // What only asks is a POST where the question is long; a backtest asks for minutes, and so does a file of the report.
      const reads =
        endpoint.method === 'GET' ||
        /\/(check|effect|windows|search|try)$|\/backtests|\/reports\/files/.test(endpoint.path);
      // Signing in is open to whoever has a password; whoever is signed in may sign out.
      if (endpoint.scope === 'public') expect(reads || endpoint.ownPagesOnly === true).toBe(true);
      else if (endpoint.scope === 'signed-in') expect(endpoint.path).toMatch(/^\/api\/v1\/session/);
      else expect(endpoint.scope.endsWith(reads ? ':read' : ':write')).toBe(true);
    }
  });
});

describe('permissions', () => {
  test('an administrator may all; an analyst writes nothing but questions; an operator changes no rule', () => {
    expect(ROLE_SCOPES.administrator).toEqual(SCOPES);
    expect(ROLE_SCOPES.analyst.filter((scope) => scope.endsWith(':write'))).toEqual(['decisions:write']);
    expect(ROLE_SCOPES.operator.filter((scope) => scope.endsWith(':write')).toSorted()).toEqual([
      'accounts:write', 'attempts:write', 'contact-lists:write', 'contacts:write', 'decisions:write', 'opt-outs:write', 'queue:write',
    ]); // prettier-ignore
    expect(rolesWith('rules:write')).toEqual(['administrator']);
    expect(rolesWith('decisions:write')).toEqual(ROLES);
  });

  test("a key's scopes narrow its role and never widen it", () => {
    const may = (scopes: readonly string[] | null) =>
      permissionProblem({ role: 'analyst', scopes }, 'contacts:read');
    expect([may(null), may(['contacts:read']), may([]), may(['contacts:write'])]).toEqual([
      undefined,
      undefined,
      'scope_missing',
      'scope_missing',
    ]);
    expect(permissionProblem({ role: 'analyst', scopes: ['contacts:write'] }, 'contacts:write')).toBe(
      'role_insufficient',
    );
  });
});

// What the compiler holds: the routes speak of rules, hours and limits in the engine's own types.
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
const SAME_TYPES: readonly true[] = [
  true satisfies Same<BodyOf<Endpoints['attemptRules']['create']>['conditions'], AttemptRule>,
  true satisfies Same<BodyOf<Endpoints['contactTimesRules']['create']>['conditions'], ContactTimesRule>,
  true satisfies Same<
    AnswerBodyOf<Endpoints['attemptRules']['get']>['conditions'],
    ReadonlyDeep<AttemptRule>
  >,
  true satisfies Same<
    AnswerBodyOf<Endpoints['organization']['get']>['limits'],
    ReadonlyDeep<OrganizationLimits>
  >,
  true satisfies Same<
    AnswerBodyOf<Endpoints['organization']['get']>['allowedHours'],
    ReadonlyDeep<WeekTimes>
  >,
];

test('the types of the routes are those of the engine', () => {
  expect(SAME_TYPES).not.toContain(false);
});

describe('an idempotency key', () => {
  const repeats = ['idempotency_key_invalid', 'idempotency_key_reused', 'idempotency_key_running'];
  const codesOf = ({ endpoint }: (typeof allEndpoints)[number]) =>
    errorsOf(endpoint).filter((code) => code.startsWith('idempotency_key_'));

  test('is told of wherever it is honoured, with what it can be refused for', () => {
    for (const one of allEndpoints) {
      const { endpoint } = one;
      const codes = takesIdempotencyKey(endpoint) ? [...repeats] : [];
      if (endpoint.lines !== undefined || endpoint.file !== undefined)
        codes.push('idempotency_key_unsupported');
      expect([endpoint.path, codesOf(one).toSorted()]).toEqual([endpoint.path, codes.toSorted()]);
    }
  });

  test('keeps nothing of a secret that is guessed fast: routes whose bodies hold one say so', () => {
    const holdsSecret = (schema: unknown): boolean =>
      typeof schema === 'object' &&
      schema !== null &&
      Object.entries(schema).some(
        ([name, inner]) =>
          /^(?:new)?(?:password|secret|authToken|dkimPrivateKey|headers)$/i.test(name) || holdsSecret(inner),
      );
    const stated = allEndpoints.filter(({ endpoint }) => endpoint.bodyHoldsSecrets === true);
    const held = allEndpoints.filter(({ endpoint }) => holdsSecret(endpoint.body));
    const pathsOf = (of: typeof allEndpoints) =>
      of.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`);
    expect(pathsOf(stated)).toEqual(pathsOf(held));
    expect(stated).toHaveLength(7);
  });
});
