import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import twilio from 'twilio';
import { seededRandom } from '@tact/service/without-http';
import type { Taken } from './taken.ts';

/** The only account at the stub. */
export const ACCOUNT_SID = `AC${'5'.repeat(32)}`;
/** The token by which both sides sign. */
export const AUTH_TOKEN = 'the token of a simulated account';
/** Where the provider is told that the services are reached. It signs this address, and posts to those that run. */
export const PUBLIC_URL = 'https://tact.example.com';

/** A stand-in for the provider's REST API, which keeps books of all that it took, and reports delivery as the provider does. */
export interface ProviderStub {
  readonly url: string;
  /** By attempt, which stands in the address for its report; as often as it was taken. */
  readonly taken: ReadonlyMap<string, Taken>;
  /** Attempts whose report a service acknowledged. */
  readonly reported: ReadonlySet<string>;
  /** Ends when every report was acknowledged. Throws where one is not within the time, milliseconds. */
  allReported(msMax: number): Promise<void>;
  stop(): Promise<void>;
}

const LATENCY_MS = [50, 400] as const;
const REPORT_AFTER_MS = [20, 600] as const;
const REPORT_AGAIN_MS = 300;

/**
 * Starts the stub. It refuses some messages, asks to slow down now and then, and breaks off some connections, before or after it wrote the
 * message down. `services`: where reports are posted to, each in turn until one takes it.
 */
export async function startProviderStub(seed: number, services: readonly string[]): Promise<ProviderStub> {
  const random = seededRandom(seed);
  const taken = new Map<string, Taken>();
  const reporter = createReporter(seed, services);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await bodyOf(request));
    const [chance, latencyMs] = [random.next(), random.between(...LATENCY_MS)];
    await sleep(latencyMs);
    if (request.headers.authorization !== AUTHORIZATION) say(response, 401, { code: 20_003 });
    else if (chance < 0.02) say(response, 400, { code: 21_211, message: 'no such number' });
    else if (chance < 0.03)
      say(response, 429, { code: 20_429, message: 'slow down' }, { 'retry-after': '1' });
    else if (chance < 0.04) response.socket?.destroy();
    else {
      const attemptId = take(form);
      // Of some it has the message, and says nothing of it.
      if (chance < 0.06) response.socket?.destroy();
      else say(response, 201, { sid: sidOf(attemptId), account_sid: ACCOUNT_SID, status: 'queued' });
    }
  }

  function take(form: URLSearchParams): string {
    const statusUrl = form.get('StatusCallback') ?? '';
    const attemptId = new URL(statusUrl).searchParams.get('attempt') ?? '';
    const { times } = taken.get(attemptId) ?? { times: 0 };
    taken.set(attemptId, { at: Date.now(), to: form.get('To') ?? '', times: times + 1 });
    reporter.report(statusUrl, attemptId);
    return attemptId;
  }

  const server = createServer((request, response) => {
    // A service that was killed in the midst of its request is no fault of the stub.
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    reported: reporter.reported,
    allReported: (msMax) => reporter.allReported(msMax),
    async stop() {
      await reporter.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Posts reports of delivery, signed as the provider signs, to services that may be down. */
function createReporter(seed: number, services: readonly string[]) {
  const random = seededRandom(seed + 1);
  const reported = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let isStopped = false;

  async function post(statusUrl: string, attemptId: string): Promise<void> {
    const form = { AccountSid: ACCOUNT_SID, MessageSid: sidOf(attemptId), MessageStatus: 'delivered' };
    const { pathname, search } = new URL(statusUrl);
    const request = {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilio.getExpectedTwilioSignature(AUTH_TOKEN, statusUrl, form),
      },
      body: new URLSearchParams(form).toString(),
    };
    await sleep(random.between(...REPORT_AFTER_MS));
    for (let turn = 0; !isStopped; turn++) {
      const service = services[turn % services.length] ?? '';
      // A service that was killed takes nothing: the other one is tried.
      const response = await fetch(`${service}${pathname}${search}`, request).catch(() => null);
      if (response?.ok === true) {
        reported.add(attemptId);
        return;
      }
      await sleep(REPORT_AGAIN_MS);
    }
  }

  return {
    reported,
    report(statusUrl: string, attemptId: string) {
      const posting = post(statusUrl, attemptId);
      underWay.add(posting);
      void posting.finally(() => underWay.delete(posting));
    },
    async allReported(msMax: number) {
      const untilMs = performance.now() + msMax;
      while (underWay.size > 0) {
        if (performance.now() > untilMs)
          throw new Error(`${underWay.size} reports of delivery were not acknowledged within ${msMax} ms`);
        await sleep(50);
      }
    },
    async stop() {
      isStopped = true;
      await Promise.all(underWay);
    },
  };
}

const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`;

function sidOf(attemptId: string): string {
  return `SM${attemptId.replaceAll('-', '')}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function say(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ status, ...body }));
}
