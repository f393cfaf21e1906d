import { expect, test } from 'vitest';
import { ApiError } from './client.ts';
import { createClient } from './create-client.ts';

/** A client whose requests go nowhere: the answer is made up, the request is kept. */
function clientAnswered(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  const sent: { url: string; init: RequestInit | undefined }[] = [];
  const answer = (url: string | URL | Request, init?: RequestInit) => {
    sent.push({ url: url instanceof Request ? url.url : String(url), init });
    return Promise.resolve(new Response(status === 204 ? null : body, { status, headers }));
  };
  return { client: createClient({ baseUrl: 'http://tact:1', apiKey: 'tact_k', fetch: answer }), sent };
}

test('parameters, query, body and keys stand where they belong', async () => {
  const { client, sent } = clientAnswered(200, '{}');
  await client.contacts.put({
    params: { clientId: 'a/b ?é' },
    body: { devices: [] },
    idempotencyKey: 'once',
  });
  await client.contacts.list({ query: { limit: 5, search: '+1&2' } });
  await client.organization.get();
  expect(sent.map(({ url }) => url)).toEqual([
    'http://tact:1/api/v1/contacts/by-client-id/a%2Fb%20%3F%C3%A9',
    'http://tact:1/api/v1/contacts?limit=5&search=%2B1%262',
    'http://tact:1/api/v1/organizations/current',
  ]);
  expect(sent[0]?.init).toMatchObject({
    method: 'PUT',
    body: '{"devices":[]}',
    headers: { 'x-api-key': 'tact_k', 'content-type': 'application/json', 'idempotency-key': 'once' },
  });
  expect(sent[1]?.init?.headers).not.toHaveProperty('content-type');
});

test('no body is null', async () => {
  const { client } = clientAnswered(204, '');
  expect(await client.contacts.delete({ params: { id: 'x' } })).toBeNull();
});

test('a problem is an error with its code', async () => {
  const problem = {
    type: '',
    title: '',
    status: 503,
    code: 'too_contended',
    detail: 'try again',
    requestId: 'r',
  };
  const { client } = clientAnswered(503, JSON.stringify(problem), {
    'content-type': 'application/problem+json; charset=utf-8',
    'retry-after': '2',
  });
  const failure = await client.contacts.list().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({
    status: 503,
    code: 'too_contended',
    message: 'try again',
    retryAfterSeconds: 2,
    problem,
  });
});

test('an answer that is none of ours is an error too', async () => {
  const { client } = clientAnswered(502, '<html>', { 'content-type': 'text/html' });
  await expect(client.contacts.list()).rejects.toMatchObject({
    status: 502,
    code: 'unexpected',
    problem: undefined,
  });
});
