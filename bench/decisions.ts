import { seededRandom } from '@tact/service/without-http';
import { sendBatch, type BatchAnswer } from './batch-request.ts';
import { clientIdAt, withService } from './bench-service.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { httpLoad, type Load } from './http-load.ts';
import { driverInserts, insertLimit } from './insert-limit.ts';
import { median } from './measure.ts';
import { withParseOnly } from './parse-only.ts';
import { memoryMaxOf, memoryOf } from './process-memory.ts';
import { sameBytes } from './same-bytes.ts';

const MEGABYTE = 1_048_576;
/** As many as the service's own pool. */
const CONNECTIONS = 10;
const REQUESTS_AT_ONCE = 64;
const ROUNDS = 3;
const PARSE_ONLY = 'Fastify that only parses and answers';

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
        name: PARSE_ONLY,
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
      ...(await oneByOne(service, { count, seconds, answerBytes })),
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

/** The same batch through a route that does nothing. */
function parseOnly(body: string, count: number, answerBytes: number): Promise<BatchAnswer> {
  return withParseOnly(answerBytes, async (baseUrl) => {
    await sendBatch(`${baseUrl}/batch`, {}, firstLines(body, Math.min(count, 5_000)));
    return whole(await sendBatch(`${baseUrl}/batch`, {}, body), count);
  });
}

/** One question a request over many connections, every decision durable before it is answered; beside the route that does nothing, in turns. */
async function oneByOne(
  { baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string },
  {
    count,
    seconds,
    answerBytes,
  }: { readonly count: number; readonly seconds: number; readonly answerBytes: number },
): Promise<readonly Figure[]> {
  const random = seededRandom(5);
  const body = () => `{"contact":{"clientId":"${clientIdAt(random.between(0, count))}"},"channel":"call"}`;
  const load = { body, connections: REQUESTS_AT_ONCE, seconds };
  return withParseOnly(answerBytes, async (parseOnlyUrl) => {
    const ours: Load[] = [];
    const theirs: Load[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await httpLoad({ ...load, baseUrl: parseOnlyUrl, path: '/one', headers: {} }));
      const headers = { 'x-api-key': apiKey };
      ours.push(await httpLoad({ ...load, baseUrl, path: '/api/v1/decisions', headers }));
    }
    for (const [status, times] of ours.flatMap(({ statuses }) => [...statuses]))
      if (status !== 200) throw new Error(`${times} questions were answered with ${status}`);
    const rateOf = (loads: readonly Load[]) => median(loads.map(({ perSecond }) => perSecond));
    const limit = { name: PARSE_ONLY, value: rateOf(theirs) };
    return [
      figure(
        'decisions',
        `durable decisions, one a request, ${REQUESTS_AT_ONCE} at once`,
        rateOf(ours),
        '/s',
        limit,
      ),
    ];
  });
}
