import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What is asked over a connection: POST requests of JSON, of which only the body differs. */
export interface Target {
  readonly baseUrl: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** Status line and headers, as they came. */
  readonly head: string;
  /** One character a byte. */
  readonly body: string;
}

/** A connection that stays open, for one request at a time. */
export interface HttpConnection {
  /** Rejects where the server closes it before the whole answer is there. */
  ask(body: string): Promise<HttpAnswer>;
  /** Whether it may be used again. One that nobody has used for long is not: the server may close it while a request is on its way. */
  isOpen(): boolean;
  close(): void;
}

/** The service keeps a connection for 72 s on which nothing comes. */
const IDLE_MS_MAX = 60_000;

/** Opens one. Plain sockets: on two cores a full HTTP client would take from the server what is to be measured. Answers must have a length. */
export async function openConnection({ baseUrl, path, headers }: Target): Promise<HttpConnection> {
  const { hostname, port, host } = new URL(baseUrl);
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${host}`,
    'content-type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ].join('\r\n');
  let waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;
  let received = '';
  let usedAtMs = performance.now();
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    const answer = wholeAnswer(received);
    if (answer === undefined || waiting === null) return;
    received = '';
    usedAtMs = performance.now();
    const { resolve } = waiting;
    waiting = null;
    resolve(answer);
  });
  const fail = () => {
    socket.destroy();
    waiting?.reject(new Error('the server closed the connection'));
  };
  socket.on('error', fail).on('end', fail).on('close', fail);
  return {
    ask(body) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
    },
    isOpen() {
      if (performance.now() - usedAtMs > IDLE_MS_MAX) socket.destroy();
      return !socket.destroyed;
    },
    close: () => void socket.destroy(),
  };
}

/** An answer that is there as a whole; undefined while bytes are missing. */
function wholeAnswer(received: string): HttpAnswer | undefined {
  const headEnds = received.indexOf('\r\n\r\n');
  if (headEnds < 0) return undefined;
  const head = received.slice(0, headEnds);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`the answer has no length: ${head}`);
  const bodyBegins = headEnds + 4;
  if (received.length < bodyBegins + Number(length)) return undefined;
  return { status: Number(head.slice(9, 12)), head, body: received.slice(bodyBegins) };
}
