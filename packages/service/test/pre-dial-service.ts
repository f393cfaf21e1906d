import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What somebody asked a service. */
export interface PreDialRequest {
  readonly headers: IncomingMessage['headers'];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What a service does: it answers with a status, or does something else with the connection. */
export type PreDialReply =
  | number
  | { readonly redirectTo: string }
  | 'say nothing'
  | 'cut the connection'
  | 'cut the answer'
  | 'answer too much'
  | 'drip';

/** A service outside that is asked before records are dialled. */
export interface PreDialService {
  readonly url: string;
  readonly requests: readonly PreDialRequest[];
  /** What it answers from now on; at first it says yes. */
  reply: (request: PreDialRequest) => PreDialReply | Promise<PreDialReply>;
  /** Connections that were made to it, and requests that were answered at once at most. */
  connections(): number;
  atOnceMax(): number;
  stop(): Promise<void>;
}

const TOO_MUCH = 'x'.repeat(300_000);
const DRIP_MS = 50;

/** Starts one on a port of this machine. */
export async function startPreDialService(): Promise<PreDialService> {
  const requests: PreDialRequest[] = [];
  const sockets = new Set<Socket>();
  let atOnce = 0;
  let atOnceMax = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      atOnceMax = Math.max(atOnceMax, ++atOnce);
      response.once('close', () => atOnce--);
      const json = JSON.parse(Buffer.concat(chunks).toString('utf8')) as PreDialRequest['json'];
      const asked = { headers: request.headers, json };
      requests.push(asked);
      void Promise.resolve(service.reply(asked)).then((reply) => {
        carryOut(reply, response);
      });
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service: PreDialService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/may-we-dial`,
    requests,
    reply: () => 200,
    connections: () => sockets.size,
    atOnceMax: () => atOnceMax,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}

function carryOut(reply: PreDialReply, response: ServerResponse): void {
  if (typeof reply === 'number') {
    response.writeHead(reply).end('{}');
    return;
  }
  if (typeof reply === 'object') {
    response.writeHead(307, { location: reply.redirectTo }).end();
    return;
  }
  switch (reply) {
    case 'say nothing':
      return;
    case 'cut the connection':
      response.socket?.destroy();
      return;
    case 'cut the answer':
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.socket?.destroy());
      return;
    case 'answer too much':
      response.writeHead(200).end(TOO_MUCH);
      return;
    case 'drip': {
      response.writeHead(200);
      const dripping = setInterval(() => response.write('.'), DRIP_MS);
      response.once('close', () => {
        clearInterval(dripping);
      });
    }
  }
}
