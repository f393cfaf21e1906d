import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/** What came of a load. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds from the request to the whole answer. */
  readonly latenciesMs: readonly number[];
  /** How many answers had each HTTP status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** What is asked, over and over. */
export interface LoadSettings {
  readonly baseUrl: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of the next request. */
  readonly body: () => string;
  readonly connections: number;
  readonly seconds: number;
}

/**
 * Sends POST requests over so many connections, one at a time on each, and measures. Plain sockets: on two cores a full HTTP client would take
 * from the server what is to be measured. Answers must have a length.
 */
export async function httpLoad(settings: LoadSettings): Promise<Load> {
  const endsAtMs = performance.now() + settings.seconds * 1000;
  const startedAtMs = performance.now();
  const latenciesMs: number[] = [];
  const statuses = new Map<number, number>();
  await Promise.all(
    Array.from({ length: settings.connections }, async () => {
      const connection = await open(settings);
      try {
        while (performance.now() < endsAtMs) {
          const askedAtMs = performance.now();
          const status = await connection.ask(settings.body());
          latenciesMs.push(performance.now() - askedAtMs);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      } finally {
        connection.close();
      }
    }),
  );
  return {
    perSecond: (latenciesMs.length * 1000) / (performance.now() - startedAtMs),
    latenciesMs,
    statuses,
  };
}

interface Connection {
  ask(body: string): Promise<number>;
  close(): void;
}

async function open({ baseUrl, path, headers }: LoadSettings): Promise<Connection> {
  const { hostname, port, host } = new URL(baseUrl);
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    const status = wholeAnswer(received);
    if (status === undefined || waiting === null) return;
    received = '';
    const { resolve } = waiting;
    waiting = null;
    resolve(status);
  });
  const fail = () => waiting?.reject(new Error('the server closed the connection'));
  socket.on('error', fail).on('close', fail);
  return {
    ask(body) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
    },
    close: () => void socket.destroy(),
  };
}

/** The status of an answer that is there as a whole; undefined while bytes are missing. */
function wholeAnswer(received: string): number | undefined {
  const headEnds = received.indexOf('\r\n\r\n');
  if (headEnds < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnds))?.[1];
  if (length === undefined) throw new Error(`the answer has no length: ${received.slice(0, headEnds)}`);
  if (received.length < headEnds + 4 + Number(length)) return undefined;
  return Number(received.slice(9, 12));
}
