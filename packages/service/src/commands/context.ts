import type { OrganizationId } from '@tact/engine';
import type { Actor, Store } from '@tact/store';
import type { Clock, Decider } from '../deciding/decider.ts';

/** What commands work with. */
export interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly decider: Decider;
}

/** For whom a command is carried out, and who asked for it. The organization comes from the credential, never from the request. */
export interface Caller {
  readonly organizationId: OrganizationId;
  readonly actor: Actor;
  /** Set where a remembered key was not looked up: the epoch of rules at which it was good. Only a commit at that epoch may be answered (ADR 0025). */
  readonly knownAtEpoch?: number;
}
