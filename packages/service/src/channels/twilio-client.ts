import twilio from 'twilio';
import type { HttpCaller } from './http-call.ts';
import { withoutLastSlashes } from '../without-last-slashes.ts';

/** How the real client is to work: at which address, and through which connections. */
export interface TwilioClientOptions {
  /** In place of `https://api.twilio.com`. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly timeoutMs: number;
  /** To the connection, milliseconds. */
  readonly connectsWithinMs: number;
  readonly caller: HttpCaller;
  readonly signal: AbortSignal;
}

/** A call that surely was not made, or of which nobody knows. */
export class CallError extends Error {
  readonly state: 'not-sent' | 'unknown';

  constructor(state: 'not-sent' | 'unknown', sentence: string) {
    super(sentence);
    this.name = 'CallError';
    this.state = state;
  }
}

/** The real client for one call. It makes its requests; they go through our own connections, to the address that is configured. */
export function createTwilioClient(options: TwilioClientOptions): {
  readonly client: twilio.Twilio;
  readonly lastHeaders: () => Readonly<Record<string, string>>;
} {
  const requests = new GuardedRequestClient(options);
  const { accountSid, authToken } = options;
  const client = new twilio.Twilio(accountSid, authToken, {
    httpClient: requests,
    accountSid,
    autoRetry: false,
  });
  return { client, lastHeaders: () => requests.lastHeaders };
}

/** An answer as the client reads it. */
class ClientResponse<TData> {
  readonly statusCode: number;
  readonly body: TData;
  readonly headers: Readonly<Record<string, string>>;

  constructor(statusCode: number, body: TData, headers: Readonly<Record<string, string>>) {
    this.statusCode = statusCode;
    this.body = body;
    this.headers = headers;
  }

  toString(): string {
    return `HTTP ${this.statusCode}`;
  }
}

/** Sends what the client has written out. INVARIANT: once; the client's own retries are not used, because it cannot tell what has left. */
class GuardedRequestClient extends twilio.RequestClient {
  readonly #options: TwilioClientOptions;
  lastHeaders: Readonly<Record<string, string>> = {};

  constructor(options: TwilioClientOptions) {
    super();
    this.#options = options;
  }

  override async request<TData>(given: RequestOptions): Promise<ClientResponse<TData>> {
    const { baseUrl, timeoutMs, connectsWithinMs, caller, signal } = this.#options;
    const { pathname, search } = new URL(given.uri);
    const answer = await caller.call(
      {
        method: given.method === 'get' ? 'GET' : 'POST',
        url: `${withoutLastSlashes(baseUrl)}${pathname}${search}`,
        timeoutMs,
        connectsWithinMs: Math.min(connectsWithinMs, timeoutMs),
        headers: {
          ...textsOf(given.headers),
          authorization: `Basic ${Buffer.from(`${given.username ?? ''}:${given.password ?? ''}`).toString('base64')}`,
        },
        body: given.method === 'post' ? formOf(given.data) : null,
      },
      signal,
    );
    if (answer.state !== 'answered') throw new CallError(answer.state, answer.sentence);
    this.lastHeaders = answer.headers;
    return new ClientResponse(answer.status, jsonOf(answer.body) as TData, answer.headers);
  }
}

type RequestOptions = Parameters<twilio.RequestClient['request']>[0];

function textsOf(headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** As forms are written: a list is its name once for each item; what is not there is left out. */
function formOf(data: unknown): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries((data ?? {}) as Readonly<Record<string, unknown>>)) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      form.append(name, String(one));
  }
  return form.toString();
}

/** The body as JSON, or as it is: the client tells of what is none. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}
