import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openApiDocument } from '@tact/api';
import type { Metrics } from '../../http/metrics.ts';
import { readinessOf, type ReadinessParts } from '../../http/readiness.ts';
import { docsPage } from './docs.ts';
import { landingPage } from './landing.ts';

/** The pages load their own style sheet and nothing else; they run no script and stand in nobody's frame. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const STYLE_SHEET = readFileSync(new URL('./pages.css', import.meta.url), 'utf8');

/** Registers what people and machines read about the API: pages, the OpenAPI document, the metrics. None of it needs a key. */
export function registerDocumentation(
  app: FastifyInstance,
  parts: ReadinessParts & { readonly metrics: Metrics; readonly web?: unknown },
  version: string,
): void {
  const document = JSON.stringify(openApiDocument(version));
  // Where there is a web admin, it stands at `/`.
  for (const path of parts.web === undefined ? ['/', '/api'] : ['/api'])
    app.get(path, async (request, reply) =>
      sendPage(reply, landingPage(addressOf(request), version, await readinessOf(parts))),
    );
  app.get('/api/docs', (request, reply) => sendPage(reply, docsPage(addressOf(request))));
  app.get('/pages.css', (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(STYLE_SHEET),
  );
  app.get('/api/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(parts.metrics.contentType).send(await parts.metrics.text()),
  );
}

function sendPage(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .headers({ ...PAGE_HEADERS, 'cache-control': 'no-cache' })
    .type('text/html; charset=utf-8')
    .send(text);
}

/** The address by which the reader came, where it reads like one. */
function addressOf({ protocol, host }: FastifyRequest): string {
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? `${protocol}://${host}` : 'http://localhost:8228';
}
