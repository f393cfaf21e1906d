import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  bodyTypeOf,
  takesIdempotencyKey,
  type AnswerOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
} from '@tact/api';
import type { IdempotencyPort, KeptAnswer, Principal } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller } from '../commands/context.ts';
import type { SignedIn } from './authentication.ts';
import type { DownloadPlaces } from './download-places.ts';
import { createInputCheck, type InputCheck } from './input-check.ts';
import { isRemembered, letIn, letInAgain, surely, whileIn, type LettingInParts } from './let-in.ts';
import { senderOf, type Sender } from './sender.ts';
import { readText } from './read-text.ts';
import { claimKey, type Claimed } from './idempotency.ts';
import { failureOf } from './problem.ts';

/** Who asks, and under which id. On a public route nobody does, so that there is no caller. */
export type Asker<E extends Endpoint> = {
  /** Who sends it: the principal that was found, and what only signing in looks at. */
  readonly sender: Sender;
  readonly requestId: string;
} & (E['scope'] extends 'public' ? unknown : { readonly caller: Caller });

/** A request whose path and query were checked: they have the shapes that the route states. */
export type HeadCall<E extends Endpoint> = Asker<E> & {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
};

/** A request that was checked, its body too. */
export type Call<E extends Endpoint> = HeadCall<E> & { readonly body: BodyOf<E> };

/** What a route answers with, its kept twin included. */
export type Handled<E extends Endpoint> = AnswerOf<E> & {
  readonly kept?: AnswerOf<E>['body'];
  /** Headers besides, such as a cookie. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** A route's own work. */
export type Handle<E extends Endpoint> = (call: Call<E>) => Promise<Handled<E>>;

/** What a route answers with. `kept`: what is kept for repeats in place of a body that holds a secret. */
export function answer<const Status extends number, Body>(
  status: Status,
  body: Body,
  kept?: Body,
): { readonly status: Status; readonly body: Body; readonly kept?: Body } {
  return kept === undefined ? { status, body } : { status, body, kept };
}

/** A streamed batch. */
export type LinesCall<E extends Endpoint> = HeadCall<E> & {
  readonly stream: AsyncIterable<Buffer>;
  /** Throws where the key was revoked, the session has ended or the right is gone since: a body may come for hours. Asked before each part is acted on. */
  readonly assertStillIn: () => Promise<void>;
  /** Whether whoever asked waits for the answer no more. */
  readonly hasGone: () => boolean;
  readonly wantsCsv: boolean;
};

/** A route's own work on a streamed batch: one answer, or a stream of them. */
export type HandleLines<E extends Endpoint> = (
  call: LinesCall<E>,
) => Promise<AnswerOf<E> | { readonly contentType: string; readonly chunks: AsyncIterable<string> }>;

/** A file that is streamed as it is made. */
export interface Download {
  /** What a browser is to call it. */
  readonly fileName: string;
  readonly chunks: AsyncIterable<string | Uint8Array>;
}

/** How a route is let in. */
export interface RouteOptions {
  /**
   * It answers only what was made durable at the epoch of rules that its caller names, so a key that is remembered need not be looked up. What it
   * answers otherwise is answered after the key was (ADR 0025).
   */
  readonly restsOnCommit?: true;
  /** Throws where a kept answer may not be given once more. */
  readonly assertRepeatable?: (kept: KeptAnswer, caller: Caller) => Promise<void>;
}

/** How a file is given. */
export interface DownloadOptions {
  /** It holds a place among so many, from before it is made until the last byte is taken or the connection is gone. */
  readonly isLong?: true;
}

/** Registers routes as the API states them. */
export interface Router {
  /** For routes that state a `download`. What fails after the first chunk cuts the connection, so that nobody takes a part for the whole. */
  readonly download: <const E extends Endpoint>(
    endpoint: E,
    handle: (call: HeadCall<NoInfer<E>>) => Promise<Download>,
    options?: DownloadOptions,
  ) => void;
  readonly route: <const E extends Endpoint>(
    endpoint: E,
    handle: Handle<NoInfer<E>>,
    handleLines?: HandleLines<NoInfer<E>>,
    options?: RouteOptions,
  ) => void;
  /** A route whose body is a file. */
  readonly fileRoute: <const E extends Endpoint>(endpoint: E, handle: HandleLines<NoInfer<E>>) => void;
  /** A route that answers with a stream of the content type that it states. */
  readonly streamRoute: <const E extends Endpoint>(
    endpoint: E,
    handle: (call: Call<NoInfer<E>>) => Promise<AsyncIterable<string>>,
  ) => void;
}

/** What every route goes through besides its own work. */
export interface RouterParts extends LettingInParts {
  readonly idempotency: IdempotencyPort;
  readonly downloadPlaces: DownloadPlaces;
  /** For tests: called with every answer before it is sent. */
  readonly inspectAnswer?: ((endpoint: Endpoint, status: number, body: unknown) => void) | undefined;
  /** Told of an answer that could not be kept for repeats. */
  readonly onUnkept: (request: FastifyRequest, error: unknown) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null before the key was checked, and on public routes. */
    principal: Principal | null;
    /** The session by which somebody asks; null: by a key, or nobody does. */
    signedIn: SignedIn | null;
    /** The epoch at which a remembered key was looked up; null: it was looked up for this request, or there is none. */
    knownAtEpoch: number | null;
    /** When it was last found out who asks, by `performance.now()`; 0: it was not. */
    letInAtMs: number;
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint;
    /** Carried out to the end, also while the process stops: nobody would send it again. */
    isLastChance?: true;
  }
}

/** Creates the router of an application. */
export function createRouter(app: FastifyInstance, parts: RouterParts): Router {
  const register = (
    endpoint: Endpoint,
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
    options: RouteOptions = {},
  ) => {
    app.route({
      method: endpoint.method,
      url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { endpoint },
      // A look at a route's head would make the whole download or stream, for nobody. What is public is small, and asked for by whoever watches us.
      exposeHeadRoute: endpoint.scope === 'public',
      ...(endpoint.bodyBytesMax === undefined ? {} : { bodyLimit: endpoint.bodyBytesMax }),
      // Before the body is read: nobody sends a megabyte without a key.
      onRequest: (request, _reply, done) => {
        if (options.restsOnCommit === true && isRemembered(parts, endpoint, request)) done();
        else letIn(parts, endpoint, request).then(() => done(), done);
      },
      handler,
    });
  };
  return {
    download(endpoint, handle, { isLong } = {}) {
      const check = createInputCheck(endpoint);
      const made = async (request: FastifyRequest) => {
        const { fileName, chunks } = await handle({ ...check.head(request), ...askerOf(endpoint, request) });
        // What fails before the first chunk is told as a problem; later there is only the connection to cut.
        return { fileName, stream: Readable.from(whileIn(parts, endpoint, request, await begun(chunks))) };
      };
      const placed = async (request: FastifyRequest) => {
        const leave = parts.downloadPlaces.take(callerOf(request).organizationId);
        try {
          const file = await made(request);
          file.stream.once('close', leave);
          return file;
        } catch (error) {
          leave();
          throw error;
        }
      };
      register(endpoint, async (request, reply) => {
        const { fileName, stream } = await (isLong === true ? placed : made)(request);
        void reply.header('content-disposition', `attachment; filename="${fileName}"`);
        return reply.code(200).type(typeOf(endpoint)).send(stream);
      });
    },
    route(endpoint, handle, handleLines, options) {
      const check = createInputCheck(endpoint);
      const answered = async (request: FastifyRequest, reply: FastifyReply) => {
        const body = await bodyOf(endpoint, request);
        if (body instanceof Readable) {
          if (handleLines === undefined) throw unsupportedType(endpoint);
          return answerLines(parts, endpoint, { request, reply, body }, check, handleLines);
        }
        await letInAgain(parts, endpoint, request);
        const call = { ...check.whole(request, body), ...askerOf(endpoint, request) };
        const repeated = (kept: KeptAnswer) => options?.assertRepeatable?.(kept, callerOf(request));
        return carryOut({ ...parts, repeated }, request, reply, endpoint, body, () => handle(call));
      };
      const handler =
        options?.restsOnCommit === true
          ? (request: FastifyRequest, reply: FastifyReply) =>
              surely(parts, endpoint, request, () => answered(request, reply))
          : answered;
      register(endpoint, handler, options);
    },
    fileRoute(endpoint, handle) {
      const check = createInputCheck(endpoint);
      register(endpoint, async (request, reply) => {
        const { body } = request;
        if (!(body instanceof Readable) || !isOf(request, 'application/octet-stream'))
          throw unsupportedType(endpoint);
        return answerLines(parts, endpoint, { request, reply, body }, check, handle);
      });
    },
    streamRoute(endpoint, handle) {
      const check = createInputCheck(endpoint);
      register(endpoint, async (request, reply) => {
        await letInAgain(parts, endpoint, request);
        const call = { ...check.whole(request, request.body), ...askerOf(endpoint, request) };
        const chunks = whileIn(parts, endpoint, request, await handle(call));
        const type = `${endpoint.answerType ?? 'text/plain'}; charset=utf-8`;
        return reply.code(200).type(type).send(Readable.from(chunks));
      });
    },
  };
}

/** The same chunks, the first of which is there. */
async function begun<Chunk>(chunks: AsyncIterable<Chunk>): Promise<AsyncIterable<Chunk>> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let one = first; one.done !== true; one = await iterator.next()) yield one.value;
    } finally {
      await iterator.return?.();
    }
  })();
}

function typeOf({ download }: Endpoint): string {
  if (download === undefined) throw new Error('a route that is no download was registered as one');
  return download === 'text/csv' ? 'text/csv; charset=utf-8; header=present' : download;
}

/** The body as the route takes it: JSON that is read, CSV as its text, or lines as they come. */
async function bodyOf(endpoint: Endpoint, request: FastifyRequest): Promise<unknown> {
  const { body } = request;
  if (body instanceof Readable && isOf(request, 'application/octet-stream')) throw unsupportedType(endpoint);
  const isCsv = body instanceof Readable && isOf(request, 'text/csv');
  if (endpoint.csv === undefined && !isCsv) return body;
  if (endpoint.csv === undefined || !isCsv) throw unsupportedType(endpoint);
  return readText(body, endpoint.csv.bytesMax);
}

function isOf({ headers }: FastifyRequest, type: string): boolean {
  return headers['content-type']?.startsWith(type) ?? false;
}

/** Carries a checked request out, once for each idempotency key, and sends its answer. */
async function carryOut<E extends Endpoint>(
  parts: RouterParts & { readonly repeated: (kept: KeptAnswer) => Promise<void> | undefined },
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: E,
  body: unknown,
  work: () => Promise<Handled<E>>,
): Promise<FastifyReply> {
  const claimed = await claimOf(parts.idempotency, request, endpoint, body);
  if (claimed !== undefined && !claimed.isNew) {
    const { kept } = claimed;
    await parts.repeated(kept);
    void reply.header('idempotency-replayed', 'true');
    return sendText(reply, kept.httpStatus, kept.body);
  }
  let handled: Handled<E>;
  try {
    handled = await work();
  } catch (error) {
    // What may have changed something keeps its claim, which frees itself after a while.
    if (failureOf(error, request.id).changedNothing) await claimed?.claim.abandon();
    throw error;
  }
  const { status, body: answered } = handled;
  if (handled.headers !== undefined) void reply.headers(handled.headers);
  parts.inspectAnswer?.(endpoint, status, answered);
  try {
    await claimed?.claim.finish(status, textOf(handled.kept ?? answered));
  } catch (error) {
    // The change is made: that its answer could not be kept is no reason to tell the caller that it was not.
    parts.onUnkept(request, error);
  }
  return sendText(reply, status, textOf(answered));
}

async function claimOf(
  port: IdempotencyPort,
  request: FastifyRequest,
  endpoint: Endpoint,
  body: unknown,
): Promise<Claimed | undefined> {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !takesIdempotencyKey(endpoint) || request.principal === null) return undefined;
  const { method, bodyHoldsSecrets: holdsSecrets = false } = endpoint;
  return claimKey(port, request.principal, String(key), { method, url: request.url, body, holdsSecrets });
}

/** A request whose body is read as it comes. */
interface StreamedRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly body: Readable;
}

async function answerLines<E extends Endpoint>(
  parts: RouterParts,
  endpoint: E,
  { request, reply, body }: StreamedRequest,
  check: InputCheck<E>,
  handleLines: HandleLines<E>,
): Promise<FastifyReply> {
  if (request.headers['idempotency-key'] !== undefined)
    throw new CommandError(
      'idempotency_key_unsupported',
      'a streamed batch takes no idempotency key; leave the header out, or send the batch as JSON',
    );
  const handled = await handleLines({
    ...check.head(request),
    ...askerOf(endpoint, request),
    // A batch that ends early leaves the connection as it is: the answer says why. What is left of it is read and forgotten.
    stream: body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
    assertStillIn: () => letIn(parts, endpoint, request),
    hasGone: () => request.raw.socket.destroyed,
    wantsCsv: request.headers.accept?.includes('text/csv') ?? false,
  }).catch((error: unknown) => {
    body.resume();
    throw error;
  });
  if (!('chunks' in handled)) return sendText(reply, handled.status, textOf(handled.body));
  return reply.code(200).type(handled.contentType).send(Readable.from(handled.chunks));
}

function askerOf<E extends Endpoint>({ scope }: E, request: FastifyRequest): Asker<E> {
  const sent = { sender: senderOf(request), requestId: request.id };
  // The compiler cannot tell what is public from the type of every route.
  return (scope === 'public' ? sent : { ...sent, caller: callerOf(request) }) as unknown as Asker<E>;
}

function callerOf({ principal, id, knownAtEpoch }: FastifyRequest): Caller {
  // INVARIANT: who asks for what is not public was let in before.
  if (principal === null) throw new Error('somebody is answered who was not let in');
  const { kind, organizationId, name } = principal;
  return {
    organizationId,
    ...(knownAtEpoch === null ? {} : { knownAtEpoch }),
    actor: { kind, id: principal.id, name, requestId: id, source: kind === 'user' ? 'individual' : 'api' },
  };
}

function unsupportedType(endpoint: Endpoint): CommandError {
  const { csv, file, lines } = endpoint;
  const taken =
    csv !== undefined || file !== undefined
      ? [bodyTypeOf(endpoint)]
      : ['application/json', ...(lines === undefined ? [] : ['application/x-ndjson'])];
  return new CommandError(
    'content_type_unsupported',
    `the route does not take this content type; send ${taken.map((type) => `\`${type}\``).join(' or ')}`,
  );
}

function textOf(body: unknown): string {
  return body === null ? '' : JSON.stringify(body);
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  if (text === '') return reply.code(status).send();
  return reply.code(status).type('application/json; charset=utf-8').send(text);
}
