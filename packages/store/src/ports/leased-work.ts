import type { Instant } from '@tact/engine';
import type { JobState } from './jobs.ts';
import type { Actor } from './store.ts';

/** Work that is done in the background for an organization, one of its kind at a time. The plan is the service's own, as JSON. */
export interface LeasedWork {
  readonly id: string;
  readonly plan: unknown;
  readonly state: JobState;
  /** How far it is: another process goes on from here; null: nothing yet. */
  readonly progress: unknown;
  /** 0 to 1. */
  readonly done: number;
  readonly error: { readonly code: string; readonly sentence: string } | null;
  /** Whether somebody asked for its end and it has not ended yet. */
  readonly isStopping: boolean;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** How a runner's work ended. `queued`: the process stops, and another one is to go on. */
export type LeasedWorkEnd =
  | { readonly state: 'finished' | 'stopped' | 'queued' }
  | { readonly state: 'failed'; readonly error: { readonly code: string; readonly sentence: string } };
