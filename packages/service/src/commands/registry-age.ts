import { DAY_MS, type Instant } from '@tact/engine';

/** What a registry list's age is judged by (S26). */
export interface RegistryAge {
  readonly versionAt: Instant | null;
  readonly ageMsMax: number;
}

/** The last instant at which a registry list is not stale: as old as it may be. Null where it has no date. */
export function staleAfter({ versionAt, ageMsMax }: RegistryAge): Instant | null {
  return versionAt === null ? null : ((versionAt + ageMsMax) as Instant);
}

/** Whole days until a registry list is stale, negative once it is; null where it has no date. */
export function staleInDays(age: RegistryAge, at: Instant): number | null {
  const staleAt = staleAfter(age);
  return staleAt === null ? null : Math.floor((staleAt - at) / DAY_MS);
}

/** Days before a registry list gets stale in which it is time to import a newer one: registries are given out each day. */
const SOON_DAYS = 3;

/** How a registry list stands. */
export type RegistryState = 'fresh' | 'stale_soon' | 'stale';

/** How a registry list stands at an instant. One without a date blocks like a stale one, and counts as one. */
export function registryState(age: RegistryAge, at: Instant): RegistryState {
  const days = staleInDays(age, at);
  if (days === null || days < 0) return 'stale';
  return days < SOON_DAYS ? 'stale_soon' : 'fresh';
}
