import type { Problem } from './problem.ts';
import type { AnswerBodyOf, BodyOf, Endpoint, ParamsOf, QueryOf } from './endpoint.ts';
import type { Endpoints } from './endpoints.ts';
import type { ErrorCode } from './errors.ts';
import type { ReadonlyDeep } from './readonly-deep.ts';

/** Where the service is, and who asks. */
export interface ClientOptions {
  /** Such as `http://localhost:8228`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** Headers of every call besides, such as the one by which the web admin says that it is our own page. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Another `fetch`, for tests. */
  readonly fetch?: typeof fetch;
}

/** An answer that is a failure. Programs branch on `code`. */
export class ApiError extends Error {
  readonly status: number;
  /** `unexpected` where the answer is not one of ours, such as a proxy's. */
  readonly code: ErrorCode | 'unexpected';
  readonly problem: Problem | undefined;
  /** Null: the answer does not say. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, problem: Problem | undefined, retryAfterSeconds: number | null) {
    super(problem === undefined ? `the service answered with the status ${status}` : problem.detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem?.code ?? 'unexpected';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What goes with any call. */
export interface CallOptions {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The parts of a request that the route takes, no more and no less. */
export type InputOf<E extends Endpoint> = CallOptions &
  (ParamsOf<E> extends undefined ? unknown : { readonly params: ParamsOf<E> }) &
  (E extends { readonly file: object }
    ? { readonly body: string | Blob }
    : BodyOf<E> extends undefined
      ? unknown
      : undefined extends BodyOf<E>
        ? { readonly body?: ReadonlyDeep<NonNullable<BodyOf<E>>> }
        : { readonly body: ReadonlyDeep<BodyOf<E>> }) &
  (QueryOf<E> extends undefined ? unknown : { readonly query?: QueryOf<E> });

/** One method for each route: `client.contacts.create({ body })`. Throws an `ApiError` for an answer that is a failure. */
export type Client = {
  readonly [Resource in keyof Endpoints]: {
    readonly [Name in keyof Endpoints[Resource]]: Endpoints[Resource][Name] extends infer E extends Endpoint
      ? (...input: OptionalInput<E>) => Promise<AnswerBodyOf<E>>
      : never;
  };
};

type OptionalInput<E extends Endpoint> =
  CallOptions extends InputOf<E> ? [input?: InputOf<E>] : [input: InputOf<E>];

/** What a client needs to know of a route. Without the schemas, so that a browser need not load them. */
export type ClientRoute = Pick<Endpoint, 'method' | 'path'> & {
  /** The content type of the answer. */
  readonly accept: string;
  /** The content type of the body. */
  readonly bodyType: string;
  /** Whether the answer is a text, and not JSON. */
  readonly answersText: boolean;
  readonly answers: readonly number[];
};

/** The routes of the API as a client needs them, by resource and name. */
export type ClientRoutes = {
  readonly [Resource in keyof Endpoints]: { readonly [Name in keyof Endpoints[Resource]]: ClientRoute };
};

/** Creates a client of these routes. It holds no connection and needs no closing. */
export function createClientOf(clientRoutes: ClientRoutes, options: ClientOptions): Client {
  const resources = Object.entries(clientRoutes).map(([resource, routes]) => [
    resource,
    Object.fromEntries(
      Object.entries<ClientRoute>(routes).map(([name, route]) => [
        name,
        (input: AnyInput = {}) => call(options, route, input),
      ]),
    ),
  ]);
  return Object.fromEntries(resources) as Client;
}

interface AnyInput extends CallOptions {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

async function call(options: ClientOptions, endpoint: ClientRoute, input: AnyInput): Promise<unknown> {
  const response = await (options.fetch ?? fetch)(urlOf(options.baseUrl, endpoint, input), {
    method: endpoint.method,
    headers: {
      accept: `${endpoint.accept}, application/problem+json`,
      ...options.headers,
      ...(options.apiKey === undefined ? {} : { 'x-api-key': options.apiKey }),
      ...(input.body === undefined ? {} : { 'content-type': endpoint.bodyType }),
      ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
    },
    ...(input.body === undefined ? {} : { body: bodyText(endpoint, input.body) }),
    ...(input.signal === undefined ? {} : { signal: input.signal }),
  });
  const text = await response.text();
  const isAnswer = endpoint.answers.includes(response.status);
  if (!isAnswer) throw failureOf(response, text);
  if (endpoint.answersText) return text;
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** CSV and files are sent as they are; a browser's file straight from its disk. */
function bodyText({ bodyType }: ClientRoute, body: unknown): string | Blob {
  const isAsItIs = bodyType !== 'application/json' && (typeof body === 'string' || body instanceof Blob);
  return isAsItIs ? body : JSON.stringify(body);
}

/** The address of a call, with its parameters in place. */
function urlOf(baseUrl: string, { path }: ClientRoute, { params = {}, query = {} }: AnyInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(filled, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' || typeof value === 'number') url.searchParams.set(name, `${value}`);
  }
  return url.href;
}

function failureOf(response: Response, text: string): ApiError {
  const retryAfter = response.headers.get('retry-after');
  const seconds = retryAfter === null ? null : Number(retryAfter);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  return new ApiError(response.status, isProblem ? (JSON.parse(text) as Problem) : undefined, seconds);
}
