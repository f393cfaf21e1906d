/** In place of `deciding/clocks-agree.ts` in services whose clock is driven: the database's cannot be, and stays behind. */
export const clocksAgree = (): boolean => true;
/** Any clock will do. */
export const assertClocksAgree = (): void => undefined;
