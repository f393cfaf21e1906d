import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runAsOwner } from '@tact/store/testing';
import type { Service } from '../src/main.ts';
import { channelParts, dispatchThrough, PUBLIC_URL } from './running-channels.ts';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

const MAIL = 'ann@example.org';
const parts = channelParts();

let running: RunningService;
let service: Service;
let relay: SMTPServer;
let own: TestOrganization;
let channelId: string;
const mails: string[] = [];

beforeAll(async () => {
  running = await startRunningService();
  service = await running.another({ channels: parts });
  relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString('utf8'));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  await new Promise<void>((resolve) => {
    relay.close(() => {
      resolve();
    });
  });
  await running.stop();
});
beforeEach(async () => {
  own = await running.newOrganization();
  const { port } = relay.server.address() as AddressInfo;
  const smtp = { host: '127.0.0.1', port, security: 'none', from: 'office@example.com' };
  const response = await fetch(new URL('/api/v1/channels', service.address), {
    method: 'POST',
    headers: { 'x-api-key': own.key, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Mail', channel: 'email', smtp }),
  });
  ({ id: channelId } = (await response.json()) as { readonly id: string });
  await own.client.contacts.create({
    body: { clientId: 'ann', devices: [{ address: MAIL }, { address: '+12125550101' }] },
  });
});

const dispatch = () =>
  dispatchThrough(service, running, own, { clientId: 'ann', address: MAIL, channel: 'email' });
/** Sends an e-mail and gives the path of its link. */
async function linkOfMail(): Promise<string> {
  expect(await dispatch()).toMatchObject({ done: { state: 'confirmed' } });
  const head = (mails.at(-1) ?? '').replaceAll(/\r\n[ \t]+/g, '');
  expect(head).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  const url = /^List-Unsubscribe:\s*<([^>]+)>/m.exec(head)?.[1] ?? '';
  expect(url.startsWith(`${PUBLIC_URL}/api/channels/`)).toBe(true);
  return url.slice(PUBLIC_URL.length);
}
const ask = async (
  method: string,
  path: string,
  body?: string,
  type = 'application/x-www-form-urlencoded',
) => {
  const response = await fetch(new URL(path, service.address), {
    method,
    redirect: 'manual',
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const ONE_CLICK = 'List-Unsubscribe=One-Click';
const optOuts = async () => (await own.client.optOuts.list()).items;

describe('the link of an e-mail', () => {
  test('opts out by one post, at once, and the next e-mail is not sent', async () => {
    const link = await linkOfMail();
    const { status, headers } = await ask('POST', link, ONE_CLICK);
    expect([status, headers.get('location'), headers.get('set-cookie')]).toEqual([200, null, null]);
    const sent = mails.length;
    expect(await dispatch()).toEqual({ blocked: 'opted_out' });
    expect(mails).toHaveLength(sent);
    expect(await optOuts()).toMatchObject([
      { clientId: 'ann', source: 'unsubscribe', reason: 'unsubscribed by e-mail' },
    ]);
    // On every device: it was the contact's wish.
    const call = await own.client.decisions.ask({ body: { contact: { clientId: 'ann' }, channel: 'call' } });
    expect(call.deciding?.code).toBe('opted_out');
  });

  test('changes nothing by being looked at, as scanners of mail do, and shows a button', async () => {
    const link = await linkOfMail();
    const { status, text, headers } = await ask('GET', link);
    expect(status).toBe(200);
    expect(text).toContain('<form method="post">');
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect((await ask('HEAD', link)).status).toBe(200);
    expect(await optOuts()).toEqual([]);
    expect(await dispatch()).toMatchObject({ done: { state: 'confirmed' } });
  });

  test('holds nothing that tells who it is for', async () => {
    const link = await linkOfMail();
    const token = Buffer.from(link.split('/').at(-1) ?? '', 'base64url').toString('latin1');
    for (const told of ['ann@', 'example.org', MAIL]) expect(`${link} ${token}`).not.toContain(told);
    expect((await ask('GET', link)).text).not.toMatch(/ann@|example\.org/);
    expect(await linkOfMail()).not.toBe(link);
  });

  test.each([
    [
      'as a form of parts',
      `--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n`,
      'multipart/form-data; boundary=x',
    ],
    ['twice', ONE_CLICK, 'application/x-www-form-urlencoded'],
    ['by a program that leaves the body out', '', 'text/plain'],
  ])('takes a post %s', async (_, body, type) => {
    const link = await linkOfMail();
    expect([
      (await ask('POST', link, body, type)).status,
      (await ask('POST', link, body, type)).status,
    ]).toEqual([200, 200]);
    expect(await optOuts()).toHaveLength(1);
  });

  test('works when the configuration, and the month of the attempt, are gone', async () => {
    const link = await linkOfMail();
    await own.client.channels.delete({ params: { id: channelId } });
    await runAsOwner(running.connectionString, 'delete from attempts where organization_id = $1', [own.id]);
    expect((await ask('POST', link, ONE_CLICK)).status).toBe(200);
    expect(await optOuts()).toHaveLength(1);
  });

  const forgeries: readonly (readonly [string, (link: string, other: string) => string])[] = [
    ['of which one letter was changed', (link) => `${link.slice(0, -5)}${link.at(-5) === 'A' ? 'B' : 'A'}${link.slice(-4)}`],
    ['that was cut', (link) => link.slice(0, -4)],
    ['with the token of another channel', (link, other) => `${link.slice(0, link.lastIndexOf('/'))}/${other.split('/').at(-1) ?? ''}`],
    ['without a token of ours', (link) => `${link.slice(0, link.lastIndexOf('/'))}/${'A'.repeat(150)}`],
    ['for no channel', (link) => link.replace(/channels\/[^/]+/, 'channels/x')],
  ]; // prettier-ignore
  test.each(forgeries)('is refused where it is one %s', async (_, forge) => {
    const link = await linkOfMail();
    const stranger = await running.newOrganization();
    const other = link.replace(
      /channels\/[^/]+/,
      `channels/${Buffer.from(`${stranger.id}${channelId}`.replaceAll('-', ''), 'hex').toString('base64url')}`,
    );
    const forged = forge(
      link,
      other.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    );
    expect([(await ask('GET', forged)).status, (await ask('POST', forged, ONE_CLICK)).status]).toEqual([
      403, 403,
    ]);
    // The very token, under another organization's channel.
    expect((await ask('POST', other, ONE_CLICK)).status).toBe(403);
    expect(await optOuts()).toEqual([]);
  });

  test('of another installation is refused: it has another key', async () => {
    const link = await linkOfMail();
    const stranger = await running.another({ channels: channelParts() });
    const response = await fetch(new URL(link, stranger.address), { method: 'POST', body: ONE_CLICK });
    expect([response.status, await optOuts()]).toEqual([403, []]);
  });
});
