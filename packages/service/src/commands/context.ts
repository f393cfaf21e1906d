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
}
