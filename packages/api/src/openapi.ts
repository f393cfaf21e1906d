import type { TSchema } from 'typebox';
import { problemSchema } from './problem.ts';
import { bodyTypeOf } from './body-type.ts';
import { takesIdempotencyKey, type Endpoint } from './endpoint.ts';
import { allEndpoints, RESOURCE_TITLES, type NamedEndpoint } from './endpoints.ts';
import { COMMON_ERRORS, ERRORS, type ErrorCode } from './errors.ts';
import type { Shape } from './explain.ts';
import { API_LIMITS } from './limits.ts';
import { rolesWith } from './permissions.ts';

/** An OpenAPI document, as plain data. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the whole API: every route, schema, error and permission. The same routes give the same bytes. */
export function openApiDocument(version: string): OpenApiDocument {
  const components = new Map<string, unknown>();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const named of allEndpoints) {
    const path = (paths[named.endpoint.path] ??= {});
    path[named.endpoint.method.toLowerCase()] = operation(named, components);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tact',
      version,
      description:
        'May this person be contacted, on this device, now? Instants are RFC 3339 in UTC. Errors are `application/problem+json` (RFC 9457) with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.values(RESOURCE_TITLES).map(({ title, about }) => ({ name: title, description: about })),
    security: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tact_session',
          description:
            'Of the web admin, over HTTPS as `__Host-tact_session`; what changes something also needs `X-Tact-Request: 1`.',
        },
      },
      schemas: Object.fromEntries([...components].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    },
  };
}

/** The errors that a route may answer with, the common ones among them. */
export function errorsOf(endpoint: Endpoint): readonly ErrorCode[] {
  const open: readonly ErrorCode[] = ['validation_failed', 'database_unavailable', 'stopping', 'internal'];
  const common = endpoint.scope === 'public' ? open : COMMON_ERRORS;
  return [...new Set([...(endpoint.errors ?? []), ...common])];
}

function operation({ resource, name, endpoint }: NamedEndpoint, components: Map<string, unknown>): unknown {
  const { summary, description, scope, body, example, lines } = endpoint;
  const permission = permissionWords(scope);
  return {
    operationId: `${resource}.${name}`,
    tags: [RESOURCE_TITLES[resource].title],
    summary,
    description: description === undefined ? permission : `${description}\n\n${permission}`,
    ...(scope === 'public' ? { security: [] } : { 'x-scope': scope, 'x-roles': rolesWith(scope) }),
    parameters: [...parameters(endpoint, components), ...headerParameters(endpoint)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: endpoint.bodyIsOptional !== true,
            content: {
              [bodyTypeOf(endpoint)]: {
                schema: reference(body, components),
                ...(example === undefined ? {} : { example }),
              },
              ...(lines === undefined
                ? {}
                : { 'application/x-ndjson': { schema: reference(lines.line, components) } }),
            },
          },
        }),
    responses: { ...answers(endpoint, components), ...failures(endpoint, components) },
  };
}

function permissionWords(scope: Endpoint['scope']): string {
  switch (scope) {
    case 'public':
      return 'Needs no key.';
    case 'signed-in':
      return 'Needs any valid key or session.';
    default:
      return `Needs the scope \`${scope}\` (${rolesWith(scope).join(', ')}).`;
  }
}

function parameters({ params, query }: Endpoint, components: Map<string, unknown>): unknown[] {
  const of = (where: 'path' | 'query', schema: Shape | undefined) =>
    Object.entries(schema?.properties ?? {}).map(([name, { description, ...rest }]) => ({
      name,
      in: where,
      required: where === 'path' || (schema?.required?.includes(name) ?? false),
      ...(description === undefined ? {} : { description }),
      schema: inline(rest, components),
    }));
  return [...of('path', params), ...of('query', query)];
}

function headerParameters(endpoint: Endpoint): unknown[] {
  if (!takesIdempotencyKey(endpoint)) return [];
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: `A key of your own: the same request with the same key is carried out once, and answered alike, for ${API_LIMITS.idempotencyDays} days.`,
      schema: { type: 'string', minLength: 1, maxLength: 128 },
    },
  ];
}

function answers(
  { answers, answerType, download, lines }: Endpoint,
  components: Map<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === null
        ? { description: 'Done.' }
        : {
            description: ANSWER_WORDS[Number(status)] ?? 'The answer.',
            content: {
              [answerType ?? download ?? 'application/json']: { schema: reference(schema, components) },
              ...(lines?.answerLine == null
                ? {}
                : { 'application/x-ndjson': { schema: reference(lines.answerLine, components) } }),
              ...(lines?.csvColumns === undefined
                ? {}
                : { 'text/csv': { schema: { type: 'string' }, example: lines.csvColumns.join(',') } }),
            },
          },
    ]),
  );
}

const ANSWER_WORDS: Readonly<Record<number, string>> = {
  200: 'The answer.',
  201: 'It was made.',
  202: 'It was received; a job works on it.',
  503: 'Not ready.',
};

/** One response for each HTTP status, with all codes that it may carry. */
function failures(endpoint: Endpoint, components: Map<string, unknown>): Record<string, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(endpoint)) {
    const { status } = ERRORS[code];
    if (status in endpoint.answers) continue;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const entries = [...byStatus].toSorted(([one], [other]) => one - other);
  return Object.fromEntries(
    entries.map(([status, codes]) => [
      `${status}`,
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: reference(problemSchema, components) } },
      },
    ]),
  );
}

/** A schema with a title stands once among the components and is referred to. */
function reference(schema: TSchema | Shape, components: Map<string, unknown>): unknown {
  const { title } = schema as Shape;
  if (title === undefined) return inline(schema, components);
  if (!components.has(title)) {
    components.set(title, undefined);
    components.set(title, inline(schema, components));
  }
  return { $ref: `#/components/schemas/${title}` };
}

function inline(shape: Shape, components: Map<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(shape).map(([keyword, value]) => [keyword, inlineKeyword(keyword, value, components)]),
  );
}

function inlineKeyword(keyword: string, value: unknown, components: Map<string, unknown>): unknown {
  switch (keyword) {
    case 'properties':
      return Object.fromEntries(
        Object.entries(value as Record<string, Shape>).map(([name, member]) => [
          name,
          reference(member, components),
        ]),
      );
    case 'anyOf':
    case 'oneOf':
      return (value as readonly Shape[]).map((option) => reference(option, components));
    case 'items':
      return reference(value as Shape, components);
    case 'additionalProperties':
      return typeof value === 'object' ? reference(value as Shape, components) : value;
    default:
      return value;
  }
}
