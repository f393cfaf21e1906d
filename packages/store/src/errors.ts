import pg from 'pg';
import type { StoreErrorCode } from './ports.ts';

/** An expected refusal, or a database that does not answer. The message is one sentence without personal data. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** PostgreSQL's error codes that mean: the server is not there, is going away, or takes too long. */
const UNAVAILABLE = new Set([
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '53100',
  '53200',
  '53300',
  '53400',
  '55P03',
  '58030',
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'ENOENT',
  'EHOSTUNREACH',
]);

/** Turns a fault of the connection into a `StoreError`; everything else stays what it is. */
export function faultOf(error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const lost =
    code.startsWith('08') ||
    UNAVAILABLE.has(code) ||
    NETWORK.has(code) ||
    LOST_CONNECTION.test(error.message);
  return lost
    ? new StoreError('database_unavailable', 'the database does not answer; try again in a moment', error)
    : error;
}

/** How the driver says that a connection ended under a query, or that none could be had in time. */
const LOST_CONNECTION =
  /connection (terminated|timeout|ended)|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** The constraint that a statement broke; undefined for any other error. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  return error.code === '23505' || error.code === '23503' ? error.constraint : undefined;
}
