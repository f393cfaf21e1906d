/**
 * Fastify routes that take the same bodies as `POST /api/v1/decisions`, one question (`/one`) or a line each (`/batch`), parse them, and answer as
 * many bytes as a decision has, with nothing in between: what HTTP and JSON alone allow. Started by `parse-only.ts`; prints its port; ends with
 * its standard input.
 */
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import Fastify from 'fastify';

const ANSWER = JSON.stringify({ decision: 'allowed', padding: 'x'.repeat(Number(process.argv[2] ?? '600')) });
/** Lines that are written at once. */
const LINES_AT_ONCE = 500;

const app = Fastify();
app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
app.post('/batch', (request, reply) => {
  reply.header('content-type', 'application/x-ndjson');
  return reply.send(Readable.from(answers(request.body as Readable)));
});

app.post('/one', (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8');
  return reply.send(ANSWER);
});

async function* answers(body: Readable): AsyncGenerator<string, void, undefined> {
  let text = '';
  let count = 0;
  for await (const line of createInterface({ input: body, crlfDelay: Infinity })) {
    const question: unknown = JSON.parse(line);
    if (typeof question === 'object') text += `${ANSWER}\n`;
    if (++count % LINES_AT_ONCE !== 0) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

process.stdin.on('end', () => void app.close()).resume();
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.stdout.write(`${typeof address === 'object' ? (address?.port ?? 0) : 0}\n`);
