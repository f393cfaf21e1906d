import type { Logger } from 'pino';
import { nameOfError } from './told-error.ts';

/**
 * Closes what was opened, the last first and one after the other; each, whatever became of the ones before. Nothing is left in `opened`. Each
 * failure is logged; then an `AggregateError` of them is thrown.
 */
export async function closeAll(opened: (() => Promise<void>)[], logger: Logger): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).toReversed()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
      logger.error({ error: nameOfError(error) }, 'something could not be closed in order');
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} of the parts could not be closed in order`);
}

/** Waits for the work, but no longer than that. Throws what it throws until then. */
export async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
