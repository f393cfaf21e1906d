import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { createTransport, type Transporter } from 'nodemailer';
import type { ChannelConfigurationJson } from '@tact/api';
import type { Clock } from '../deciding/decider.ts';
import type { AddressGuard } from './address-guard.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';
import {
  CREDENTIALS_RETRY_MS,
  freshMs,
  NO_CONNECTION_RETRY_MS,
  refused,
  unknown,
  type Provider,
} from './provider.ts';

/** What a mail relay is configured by. */
export type SmtpSettings = NonNullable<ChannelConfigurationJson['smtp']>;

/** Its secrets; undefined: without. */
export interface SmtpSecrets {
  readonly password?: string | undefined;
  readonly dkimPrivateKey?: string | undefined;
}

/** What the provider needs besides. */
export interface SmtpParts {
  readonly guard: AddressGuard;
  readonly clock: Clock;
  /** The link by which the reader of a dispatch's e-mail opts out. */
  readonly unsubscribeUrl: (dispatch: Dispatch) => string;
}

/** How soon a relay that has no room or no time is tried again. */
const SLOW_DOWN_MS = 30_000;
/** The relay lets nobody write in time: no record is at fault, so that the channel waits. */
const RELAY_SLOW = refused(
  'relay_slow',
  'the relay took longer to ask for the message than a decision may be acted on',
  SLOW_DOWN_MS,
);
/** Replies about one mail: its mailbox is busy, or this message could not be dealt with now (RFC 5321, 4.2.3). Greylisting comes as one of them. */
const ABOUT_ONE_MAIL: readonly number[] = [450, 451];
/** How soon such a mail is tried again: greylisting asks for some minutes. */
const ONE_MAIL_RETRY_MS = 300_000;

/** What DKIM covers: the two headers of one-click unsubscribe among it, without which mail programs do not show it (RFC 8058). */
const SIGNED_HEADERS =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Unsubscribe:List-Unsubscribe-Post';

/** E-mail by SMTP, each with the two headers of one-click unsubscribe (RFC 8058). A connection a message: none is sent twice by a pool that connects anew. */
export function createSmtpProvider(settings: SmtpSettings, secrets: SmtpSecrets, parts: SmtpParts): Provider {
  const transportFor = () => createTransport(transportOptions(settings, secrets, parts.guard));
  return {
    async handOver(dispatch, signal) {
      const stage: Stage = { contentBegan: false, isStale: false };
      const transport = transportFor();
      noteContent(transport, stage, () => freshMs(dispatch, parts.clock) <= 0);
      try {
        const { messageId } = (await transport.sendMail({
          ...mailOf(settings, dispatch, parts.unsubscribeUrl(dispatch)),
          signal,
        })) as { readonly messageId: string };
        return { state: 'confirmed', providerReference: messageId };
      } catch (error) {
        return stage.isStale ? RELAY_SLOW : handOverOf(error, stage.contentBegan);
      } finally {
        transport.close();
      }
    },
    async test() {
      const transport = transportFor();
      try {
        await transport.verify();
        return { works: true, sentence: 'the relay took the connection and the login' };
      } catch (error) {
        const done = handOverOf(error, false);
        return { works: false, sentence: done.state === 'confirmed' ? '' : done.sentence };
      } finally {
        transport.close();
      }
    },
    close: () => Promise.resolve(),
  };
}

function transportOptions(
  { host, port, security, user, dkimDomain, dkimSelector, timeoutMs }: SmtpSettings,
  { password, dkimPrivateKey }: SmtpSecrets,
  guard: AddressGuard,
) {
  const signs = dkimDomain !== null && dkimSelector !== null && dkimPrivateKey !== undefined;
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { servername: host },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    ...(signs
      ? {
          dkim: {
            domainName: dkimDomain,
            keySelector: dkimSelector,
            privateKey: dkimPrivateKey,
            headerFieldNames: SIGNED_HEADERS,
          },
        }
      : {}),
    // Our own connection: its name is resolved where the guard sees it.
    getSocket(
      _options: unknown,
      done: (error: Error | null, socket?: { readonly connection: ReturnType<typeof connect> }) => void,
    ) {
      const problem = guard.hostProblem(host);
      if (problem !== undefined) {
        done(Object.assign(new Error(problem), { command: 'CONN' }));
        return;
      }
      const socket = connect({ host, port, lookup: guard.lookup });
      socket.setTimeout(timeoutMs, () =>
        socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      );
      const fail = (error: Error) => {
        done(Object.assign(error, { command: 'CONN' }));
      };
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        socket.setTimeout(0);
        done(null, { connection: socket });
      });
    },
  };
}

function mailOf(
  { from, fromName, replyTo }: SmtpSettings,
  { address, message, idempotencyKey, permit }: Dispatch,
  unsubscribe: string,
) {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    from: fromName === null ? from : { name: fromName, address: from },
    to: { name: '', address },
    ...(replyTo === null ? {} : { replyTo }),
    subject: message.subject ?? '',
    text: message.text,
    ...(message.html === null ? {} : { html: message.html }),
    // The same for every try, so that relays and readers that look at it see one message.
    messageId: `<${permit.attemptId}.${Buffer.from(idempotencyKey).toString('hex').slice(0, 32)}@${domain}>`,
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
  };
}

/** How far a mail got: whether the message itself began to leave, or was kept back because its decision had grown too old until then. */
interface Stage {
  contentBegan: boolean;
  isStale: boolean;
}

/**
 * Notes when the message itself begins to leave, after the relay has asked for it; what is too old by then is kept back. INVARIANT: before,
 * nothing was taken; from then on, and without the relay's own answer, nobody knows.
 */
function noteContent(transport: Transporter, stage: Stage, isStale: () => boolean): void {
  transport.use('stream', (mail, done) => {
    const { message } = mail;
    const create = message.createReadStream.bind(message);
    message.createReadStream = () =>
      Readable.from(
        (async function* content() {
          stage.isStale = isStale();
          if (stage.isStale) throw new Error('the decision is too old to act on');
          stage.contentBegan = true;
          yield* create() as AsyncIterable<Buffer>;
        })(),
        { objectMode: false },
      );
    done();
  });
}

/** What a failure says: the relay's own reply above all. */
function handOverOf(error: unknown, contentBegan: boolean): HandOver {
  const { responseCode, code } = partsOf(error);
  if (responseCode !== undefined && responseCode >= 400) {
    const sentence = `the relay answered ${responseCode}`;
    if (responseCode === 535 || responseCode === 530 || responseCode === 534)
      return refused(`smtp_${responseCode}`, sentence, CREDENTIALS_RETRY_MS);
    if (ABOUT_ONE_MAIL.includes(responseCode))
      return { ...refused(`smtp_${responseCode}`, sentence, ONE_MAIL_RETRY_MS), holdsChannel: false };
    return refused(`smtp_${responseCode}`, sentence, responseCode < 500 ? SLOW_DOWN_MS : null);
  }
  const sentence = `the connection to the relay ended${code === undefined ? '' : ` (${code})`}`;
  if (contentBegan) return unknown(sentence);
  return refused('no_connection', sentence, NO_CONNECTION_RETRY_MS);
}

function partsOf(error: unknown): {
  readonly responseCode: number | undefined;
  readonly code: string | undefined;
} {
  if (typeof error !== 'object' || error === null) return { responseCode: undefined, code: undefined };
  const responseCode = 'responseCode' in error ? error.responseCode : undefined;
  const code = 'code' in error ? error.code : undefined;
  return {
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    code: typeof code === 'string' ? code : undefined,
  };
}
