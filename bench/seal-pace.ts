/** How often the bench seals, milliseconds: some batches at a time. A service seals once a minute, what is older than two. */
export const SEAL_EVERY_MS = 15_000;
/** The same of a short run. */
export const SMOKE_SEAL_EVERY_MS = 2_000;
/** How old what is sealed has to be, milliseconds: longer than any of these transactions lasts. */
export const SETTLE_MS = 500;
/** The setting that tells the service how often. */
export const SEAL_EVERY_SETTING = 'TACT_BENCH_SEAL_EVERY_MS';
