import { createHash } from 'node:crypto';
import type { ChannelConfigurationJson } from '@tact/api';
import type { CallResult, Channel } from '@tact/engine';
import type { CallAnswerer } from '@tact/store';
import { USUAL_DELIVERY } from './call-delivery.ts';
import type { Dispatch } from './channel-adapter.ts';
import type { Provider, ProviderEvents } from './provider.ts';
import type { Timers } from './timers.ts';

/** What the simulated carrier is configured by. */
export type SimulatedSettings = NonNullable<ChannelConfigurationJson['simulated']>;

/** What everything that the simulated carrier gives begins with: no record passes for one of a person who was reached. */
export const SIMULATED = 'simulated:';

/** One thing that may come of an attempt: how often, in percent, and how long it takes, milliseconds. */
interface Chance {
  readonly percent: number;
  readonly callResult: CallResult;
  readonly fromMs: number;
  readonly toMs: number;
  /** Where no person answers: which of the others did. */
  readonly answerer?: CallAnswerer;
}

/** Invented, of the size that contact centres report; nothing is promised of them but that they are the same for the same seed. */
const CALLS: readonly Chance[] = [
  { percent: 18, callResult: 'Answer', fromMs: 20_000, toMs: 240_000 },
  { percent: 34, callResult: 'No Answer', fromMs: 25_000, toMs: 35_000 },
  {
    percent: 28,
    callResult: 'Answering Machine',
    fromMs: 15_000,
    toMs: 45_000,
    answerer: 'answeringMachine',
  },
  { percent: 1, callResult: 'Fax Detected', fromMs: 10_000, toMs: 20_000, answerer: 'fax' },
  { percent: 1, callResult: 'Silence', fromMs: 10_000, toMs: 30_000, answerer: 'silence' },
  { percent: 9, callResult: 'Busy', fromMs: 2_000, toMs: 5_000 },
  { percent: 5, callResult: 'SIT Invalid Number', fromMs: 1_000, toMs: 4_000 },
  { percent: 4, callResult: 'Wrong Party', fromMs: 15_000, toMs: 60_000 },
];
const MESSAGES: readonly Chance[] = [
  { percent: 95, callResult: 'Answer', fromMs: 800, toMs: 8_000 },
  { percent: 3, callResult: 'No Answer', fromMs: 30_000, toMs: 120_000 },
  { percent: 2, callResult: 'SIT Invalid Number', fromMs: 500, toMs: 2_000 },
];
/** What is hung up on ends as soon as it is known, milliseconds. */
const DETECTED_MS = { fromMs: 3_000, toMs: 6_000 };

const CHANCES: Readonly<Record<Channel, readonly Chance[]>> = {
  call: CALLS,
  sms: MESSAGES,
  whatsapp: MESSAGES,
  email: MESSAGES,
};

/**
 * A carrier that reaches nobody: takes everything at once, and tells after a while what came of it. The same seed and idempotency key give the
 * same result after the same time. What it has not told when it is closed it never tells; those attempts expire (S7).
 */
export function createSimulatedProvider(
  { seed }: SimulatedSettings,
  { timers, events }: { readonly timers: Timers; readonly events: Pick<ProviderEvents, 'finished'> },
): Provider {
  const cancels = new Set<() => void>();
  const telling = new Set<Promise<void>>();

  function tellLater({ permit }: Dispatch, { callResult, afterMs }: SimulatedResult): void {
    const cancel = timers.after(afterMs, () => {
      cancels.delete(cancel);
      const told = events.finished(permit.organizationId, permit.attemptId, callResult);
      telling.add(told);
      void told.finally(() => telling.delete(told));
    });
    cancels.add(cancel);
  }

  return {
    handOver(dispatch) {
      tellLater(dispatch, simulatedResult(seed, dispatch));
      const reference = createHash('sha256').update(`${seed} ${dispatch.idempotencyKey}`).digest('hex');
      return Promise.resolve({
        state: 'confirmed',
        providerReference: `${SIMULATED}${reference.slice(0, 24)}`,
      });
    },
    test: () =>
      Promise.resolve({ works: true, sentence: 'simulated: everything is taken, and nobody is reached' }),
    async close() {
      for (const cancel of cancels) cancel();
      cancels.clear();
      await Promise.all(telling);
    },
  };
}

/** What comes of a dispatch, and after how long. */
export interface SimulatedResult {
  readonly callResult: CallResult;
  readonly afterMs: number;
}

/** What the seed says of a dispatch. */
export function simulatedResult(
  seed: number,
  {
    channel,
    idempotencyKey,
    delivery,
  }: Pick<Dispatch, 'channel' | 'idempotencyKey'> & Partial<Pick<Dispatch, 'delivery'>>,
): SimulatedResult {
  const bytes = createHash('sha256').update(`${seed} ${channel} ${idempotencyKey}`).digest();
  let left = bytes.readUInt32BE(0) % 100;
  const chances = CHANCES[channel];
  const chance = chances.find(({ percent }) => (left -= percent) < 0);
  if (chance === undefined) throw new Error('the chances are not a hundred percent');
  const { callResult, answerer } = chance;
  const isDropped = answerer !== undefined && !(delivery ?? USUAL_DELIVERY)[answerer].deliver;
  const { fromMs, toMs } = isDropped ? DETECTED_MS : chance;
  return { callResult, afterMs: fromMs + (bytes.readUInt32BE(4) % (toMs - fromMs)) };
}
