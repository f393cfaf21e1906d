import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { seededRandom } from '@tact/service/without-http';
import type { Taken } from './taken.ts';

/** A real SMTP server that keeps books of the mails that it took. */
export interface MailRelay {
  readonly port: number;
  /** By attempt, which stands in the id of the message. */
  readonly taken: ReadonlyMap<string, Taken>;
  /** Mails that hold both headers of one-click unsubscribe. */
  unsubscribable(): number;
  stop(): Promise<void>;
}

const LATENCY_MS = [20, 300] as const;

/** Mails for which it has no time: each holds the channel back for half a minute. */
const SLOW_DOWNS = 1;

/** Starts the relay. It asks for patience once (a 4xx), and wants none of some mails (a 5xx). */
export async function startMailRelay(seed: number): Promise<MailRelay> {
  const random = seededRandom(seed);
  const taken = new Map<string, Taken>();
  let unsubscribable = 0;
  let slowDowns = 0;

  async function takeMail(stream: AsyncIterable<Buffer>, to: string): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const [chance, latencyMs] = [random.next(), random.between(...LATENCY_MS)];
    await sleep(latencyMs);
    if (chance < 0.01 && slowDowns++ < SLOW_DOWNS)
      throw Object.assign(new Error('no room'), { responseCode: 452 });
    if (chance < 0.03) throw Object.assign(new Error('nobody of that name'), { responseCode: 550 });
    const head = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n')[0] ?? '';
    const attemptId = /^Message-ID:\s*<([0-9a-f-]{36})\./im.exec(head)?.[1] ?? '';
    const { times } = taken.get(attemptId) ?? { times: 0 };
    taken.set(attemptId, { at: Date.now(), to, times: times + 1 });
    if (/^List-Unsubscribe:/im.test(head) && /^List-Unsubscribe-Post:/im.test(head)) unsubscribable++;
  }

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, { envelope }, done) {
      const to = envelope.rcptTo[0]?.address ?? '';
      takeMail(stream, to).then(() => {
        done();
      }, done);
    },
  });
  // Services that are killed in the midst of a mail leave broken connections behind.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    unsubscribable: () => unsubscribable,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
