import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came to a stub. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What a stub does with a request: answers it, or does as it likes with the connection. */
export type StubAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | { readonly does: 'say nothing' | 'cut the connection' | 'cut the answer' };

/** A server that stands for a provider. */
export interface StubProvider {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** What the next requests are answered with, one after the other; the last holds on. */
  answer(...answers: readonly StubAnswer[]): void;
  stop(): Promise<void>;
}

/** Starts a stub on a port of this machine. */
export async function startStubProvider(): Promise<StubProvider> {
  const requests: StubRequest[] = [];
  let answers: readonly StubAnswer[] = [{ status: 200, body: '{}' }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const [first, ...rest] = answers;
      if (rest.length > 0) answers = rest;
      reply(response, first);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(...given) {
      answers = given;
    },
    stop: () => stop(server),
  };
}

function reply(response: ServerResponse, answer: StubAnswer | undefined): void {
  if (answer === undefined) return;
  if ('status' in answer) {
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      .end(answer.body ?? '');
    return;
  }
  switch (answer.does) {
    case 'say nothing':
      return;
    case 'cut the connection':
      response.socket?.destroy();
      return;
    case 'cut the answer':
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.socket?.destroy());
  }
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
