import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { allEndpoints, API_LIMITS, type Endpoint } from '@tact/api';
import { CommandError } from '../command-error.ts';
import type { Parts } from '../commands/context.ts';
import { nameOfError, placesOfError } from '../told-error.ts';
import { createAuthentication } from './authentication.ts';
import { createDownloadPlaces, type DownloadPlaces } from './download-places.ts';
import { readJsonBytes } from './json-text.ts';
import type { Metrics } from './metrics.ts';
import { failureOf } from './problem.ts';
import { createRouter, type Router } from './router.ts';
import { isHttpsOf } from './session-cookie.ts';

/** What the application is made of. */
export interface AppParts extends Parts {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Whether the process takes no more requests. */
  readonly isStopping: () => boolean;
  /** Addresses and networks of proxies that are believed who asks; nobody is where there is none. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** For tests: called with every answer before it is sent. */
  readonly inspectAnswer?: ((endpoint: Endpoint, status: number, body: unknown) => void) | undefined;
  /** How many long downloads run at once; as the limits of the API say where nobody else does. */
  readonly downloadPlaces?: DownloadPlaces;
}

/** A request id that a caller may choose: it goes into logs and audit entries. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** A connection on which nothing happens for so long is closed, milliseconds. A batch that is being answered is not idle. */
const CONNECTION_IDLE_MS_MAX = 120_000;

/** For a year; of this host alone, because others of its domain are not ours to speak for. */
const STAY_WITH_HTTPS = 'max-age=31536000';

/** Creates the HTTP application without its routes: bodies, keys, errors, logs. Nothing listens yet. */
export function createApp(parts: AppParts): { readonly app: FastifyInstance; readonly router: Router } {
  const { logger, trustedProxies = [] } = parts;
  const sendFailure: SendFailure = (error, request, reply) => {
    const { problem, headers, isExpected } = failureOf(error, request.id);
    if (!isExpected) logUnexpected(logger, error, request);
    void reply
      .code(problem.status)
      .headers(headers)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  };
  const app = fastify({
    logger: false,
    bodyLimit: API_LIMITS.bodyBytesMax,
    connectionTimeout: CONNECTION_IDLE_MS_MAX,
    return503OnClosing: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors: (error, request, reply) => {
      sendFailure(error, request, reply);
    },
  });
  app.decorateRequest('principal', null);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('knownAtEpoch', null);
  app.decorateRequest('letInAtMs', 0);
  addBodyParsers(app);
  addHooks(app, parts);
  app.setErrorHandler(sendFailure);
  app.setNotFoundHandler((request, reply) => {
    sendFailure(notFound(request, reply), request, reply);
  });
  const router = createRouter(app, {
    authentication: createAuthentication(parts.store, parts.clock),
    idempotency: parts.store.idempotency,
    inspectAnswer: parts.inspectAnswer,
    downloadPlaces: parts.downloadPlaces ?? createDownloadPlaces(),
    onUnkept: (request, error) => {
      logUnexpected(logger, error, request);
    },
  });
  return { app, router };
}

type SendFailure = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** What every request goes through first, and what is told of it last. */
function addHooks(app: FastifyInstance, { logger, metrics, isStopping }: AppParts): void {
  app.addHook('onRequest', (request, reply, done) => {
    // Who asks is told by a header of ours or a cookie, which a cache between us may not look at: what is the same for all says so itself.
    void reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    if (isHttpsOf(request.headers)) void reply.header('strict-transport-security', STAY_WITH_HTTPS);
    if (isStopping()) void reply.header('connection', 'close');
    done(refusalOf(request, isStopping()));
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { id, method, principal } = request;
    const { statusCode, elapsedTime } = reply;
    metrics.countRequest(route, method, statusCode, elapsedTime / 1_000);
    logger.info(
      {
        requestId: id,
        method,
        route,
        status: statusCode,
        ms: Math.round(elapsedTime * 10) / 10,
        organizationId: principal?.organizationId,
        principalId: principal?.id,
      },
      'request',
    );
    done();
  });
}

/** Why a request is not even looked at. An orchestrator is answered to the end, and so is a contact who asks to stop. */
function refusalOf(request: FastifyRequest, isStopping: boolean): CommandError | undefined {
  const { endpoint, isLastChance } = request.routeOptions.config;
  if (isStopping && endpoint?.scope !== 'public' && isLastChance !== true)
    return new CommandError('stopping', 'this process is stopping; send the request again');
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return undefined;
  return new CommandError('content_type_unsupported', 'compressed bodies are not taken; send it as it is');
}

/** Only JSON, and streamed lines and files where a route takes them; a body of another kind is refused, not guessed at. */
function addBodyParsers(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = /charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
      done(new CommandError('content_type_unsupported', `\`${charset}\` is not taken; send UTF-8`));
      return;
    }
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const read = readJsonBytes(body as Buffer);
    if (read.valid) done(null, read.value);
    else done(new CommandError('json_invalid', read.sentence));
  });
  app.addContentTypeParser(
    ['application/x-ndjson', 'text/csv', 'application/octet-stream'],
    (_request, stream, done) => {
      done(null, stream);
    },
  );
}

/** The methods of each path, for a path that is known with another method. */
const PATHS = allEndpoints.map(({ endpoint }) => ({
  method: endpoint.method,
  pattern: new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

function notFound(request: FastifyRequest, reply: FastifyReply): CommandError {
  const path = request.url.split('?')[0] ?? '';
  const methods = [...new Set(PATHS.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
  if (methods.length === 0)
    return new CommandError('route_unknown', 'there is no such route; look it up under `/api/docs`');
  void reply.header('allow', methods.join(', '));
  return new CommandError('method_not_allowed', `the route takes ${methods.join(', ')}`);
}

function requestIdOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/** Tells where something broke, and with what only to somebody who asks for it by the log level `debug`. */
function logUnexpected(logger: Logger, error: unknown, request: FastifyRequest): void {
  const route = request.routeOptions.url ?? 'unknown';
  const told = { error: nameOfError(error), code: codeOf(error), stack: placesOfError(error) };
  logger.error({ requestId: request.id, route, ...told }, 'unexpected error');
  if (logger.isLevelEnabled('debug')) logger.debug({ requestId: request.id, cause: error }, 'its cause');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
