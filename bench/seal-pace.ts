/** How often the bench seals, milliseconds: a batch of records at a time. A service seals once a minute, what is older than two. */
export const SEAL_EVERY_MS = 5_000;
/** How old what is sealed has to be, milliseconds: longer than any of these transactions lasts. */
export const SETTLE_MS = 500;
