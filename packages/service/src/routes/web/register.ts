import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sessionTokenOf } from '../../http/session-cookie.ts';
import type { Bundle, BundleFile } from '../../web/load-bundle.ts';

/**
 * Registers the web admin: its files, and its page under every address that is no file and no route of the API, because the address is the
 * web admin's own to read.
 */
export function registerWeb(app: FastifyInstance, { files, page }: Bundle): void {
  for (const [path, file] of files)
    app.get(path, (request, reply) => sendFile(reply, file, request.headers['accept-encoding'] ?? ''));
  const sendPage = (request: FastifyRequest, reply: FastifyReply) => {
    const hasSession = sessionTokenOf(request.headers) !== undefined;
    const nonce = randomBytes(16).toString('base64');
    return reply
      .headers({ ...PAGE_HEADERS, 'content-security-policy': contentRules(nonce) })
      .type('text/html; charset=utf-8')
      .send(page.replace('{{nonce}}', nonce).replace('{{session}}', hasSession ? 'yes' : 'no'));
  };
  app.get('/', (request, reply) => sendPage(request, reply));
  for (const path of PAGES) app.get(path, (request, reply) => sendPage(request, reply));
}

/** The addresses of the web admin by their beginning; below these every address is its own. */
const PAGES = [
  'decide',
  'callable',
  'forecast',
  'reports',
  'contacts',
  'accounts',
  'campaigns',
  'execution',
  'contact-lists',
  'message-templates',
  'campaign-groups',
  'campaign-templates',
  'dialing-profiles',
  'suppression-lists',
  'opt-outs',
  'rules',
  'contact-dates',
  'custom-timezones',
  'pre-dial-validations',
  'audit',
  'decisions',
  'settings',
  'password',
  'accept',
].flatMap((name) => [`/${name}`, `/${name}/*`]);

const PAGE_HEADERS = {
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/**
 * Only our own files run, and nothing is written into the page as a script or a style. Style sheets that our script makes carry the nonce;
 * styles that it sets on an element are no text and fall under no rule.
 */
function contentRules(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const A_YEAR_SECONDS = 31_536_000;

function sendFile(reply: FastifyReply, file: BundleFile, encodings: string): FastifyReply {
  const { type, bytes, gzipped, isHashed } = file;
  const isGzip = gzipped !== null && /\bgzip\b/.test(encodings);
  return reply
    .headers({
      'cache-control': isHashed ? `public, max-age=${A_YEAR_SECONDS}, immutable` : 'public, max-age=300',
      vary: 'accept-encoding',
      ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    })
    .type(type)
    .send(isGzip ? gzipped : bytes);
}
