import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one question came to. */
export interface Arrival {
  /** From the instant at which it was to be asked to the whole answer, milliseconds: what the client itself was late counts too. */
  readonly latencyMs: number;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly hasRetryAfter: boolean;
  readonly isAllowed: boolean;
}

/** What is asked, and how often. */
export interface OpenLoopSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The body of the arrival with this number, from 0. */
  readonly bodyOf: (number: number) => string;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Connections at once; what comes beyond them waits in the client, and that wait counts. */
const SOCKETS_MAX = 4_096;

/**
 * Reserves attempts at a fixed rate, whether earlier ones were answered or not (no coordinated omission): a service that stands still for a second
 * has a second's worth of late answers. Tells each arrival as it ends; resolves when all have.
 */
export async function openLoop(
  settings: OpenLoopSettings,
  onArrival: (arrival: Arrival) => void,
): Promise<void> {
  const { perSecond, seconds } = settings;
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  const underWay = new Set<Promise<void>>();
  const startedAtMs = performance.now();
  try {
    const total = Math.round(perSecond * seconds);
    for (let number = 0; number < total; number++) {
      const intendedAtMs = startedAtMs + (number * 1_000) / perSecond;
      const early = intendedAtMs - performance.now();
      if (early > 0) await sleep(early);
      const asked = ask(settings, agent, settings.bodyOf(number)).then((answer) =>
        onArrival({ ...answer, latencyMs: performance.now() - intendedAtMs }),
      );
      underWay.add(asked);
      void asked.finally(() => underWay.delete(asked));
    }
    await Promise.all(underWay);
  } finally {
    agent.destroy();
  }
}

function ask(
  { baseUrl, apiKey }: OpenLoopSettings,
  agent: Agent,
  body: string,
): Promise<Omit<Arrival, 'latencyMs'>> {
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0, hasRetryAfter: false, isAllowed: false });
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-api-key': apiKey,
    };
    const sent = request(`${baseUrl}/api/v1/attempts`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', failed);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          hasRetryAfter: response.headers['retry-after'] !== undefined,
          isAllowed: text.startsWith('{"decision":"allowed"'),
        }),
      );
    });
    sent.on('error', failed);
    sent.end(body);
  });
}
