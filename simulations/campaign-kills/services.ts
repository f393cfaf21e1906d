import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Client } from '@tact/api';
import type { Random } from '@tact/service/without-http';
import { createServiceProcess } from '../service-process.ts';
import { BOOKS_VARIABLE, CLOCK_VARIABLE, type Surroundings } from './surroundings.ts';

/** Two whole services on one database, clock and carrier, for whoever calls them and for whoever kills them. */
export interface TwoServices {
  /** Calls one of them, and the other where that one does not answer, until one does. What is refused throws. */
  call<Answer>(work: (client: Client) => Promise<Answer>): Promise<Answer>;
  /** `kill -9`, turn by turn and now and then of both at once, at moments drawn from the seed, until the signal; each is started again. Gives how often. */
  killByTurns(random: Random, everyMs: number, signal: AbortSignal): Promise<number>;
  /** Ends both at once. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** Every so many kills both processes end at the same instant. */
const BOTH_EVERY = 4;
const TRY_AGAIN_MS = 50;
/** So long may neither answer, milliseconds of the machine: starting both takes some seconds. */
const SILENT_MS_MAX = 120_000;

/** Starts both: the second when the first is ready, because they share what the first start makes. */
export async function startTwoServices(surroundings: Surroundings): Promise<TwoServices> {
  const settings = environmentOf(surroundings);
  const open = () =>
    createServiceProcess(settings, {
      program: [resolve(import.meta.dirname, 'service.ts')],
      ignoresClock: true,
    });
  const services = [await open(), await open()] as const;
  const remove = async () => {
    await Promise.all(services.map((service) => service.remove()));
  };
  try {
    for (const service of services) await service.start();
  } catch (error) {
    await remove();
    throw error;
  }
  let turn = 0;
  return {
    async call(work) {
      const startedAtMs = performance.now();
      for (;;) {
        try {
          return await work(services[turn++ % 2 === 0 ? 0 : 1].client);
        } catch (error) {
          if (isRefusal(error)) throw error;
          if (performance.now() - startedAtMs > SILENT_MS_MAX)
            throw new Error('neither service answers any more', { cause: error });
          await sleep(TRY_AGAIN_MS);
        }
      }
    },
    async killByTurns(random, everyMs, signal) {
      for (let kill = 0; ; kill++) {
        await sleep(random.between(everyMs / 2, everyMs * 1.5), undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return kill;
        const one = services[kill % 2 === 0 ? 0 : 1];
        const victims = kill % BOTH_EVERY === BOTH_EVERY - 1 ? services : [one];
        await Promise.all(victims.map((service) => service.killService()));
        await Promise.all(victims.map((service) => service.start()));
      }
    },
    async kill() {
      await Promise.all(services.map((service) => service.killService()));
    },
    remove,
  };
}

/** Whether it was answered, and the answer is no: that would be no better at the second time. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function environmentOf({ connectionString, clockFile, booksFolder }: Surroundings) {
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    DATABASE_URL: connectionString,
    TACT_LOG_LEVEL: 'error',
    TACT_BOOTSTRAP_KEY: `tact_simulation_${randomBytes(16).toString('hex')}`,
    TACT_SECRET_KEY: randomBytes(32).toString('hex'),
    TACT_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    [CLOCK_VARIABLE]: clockFile,
    [BOOKS_VARIABLE]: booksFolder,
  };
}
