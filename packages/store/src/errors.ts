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

/** PostgreSQL's error codes that mean: nothing was done, and the same may work in a moment. */
const UNAVAILABLE = new Set([
  '57014', // took longer than statement_timeout
  '57P01', // is being shut down
  '57P02', // a server process crashed
  '57P03', // is starting
  '57P05', // the session was idle for too long
  '25P03', // the transaction was idle for too long
  '25006', // read only: a standby, or a server that is being replaced by one
  '53100', // the disk is full
  '53200', // out of memory
  '53300', // too many connections
  '53400', // a limit of its configuration
  '55P03', // a lock was not to be had within lock_timeout
  '40P01', // a deadlock, and this was the one to give way
  '40001', // a serialization failure
  '58030', // an input or output error
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
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
  /connection (terminated|timeout|ended)|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

/** The constraint that a statement broke; undefined for any other error. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  return error.code === '23505' || error.code === '23503' ? error.constraint : undefined;
}
