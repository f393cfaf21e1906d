import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, ChainHead, LeftOut, ProofLine, Store, Verification } from '@tact/store';
import { verifyProof, type ProofResult } from './verify-proof.ts';

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
 * newest records, or everything where it is no more than the limits. Slowly, so that nobody waits. Undefined: it was told to end.
 */
export async function checkChain(
  store: Store,
  organizationId: OrganizationId,
  { actor, startedAt }: { readonly actor: Actor; readonly startedAt: Instant },
  signal: AbortSignal,
  limits: ChainCheckLimits = CHAIN_CHECK_LIMITS,
): Promise<MadeVerification | undefined> {
  const timeIsOver = AbortSignal.timeout(limits.msMax);
  const heads = await store.proof.heads(organizationId);
  const leftOut = await store.proof.newest(organizationId, limits);
  const either = AbortSignal.any([signal, timeIsOver]);
  const result = await verifyProof(
    slowly(store.proof.lines(organizationId, leftOut), either),
    { organizationId, checkpoints: [], publicKeys: null },
    { leftOut, signal: either },
  );
  if (result.isCut && signal.aborted) return undefined;
  return verificationOf(result, { actor, startedAt, heads, leftOut, kept: 0 });
}

/** What a check came to, as it is kept. `heads`: how far the chains went when it began. */
export function verificationOf(
  { findings, counted, reached, isCut }: ProofResult,
  given: {
    readonly actor: Actor;
    readonly startedAt: Instant;
    readonly heads: { readonly audit: ChainHead; readonly seals: ChainHead };
    readonly leftOut?: LeftOut | undefined;
    readonly kept: number;
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
