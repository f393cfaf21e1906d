import {
  request as requestHttp,
  Agent as HttpAgent,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import { ADDRESS_NOT_ALLOWED, type AddressGuard } from './address-guard.ts';

/** One call of a provider. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly body: string | null;
  /** To the whole answer, milliseconds. */
  readonly timeoutMs: number;
  /** To the connection, milliseconds: where none stands by then, nothing is sent. Without it, as long as the whole may take. */
  readonly connectsWithinMs?: number;
}

/** What came of it. */
export type HttpAnswer =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Nothing of it left this machine: the address is not allowed, or there was no connection. */
  | { readonly state: 'not-sent'; readonly sentence: string }
  /** It may have arrived: the connection or the time ended before the answer. */
  | { readonly state: 'unknown'; readonly sentence: string };

/** Calls providers. Never throws, follows no redirect. */
export interface HttpCaller {
  call(call: HttpCall, signal?: AbortSignal): Promise<HttpAnswer>;
  /** Closes the connections that are kept. */
  close(): void;
}

/** An answer is read up to so many bytes; more than an id and a reason nobody has to say. */
const ANSWER_BYTES_MAX = 262_144;
/** A kept connection is closed after so long without use: before the other side does, so that no request is written into a closed one. */
const KEPT_MS_MAX = 4_000;

/** What was saved once, and is not called any more. Without the address: sentences are stored with the attempt. */
const NOT_ALLOWED = 'its address is not one that may be called; save it again to see why';

/** Creates a caller whose connections go where the guard lets them. */
export function createHttpCaller(guard: AddressGuard): HttpCaller {
  const options = { keepAlive: true, timeout: KEPT_MS_MAX, lookup: guard.lookup };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    call(call, signal) {
      if (guard.urlProblem(call.url) !== undefined)
        return Promise.resolve({ state: 'not-sent', sentence: NOT_ALLOWED });
      if (signal?.aborted === true)
        return Promise.resolve({ state: 'not-sent', sentence: 'it was given up before it began' });
      return new Promise((resolve) => {
        const url = new URL(call.url);
        const isPlain = url.protocol === 'http:';
        const request = (isPlain ? requestHttp : requestHttps)(url, {
          method: call.method,
          agent: isPlain ? http : https,
          headers: {
            ...call.headers,
            ...(call.body === null ? {} : { 'content-length': `${Buffer.byteLength(call.body)}` }),
          },
        });
        settle(request, call, signal, resolve);
      });
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** INVARIANT: as soon as the connection stands, and on a kept one from the start, anything but a whole answer is `unknown`. */
function settle(
  request: ClientRequest,
  { body, timeoutMs, connectsWithinMs = timeoutMs }: HttpCall,
  signal: AbortSignal | undefined,
  resolve: (answer: HttpAnswer) => void,
): void {
  let mayHaveLeft = false;
  const finish = (answer: HttpAnswer) => {
    clearTimeout(timer);
    clearTimeout(connecting);
    signal?.removeEventListener('abort', giveUp);
    resolve(answer);
    if (answer.state !== 'answered') request.destroy();
  };
  const fail = (sentence: string) => {
    finish({ state: mayHaveLeft ? 'unknown' : 'not-sent', sentence });
  };
  const giveUp = () => {
    fail('it was given up while it was under way');
  };
  const timer = setTimeout(() => {
    fail(`there was no answer within ${timeoutMs} ms`);
  }, timeoutMs);
  const connecting = setTimeout(() => {
    if (!mayHaveLeft) fail('no connection came about in time');
  }, connectsWithinMs);
  signal?.addEventListener('abort', giveUp, { once: true });
  request.on('socket', (socket) => {
    if (!socket.connecting && !('encrypted' in socket && !request.reusedSocket)) {
      mayHaveLeft = true;
      return;
    }
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      mayHaveLeft = true;
    });
  });
  request.on('error', (error) => {
    fail(sentenceOf(error));
  });
  request.on('response', (response) => {
    mayHaveLeft = true;
    readAnswer(response).then(finish, (error: unknown) => {
      fail(sentenceOf(error));
    });
  });
  request.end(body ?? undefined);
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    state: 'answered',
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers) as Readonly<Record<string, string>>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Never the address or what was sent: sentences are stored with the attempt. */
function sentenceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === ADDRESS_NOT_ALLOWED) return 'the name stands for an address of a private network';
  return code === '' ? 'the connection ended' : `the connection ended (${code})`;
}
