import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sendBatch, type BatchAnswer } from './batch-request.ts';
import { clientIdAt, withService } from './bench-service.ts';
import { figure, type Bench } from './figure.ts';
import { driverInserts, insertLimit } from './insert-limit.ts';
import { memoryMaxOf, memoryOf } from './process-memory.ts';
import { sameBytes } from './same-bytes.ts';

const MEGABYTE = 1_048_576;
/** As many as the service's own pool. */
const CONNECTIONS = 10;

/**
 * A batch of questions over HTTP, every decision durable before it is answered; beside a route that only parses and answers, and beside
 * single-row inserts of records of the same size.
 */
export const decisionsBench: Bench = async ({ smoke, say }) => {
  const count = smoke ? 2_000 : 100_000;
  const seconds = smoke ? 1 : 5;
  return withService(count, async ({ service, connectionString }) => {
    const body = Array.from(
      { length: count },
      (_, index) => `{"contact":{"clientId":"${clientIdAt(index)}"},"channel":"call"}\n`,
    ).join('');
    const ask = (lines: string) =>
      sendBatch(`${service.baseUrl}/api/v1/decisions`, { 'x-api-key': service.apiKey }, lines);
    await ask(firstLines(body, Math.min(count, 5_000)));
    const before = memoryOf(service.pid());
    const answer = whole(await ask(body), count);
    const memoryMax = memoryMaxOf(service.pid());
    const answerBytes = Math.round(answer.bytes / count);
    say(`  one answer has ${answerBytes} bytes`);
    const parsing = await parseOnly(body, count, answerBytes);
    const settings = { connections: CONNECTIONS, seconds, recordBytes: answerBytes + 600 };
    const inserts = await insertLimit(connectionString, settings);
    const byDriver = await driverInserts(connectionString, settings);
    const alike = await sameBytes(service, count);
    say(`  same bytes as \`tact decide\`: yes, ${alike.toLocaleString('en-US')} answers`);
    const perSecond = count / answer.seconds;
    const metric = `durable decisions, a batch of ${count.toLocaleString('en-US')}`;
    return [
      figure('decisions', metric, perSecond, '/s', {
        name: 'Fastify that only parses and answers',
        value: count / parsing.seconds,
      }),
      figure('decisions', metric, perSecond, '/s', {
        name: `${inserts.name}, ${CONNECTIONS} connections`,
        value: inserts.perSecond,
      }),
      figure('decisions', metric, perSecond, '/s', {
        name: `${byDriver.name}, ${CONNECTIONS} connections`,
        value: byDriver.perSecond,
      }),
      figure('decisions', 'memory of the service before', before / MEGABYTE, 'MB'),
      figure('decisions', 'memory of the service at most', memoryMax / MEGABYTE, 'MB'),
    ];
  });
};

function firstLines(body: string, count: number): string {
  return `${body.split('\n', count).join('\n')}\n`;
}

function whole(answer: BatchAnswer, count: number): BatchAnswer {
  if (answer.status === 200 && answer.lines === count && answer.firstLine.includes('"decision"'))
    return answer;
  throw new Error(
    `the batch was answered with ${answer.status} and ${answer.lines} of ${count} lines: ${answer.firstLine}`,
  );
}

/** The same batch through a route that does nothing, in a process of its own. */
async function parseOnly(body: string, count: number, answerBytes: number): Promise<BatchAnswer> {
  const server = spawn(
    process.execPath,
    [fileURLToPath(new URL('parse-only-server.ts', import.meta.url)), String(Math.max(1, answerBytes - 38))],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${port.toString().trim()}/batch`;
    await sendBatch(url, {}, firstLines(body, Math.min(count, 5_000)));
    return whole(await sendBatch(url, {}, body), count);
  } finally {
    const ended = once(server, 'exit');
    server.stdin.end();
    server.kill();
    await ended;
  }
}
