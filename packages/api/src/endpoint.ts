import type { Static, TObject, TSchema } from 'typebox';
import type { ReadonlyDeep } from './readonly-deep.ts';
import type { ErrorCode } from './errors.ts';
import type { Scope } from './permissions.ts';

/**
 * One route, stated once: the service registers it, checks requests and permissions by it; the document, the documentation page and
 * the client are made from it.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  /** The scope that a caller needs; `signed-in`: any valid key or session; `public`: nothing. */
  readonly scope: Scope | 'signed-in' | 'public';
  /** Set on public routes that sign somebody in: they are refused where another site's page sends them (ADR 0016). */
  readonly ownPagesOnly?: true;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Set where the body holds a password or another secret: nothing by which it could be guessed fast is kept of it. */
  readonly bodyHoldsSecrets?: true;
  /** Set where the body may be left out. */
  readonly bodyIsOptional?: true;
  /** How long the body may be, where that is more than usual. */
  readonly bodyBytesMax?: number;
  /** What is checked before the route's own work, where that checks the rows of the body one by one. */
  readonly checkedBody?: TSchema;
  /** An example of the body, shown in the documentation and checked by a test. */
  readonly example?: unknown;
  /** Success: HTTP status → schema of the body; null: no body. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** What it may answer with besides what all routes may. */
  readonly errors?: readonly ErrorCode[];
  /** Set where the body is CSV and nothing else: how long it may be. `body` and `example` are then texts. */
  readonly csv?: { readonly bytesMax: number };
  /** Set where the answer is a file that is streamed, of this content type, and not JSON. Its schema is then a text. */
  readonly download?: 'text/csv' | 'application/x-ndjson' | 'application/pdf' | 'application/octet-stream';
  /** Set where the body is a file, sent as `application/octet-stream` and streamed to disk: how long it may be. */
  readonly file?: { readonly bytesMax: number };
  /** Set where the answer is a stream of another content type than JSON. */
  readonly answerType?: 'text/csv' | 'text/event-stream';
  /** Set where a batch can be streamed, one object a line. */
  readonly lines?: LineStream;
}

/** Whether a route honours `Idempotency-Key`. What is streamed is not kept, and on public routes nobody is known to keep it for. */
export function takesIdempotencyKey({ method, scope, file, download, answerType }: Endpoint): boolean {
  const isStreamed = file !== undefined || download !== undefined || answerType !== undefined;
  return method !== 'GET' && scope !== 'public' && !isStreamed;
}

/** A batch as `application/x-ndjson`. */
export interface LineStream {
  readonly line: TSchema;
  /** One answer line for each line, in order; null: one JSON answer for the whole batch. */
  readonly answerLine: TSchema | null;
  /** Set where `Accept: text/csv` is answered too: its columns. */
  readonly csvColumns?: readonly string[];
}

/** States a route, keeping its types. */
export function endpoint<const E extends Endpoint>(stated: E): E {
  return stated;
}

/** The parsed body of a route. */
export type BodyOf<E extends Endpoint> = E extends { readonly body: infer Body extends TSchema }
  ? Static<Body> | (E extends { readonly bodyIsOptional: true } ? undefined : never)
  : undefined;

/** The parsed query of a route. */
export type QueryOf<E extends Endpoint> = E extends { readonly query: infer Query extends TObject }
  ? Static<Query>
  : undefined;

/** The path parameters of a route. */
export type ParamsOf<E extends Endpoint> = E extends { readonly params: infer Params extends TObject }
  ? Static<Params>
  : undefined;

/** What a route answers with: a status and the body that belongs to it. */
export type AnswerOf<E extends Endpoint> = {
  [Status in keyof E['answers'] & number]: {
    readonly status: Status;
    readonly body: BodyOfAnswer<E['answers'][Status]>;
  };
}[keyof E['answers'] & number];

/** The body alone. */
export type AnswerBodyOf<E extends Endpoint> = AnswerOf<E>['body'];

type BodyOfAnswer<Schema> = Schema extends TSchema ? ReadonlyDeep<Static<Schema>> : null;
