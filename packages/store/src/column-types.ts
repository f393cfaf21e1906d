import type { ColumnType, Generated } from 'kysely';

/** Instants travel as milliseconds since 1970 UTC; they are written as a `Date`. */
export type At = ColumnType<number, Date, Date>;
/** An instant, or none. */
export type AtOrNull = ColumnType<number | null, Date | null, Date | null>;
/** JSON: read as what it is, written as its text. */
export type Json = ColumnType<unknown, string, string>;

/** What has a version that grows with every change. */
export interface Versioned {
  version: Generated<number>;
  created_at: ColumnType<number, never, never>;
  updated_at: ColumnType<number, never, Date>;
}

/** What belongs to an organization. */
export interface Owned {
  organization_id: string;
}

/** Columns of work that is done in the background under a lease. */
export interface LeasedWorkColumns {
  id: string;
  plan: Json;
  state: string;
  progress: Json | null;
  done: number;
  error_code: string | null;
  error: string | null;
  stop_requested: boolean;
  runner: string | null;
  leased_until: AtOrNull;
  created_at: ColumnType<number, never, never>;
  created_by: Json;
  started_at: AtOrNull;
  finished_at: AtOrNull;
}
