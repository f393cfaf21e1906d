import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often the bench seals, milliseconds: some batches at a time. A service seals once a minute, what is older than two. */
export const SEAL_EVERY_MS = 5_000;
/** The same of a short run. */
export const SMOKE_SEAL_EVERY_MS = 2_000;
/** How old what is sealed has to be, milliseconds: longer than any of these transactions lasts. */
export const SETTLE_MS = 500;
/** The setting that tells the service how often. */
export const SEAL_EVERY_SETTING = 'TACT_BENCH_SEAL_EVERY_MS';
/** What the connections are called that records are sealed by. */
export const SEALER_NAME = 'tact bench sealing';

const TOLD_FILE = 'bench-sealing.json';

/** Tells what the process took while it sealed last, microseconds of processor. */
export async function tellSealed(folder: string, microseconds: number): Promise<void> {
  await writeFile(join(folder, TOLD_FILE), JSON.stringify({ microseconds }));
}

/** Forgets what was told, does what makes it be told again, and waits for it. */
export async function toldSealed(folder: string, begin: () => void): Promise<number> {
  const path = join(folder, TOLD_FILE);
  await rm(path, { force: true });
  begin();
  for (;;) {
    await sleep(100);
    const text = await readFile(path, 'utf8').catch(() => '');
    // Nothing is there yet, or not all of it.
    if (!text.endsWith('}')) continue;
    return (JSON.parse(text) as { readonly microseconds: number }).microseconds;
  }
}
