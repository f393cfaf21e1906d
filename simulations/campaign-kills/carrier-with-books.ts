import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '@tact/engine';
import type { Provider } from '../../packages/service/src/channels/provider.ts';
import type { SimulatedSettings } from '../../packages/service/src/channels/simulated-provider.ts';
import { seededRandom } from '@tact/service/without-http';
import { drawAnswer } from '../campaign/carrier.ts';
import { openBook } from './books.ts';
import { BOOKS_VARIABLE } from './surroundings.ts';

/** How long it takes to get there, and to hear of it, milliseconds of the machine: a kill comes in the midst of either. */
const WAY_MS_MAX = 20;

/**
 * Stands in the place of the product's simulated carrier, with books of its own. What it answers hangs on the seed and the attempt alone, so that
 * it is the same whichever process asks. It reports nothing by itself: whoever reads the books does.
 */
export function createSimulatedProvider({ seed }: SimulatedSettings): Provider {
  const write = openBook(process.env[BOOKS_VARIABLE] ?? '');
  return {
    async handOver({ permit: { attemptId, decisionId }, address }) {
      // The end of an id is random, its beginning is the time.
      const random = seededRandom(seed + Number.parseInt(attemptId.slice(-8), 16));
      const { answer, result } = drawAnswer(random, attemptId);
      await sleep(random.between(0, WAY_MS_MAX));
      const at = Date.now() as Instant;
      const known =
        result === null ? null : { callResult: result.callResult, at: (at + result.afterMs) as Instant };
      write({ at, attemptId, decisionId, address, state: answer.state, result: known });
      await sleep(random.between(0, WAY_MS_MAX));
      return answer;
    },
    test: () => Promise.resolve({ works: true, sentence: 'a simulation: nobody is reached' }),
    close: () => Promise.resolve(),
  };
}
