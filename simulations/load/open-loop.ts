import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type HttpConnection, type Target } from '../../bench/http-connection.ts';

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
const CONNECTIONS_MAX = 4_096;

/**
 * Reserves attempts at a fixed rate, whether earlier ones were answered or not (no coordinated omission): a service that stands still for a second
 * has a second's worth of late answers. Tells each arrival as it ends; resolves when all have.
 */
export async function openLoop(
  settings: OpenLoopSettings,
  onArrival: (arrival: Arrival) => void,
): Promise<void> {
  const { perSecond, seconds, baseUrl, apiKey, bodyOf } = settings;
  const pool = createPool({ baseUrl, path: '/api/v1/attempts', headers: { 'x-api-key': apiKey } });
  const underWay = new Set<Promise<void>>();
  const startedAtMs = performance.now();
  try {
    const total = Math.round(perSecond * seconds);
    for (let number = 0; number < total; number++) {
      const intendedAtMs = startedAtMs + (number * 1_000) / perSecond;
      const early = intendedAtMs - performance.now();
      if (early > 0) await sleep(early);
      const asked = ask(pool, bodyOf(number)).then((answer) =>
        onArrival({ ...answer, latencyMs: performance.now() - intendedAtMs }),
      );
      underWay.add(asked);
      void asked.finally(() => underWay.delete(asked));
    }
    await Promise.all(underWay);
  } finally {
    pool.close();
  }
}

async function ask(pool: Pool, body: string): Promise<Omit<Arrival, 'latencyMs'>> {
  let connection: HttpConnection | undefined;
  try {
    connection = await pool.take();
    const answer = await connection.ask(body);
    return {
      status: answer.status,
      hasRetryAfter: /\r\nretry-after:/i.test(answer.head),
      isAllowed: answer.body.startsWith('{"decision":"allowed"'),
    };
  } catch {
    return { status: 0, hasRetryAfter: false, isAllowed: false };
  } finally {
    pool.giveBack(connection);
  }
}

/** Connections that are opened as they are needed, and used again. */
interface Pool {
  take(): Promise<HttpConnection>;
  /** Every `take` has one, also where it failed. */
  giveBack(connection: HttpConnection | undefined): void;
  close(): void;
}

function createPool(target: Target): Pool {
  const free: HttpConnection[] = [];
  const waiting: (() => void)[] = [];
  let places = CONNECTIONS_MAX;
  return {
    async take() {
      if (places === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else places--;
      for (;;) {
        const connection = free.pop();
        // A server closes what nobody used for a while.
        if (connection?.isOpen() !== false) return connection ?? openConnection(target);
      }
    },
    giveBack(connection) {
      if (connection?.isOpen() === true) free.push(connection);
      const next = waiting.shift();
      if (next === undefined) places++;
      else next();
    },
    close() {
      for (const connection of free) connection.close();
    },
  };
}
