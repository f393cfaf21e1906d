import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a network between two programs does to their connections. */
export interface TcpProxy {
  readonly port: number;
  /** Where connections go from now on; those that are open stay where they are. */
  setTarget(port: number): void;
  /** Each part of what is sent waits so long, milliseconds; 0: it does not. */
  setDelay(delayMs: number): void;
  /** Breaks every connection that is open, at once and on both sides. */
  cut(): void;
  /** Whether anything goes through. What is sent meanwhile waits, and is lost where the connection is cut. */
  setStopped(isStopped: boolean): void;
  close(): Promise<void>;
}

/** Starts a network on a free port of the loopback interface. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let target = targetPort;
  let delayMs = 0;
  let isStopped = false;
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: target, noDelay: true });
    near.setNoDelay(true);
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    void carry(near, far);
    void carry(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  /** One direction of a connection: in order, part by part, so that whoever sends too much is held back. */
  async function carry(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const part of from) {
        if (delayMs > 0) await sleep(delayMs);
        while (isStopped && !from.destroyed) await sleep(5);
        if (!to.writable) return;
        if (!to.write(part as Buffer)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      to.end();
    } catch {
      // The connection was cut: both of its ends are told by their own events.
      to.destroy();
    }
  }

  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gives no free port');
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  };
  return {
    port: address.port,
    setTarget: (port) => void (target = port),
    setDelay: (milliseconds) => void (delayMs = milliseconds),
    cut,
    setStopped: (stopped) => void (isStopped = stopped),
    async close() {
      isStopped = false;
      cut();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
