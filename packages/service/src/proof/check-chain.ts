import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, OrganizationId } from '@tact/engine';
import {
  StoreError,
  type Actor,
  type ChainHead,
  type Checkpoint,
  type KeptElsewhere,
  type LeftOut,
  type ProofLine,
  type Store,
  type Verification,
} from '@tact/store';
import { fingerprintOf, hashOfCheckpoint } from './checkpoints.ts';
import type { ProofResult } from './proof-result.ts';
import { unreadable } from './proof-words.ts';
import { verifyProof } from './verify-proof.ts';

/** How much of an organization one check reads, and for how long. */
export interface ChainCheckLimits {
  readonly checkpointsMax: number;
  readonly recordsMax: number;
  readonly msMax: number;
}

/**
 * A check that the service makes beside everything else: some minutes for half a million records, at a quarter of what they take; and a few
 * megabytes for a week of checkpoints, which are all held until their entries come. Entries and seals are read all, one after the other.
 */
export const CHAIN_CHECK_LIMITS: ChainCheckLimits = {
  checkpointsMax: 10_000,
  recordsMax: 500_000,
  msMax: 20 * 60_000,
};

/** A check as it is kept. */
export type MadeVerification = Omit<Verification, 'id' | 'finishedAt'>;

/** Lines that are taken at a stretch, two or three milliseconds of this process, and how much longer than that the pause after them is. */
const LINES_AT_ONCE = 50;
const PAUSE = 3;
/** Findings that are kept; all of them are counted. */
const FOUND_MAX = 20;

/**
 * Checks the chains of an organization by what `tact audit verify` checks them (ADR 0014): all entries and seals, the newest checkpoints, and the
 * newest records, or everything where it is no more than the limits. Slowly, so that nobody waits. What cannot be read is a finding. Undefined: it was told
 * to end. Fails only where the database does not answer.
 */
export async function checkChain(
  store: Store,
  organizationId: OrganizationId,
  { actor, startedAt }: { readonly actor: Actor; readonly startedAt: Instant },
  signal: AbortSignal,
  limits: ChainCheckLimits = CHAIN_CHECK_LIMITS,
): Promise<MadeVerification | undefined> {
  const timeIsOver = AbortSignal.timeout(limits.msMax);
  const either = AbortSignal.any([signal, timeIsOver]);
  try {
    const heads = await store.proof.heads(organizationId);
    const leftOut = await store.proof.newest(organizationId, limits);
    const result = await verifyProof(
      slowly(store.proof.lines(organizationId, leftOut), either),
      { organizationId, checkpoints: [], publicKeys: null },
      { leftOut, signal: either, isOutage },
    );
    if (result.isCut && signal.aborted) return undefined;
    return verificationOf(result, { actor, startedAt, heads, leftOut, kept: NOTHING_KEPT });
  } catch (error) {
    if (signal.aborted) return undefined;
    if (isOutage(error)) throw error;
    const findings = [{ where: 'the ends of the chains', sentence: unreadable(error) }];
    return verificationOf(
      { ...NOTHING_READ, findings },
      { actor, startedAt, heads: NO_CHAINS, kept: NOTHING_KEPT },
    );
  }
}

/** Whether an error says that the database does not answer, and nothing of what stands in it. */
export function isOutage(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'database_unavailable';
}

const NO_CHAINS = { audit: { seq: 0, hash: '' }, seals: { seq: 0, hash: '' } };
const NOTHING_READ: ProofResult = {
  findings: [],
  counted: { entries: 0, seals: 0, sealed: 0, open: 0, removed: 0, erased: 0, checkpoints: 0 },
  reached: { entries: NO_CHAINS.audit, seals: NO_CHAINS.seals, checkpoint: 0 },
  isCut: true,
  publicKeys: [],
};

const NOTHING_KEPT: KeptElsewhere = { checkpoints: [], keys: null, count: 0 };

/** What a check is held against, as it is kept: what is named twice is one. */
export function keptElsewhere(
  checkpoints: readonly Checkpoint[],
  publicKeys: readonly string[] | null,
): KeptElsewhere {
  const hashes = [...new Set(checkpoints.map(hashOfCheckpoint))].toSorted();
  const keys = publicKeys === null ? null : [...new Set(publicKeys.map(fingerprintOf))].toSorted();
  return { checkpoints: hashes, keys, count: hashes.length + (keys?.length ?? 0) };
}

/** What a check came to, as it is kept. `heads`: how far the chains went when it began. */
export function verificationOf(
  { findings, counted, reached, isCut }: ProofResult,
  given: {
    readonly actor: Actor;
    readonly startedAt: Instant;
    readonly heads: { readonly audit: ChainHead; readonly seals: ChainHead };
    readonly leftOut?: LeftOut | undefined;
    readonly kept: KeptElsewhere;
  },
): MadeVerification {
  const { actor, startedAt, heads, leftOut, kept } = given;
  const { checkpointsFrom = 1, recordsFromSeal = 1 } = leftOut ?? {};
  return {
    actor,
    startedAt,
    isWhole: !isCut && leftOut === undefined,
    findings: findings.length,
    kept,
    covered: {
      entries: { to: reached.entries.seq, of: Math.max(heads.audit.seq, reached.entries.seq) },
      seals: { to: reached.seals.seq, of: Math.max(heads.seals.seq, reached.seals.seq) },
      records: { count: counted.sealed, fromSeal: recordsFromSeal },
      checkpoints: { from: counted.checkpoints === 0 ? 0 : checkpointsFrom, to: reached.checkpoint },
      isCut,
      removed: counted.removed,
      erased: counted.erased,
      found: findings.slice(0, FOUND_MAX),
    },
  };
}

/** Some lines, then a pause that is longer than they took here and in the database; without one once it is over. */
async function* slowly(lines: AsyncIterable<ProofLine>, signal: AbortSignal): AsyncGenerator<ProofLine> {
  let [taken, begunAtMs] = [0, performance.now()];
  for await (const line of lines) {
    yield line;
    taken++;
    if (taken % LINES_AT_ONCE > 0) continue;
    await sleep(PAUSE * (performance.now() - begunAtMs), null, { signal }).catch(() => undefined);
    begunAtMs = performance.now();
  }
}
