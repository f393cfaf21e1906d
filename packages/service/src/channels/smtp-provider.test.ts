import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import type { Decision, Instant } from '@tact/engine';
import { dispatchOf, NO_SIGNAL, permit, stateOf } from '../../test/dispatch-samples.ts';
import { createAddressGuard } from './address-guard.ts';
import { createSmtpProvider, type SmtpSecrets, type SmtpSettings } from './smtp-provider.ts';

const UNSUBSCRIBE = 'https://tact.example.com/api/channels/x/unsubscribe/y';
const guard = createAddressGuard({ allowsPrivate: true });
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** A real SMTP server, and the mails that it took. */
async function startServer(options: SMTPServerOptions = {}) {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stops.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  );
  return { mails, port: (server.server.address() as AddressInfo).port };
}

const providerAt = (port: number, given: Partial<SmtpSettings> = {}, secrets: SmtpSecrets = {}) =>
  createSmtpProvider(
    {
      host: '127.0.0.1',
      port,
      security: 'none',
      user: null,
      from: 'office@example.com',
      fromName: 'The Office',
      replyTo: null,
      dkimDomain: null,
      dkimSelector: null,
      timeoutMs: 1_000,
      ...given,
    },
    secrets,
    { guard, clock: () => Date.now() as Instant, unsubscribeUrl: () => UNSUBSCRIBE },
  );
const mail = (given: Parameters<typeof dispatchOf>[2] = {}) =>
  dispatchOf('email', 'ann@example.org', {
    message: { subject: 'Ihr Konto, größer', text: 'The text.', html: '<p>The page.</p>' },
    ...given,
  });

/** Headers by their names in lower case, unfolded. */
function headersOf({ text }: Mail): Readonly<Record<string, string>> {
  const head = text.slice(0, text.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  return Object.fromEntries(
    head
      .split('\r\n')
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  );
}

const decidedAgo = (ms: number) =>
  permit({ decision: { decision: 'allowed', at: (Date.now() - ms) as Instant } as Decision });

test('a mail whose decision grew too old until the relay asked for it is kept back, and the channel waits', async () => {
  const { mails, port } = await startServer({
    onRcptTo(_address, _session, done) {
      setTimeout(done, 300);
    },
  });
  const provider = providerAt(port);
  const fresh = await provider.handOver(mail({ permit: decidedAgo(8_000) }), NO_SIGNAL);
  expect(stateOf(fresh)).toBe('confirmed');
  const stale = await provider.handOver(mail({ permit: decidedAgo(9_800) }), NO_SIGNAL);
  expect(stale).toMatchObject({ state: 'refused', code: 'relay_slow', retryAfterMs: 30_000 });
  expect(mails).toHaveLength(1);
});

describe('a real server', () => {
  test('gets the mail: from, to, both texts, and the two headers of one-click unsubscribe', async () => {
    const { mails, port } = await startServer();
    const dispatch = mail();
    const done = await providerAt(port).handOver(dispatch, NO_SIGNAL);
    expect(mails).toHaveLength(1);
    const [received = { from: '', to: [], text: '' }] = mails;
    expect(received).toMatchObject({ from: 'office@example.com', to: ['ann@example.org'] });
    const headers = headersOf(received);
    expect(headers).toMatchObject({
      from: 'The Office <office@example.com>',
      to: 'ann@example.org',
      subject: expect.stringMatching(/^=\?UTF-8\?/),
      'list-unsubscribe': `<${UNSUBSCRIBE}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'auto-submitted': 'auto-generated',
      'content-type': expect.stringMatching(/^multipart\/alternative/),
    });
    expect(received.text).toContain('The text.');
    expect(received.text).toContain('<p>The page.</p>');
    expect(done).toEqual({ state: 'confirmed', providerReference: headers['message-id'] });
    expect(headers['message-id']).toContain(dispatch.permit.attemptId);
  });

  test('gets text alone where there is no page', async () => {
    const { mails, port } = await startServer();
    await providerAt(port).handOver(mail({ message: { subject: 'S', text: 'T', html: null } }), NO_SIGNAL);
    expect(headersOf(mails[0] ?? { from: '', to: [], text: '' })['content-type']).toMatch(/^text\/plain/);
  });

  test('is logged in to; a wrong password is nobody’s fault but the channel’s', async () => {
    const { mails, port } = await startServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        if (username === 'me' && password === 'right') done(null, { user: 'me' });
        else done(new Error('no'));
      },
    });
    const right = providerAt(port, { user: 'me' }, { password: 'right' });
    expect(await right.test()).toEqual({
      works: true,
      sentence: 'the relay took the connection and the login',
    });
    expect(stateOf(await right.handOver(mail(), NO_SIGNAL))).toBe('confirmed');
    const wrong = providerAt(port, { user: 'me' }, { password: 'wrong' });
    expect(await wrong.handOver(mail(), NO_SIGNAL)).toMatchObject({ code: 'smtp_535', retryAfterMs: 60_000 });
    expect(await wrong.test()).toEqual({ works: false, sentence: 'the relay answered 535' });
    expect(mails).toHaveLength(1);
  });

  test('is not spoken to in clear where it has to be encrypted', async () => {
    const { mails, port } = await startServer();
    expect(stateOf(await providerAt(port, { security: 'starttls' }).handOver(mail(), NO_SIGNAL))).toMatch(
      /^refused/,
    );
    expect(mails).toEqual([]);
  });

  const failing = (responseCode: number) => Object.assign(new Error('no'), { responseCode });
  const refusals: readonly (readonly [string, SMTPServerOptions, string, number | null])[] = [
    ['no such reader', { onRcptTo: (_address, _session, done) => { done(failing(550)); } }, 'refused smtp_550', null],
    ['no sender of this name', { onMailFrom: (_address, _session, done) => { done(failing(553)); } }, 'refused smtp_553', null],
    ['a reader who is to be tried later', { onRcptTo: (_address, _session, done) => { done(failing(450)); } }, 'refused smtp_450 alone', 300_000],
    ['the mail itself', { onData: (stream, _session, done) => { stream.resume(); stream.on('end', () => { done(failing(554)); }); } }, 'refused smtp_554', null],
    ['that it has no room', { onData: (stream, _session, done) => { stream.resume(); stream.on('end', () => { done(failing(452)); }); } }, 'refused smtp_452', 30_000],
    ['a mail that it cannot deal with now', { onData: (stream, _session, done) => { stream.resume(); stream.on('end', () => { done(failing(451)); }); } }, 'refused smtp_451 alone', 300_000],
  ]; // prettier-ignore
  test.each(refusals)('refuses %s', async (_, options, state, retryAfterMs) => {
    const { port } = await startServer(options);
    const done = await providerAt(port).handOver(mail(), NO_SIGNAL);
    const alone = done.state === 'refused' && done.holdsChannel === false ? ' alone' : '';
    expect(`${stateOf(done)}${alone}`).toBe(state);
    if (done.state === 'refused') expect(done.retryAfterMs).toBe(retryAfterMs);
  });

  test('that takes the mail and says nothing leaves it unknown', async () => {
    const { port } = await startServer({ onData: (stream) => void stream.resume() });
    expect(stateOf(await providerAt(port, { timeoutMs: 300 }).handOver(mail(), NO_SIGNAL))).toBe('unknown');
  });

  test('whose mail is given up while it is under way leaves it unknown', async () => {
    const began = Promise.withResolvers<undefined>();
    const { port } = await startServer({
      onData: (stream) => {
        stream.on('data', () => {
          began.resolve(undefined);
        });
      },
    });
    const giveUp = new AbortController();
    const under = providerAt(port).handOver(mail(), giveUp.signal);
    await began.promise;
    giveUp.abort();
    expect(stateOf(await under)).toBe('unknown');
  });

  test('signs with DKIM, and covers both headers', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const dkimPrivateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { mails, port } = await startServer();
    const provider = providerAt(port, { dkimDomain: 'example.com', dkimSelector: 's1' }, { dkimPrivateKey });
    expect(stateOf(await provider.handOver(mail(), NO_SIGNAL))).toBe('confirmed');
    const signature = headersOf(mails[0] ?? { from: '', to: [], text: '' })['dkim-signature'] ?? '';
    expect(signature).toMatch(/d=example\.com;.*s=s1;/);
    expect(signature.toLowerCase()).toMatch(/h=[^;]*list-unsubscribe:[^;]*list-unsubscribe-post/);
  });
});

describe('a connection that ends', () => {
  /** A server that speaks so far and then cuts the connection. */
  async function startCutting(lines: readonly string[]): Promise<number> {
    const server: Server = createServer((socket) => {
      const left = [...lines];
      socket.on('error', () => undefined);
      const next = () => {
        const line = left.shift();
        if (line === undefined) socket.destroy();
        else socket.write(`${line}\r\n`);
      };
      next();
      socket.on('data', next);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(
      () =>
        new Promise((resolve) =>
          server.close(() => {
            resolve();
          }),
        ),
    );
    return (server.address() as AddressInfo).port;
  }

  test.each([
    ['before it greets', [], 'refused no_connection'],
    ['after the greeting', ['220 here'], 'refused no_connection'],
    ['after the sender', ['220 here', '250 hello', '250 sender'], 'refused no_connection'],
    [
      'when the mail itself was asked for and sent',
      ['220 here', '250 hello', '250 sender', '250 reader', '354 go on'],
      'unknown',
    ],
  ])('%s', async (_, lines, state) => {
    const port = await startCutting(lines);
    expect(stateOf(await providerAt(port).handOver(mail(), NO_SIGNAL))).toBe(state);
  });

  test('or does not come about, or leads inside, leaves nothing sent', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect(await providerAt(port).handOver(mail(), NO_SIGNAL)).toMatchObject({
      code: 'no_connection',
      retryAfterMs: 5_000,
    });
    const guarded = createSmtpProvider(
      {
        host: 'localhost',
        port,
        security: 'tls',
        user: null,
        from: 'a@example.com',
        fromName: null,
        replyTo: null,
        dkimDomain: null,
        dkimSelector: null,
        timeoutMs: 500,
      },
      {},
      {
        guard: createAddressGuard({ allowsPrivate: false }),
        clock: () => Date.now() as Instant,
        unsubscribeUrl: () => UNSUBSCRIBE,
      },
    );
    expect(stateOf(await guarded.handOver(mail(), NO_SIGNAL))).toBe('refused no_connection');
  });
});
