import type { ChainHead, Checkpoint, LeftOut, ProofLine, Seal, SealedKind } from '@tact/store';
import { nameOfFault } from '../told-error.ts';
import { bodyOf, hashOfCheckpoint, isSigned, type CheckpointBody } from './checkpoints.ts';
import { ErasedRecords } from './erased-records.ts';
import { auditGenesis, hashOfRecord, hashOfSeal, hashOfTexts, rootOfForm } from './hashes.ts';
import { knownOfAttempt } from './known-of-attempt.ts';
import type { ProofExtent, ProofFinding, ProofKnown, ProofResult } from './proof-result.ts';
import { nameOf, nameOfLine, unreadable } from './proof-words.ts';
import { isAfter } from './seal-edges.ts';
import { StatedHeads } from './stated-heads.ts';
import { isOfYoungRecords, removalOf, type StatedRemoval } from './stated-removals.ts';

/** Findings that are told one by one; the check goes on to count. */
const FINDINGS_MAX = 1_000;

/**
 * Checks an export, or the database itself, line by line (ADR 0014): every hash, every number, every batch, every signature; and that what is
 * known of each attempt follows from what it came with and its events. Works offline. Memory stays flat but for the checkpoints.
 */
export async function verifyProof(
  lines: AsyncIterable<ProofLine> | Iterable<ProofLine>,
  known: ProofKnown,
  { leftOut, signal, isOutage = () => true }: ProofExtent = {},
): Promise<ProofResult> {
  const verifier = new Verifier(known, leftOut ?? null);
  try {
    for await (const line of lines) {
      if (signal?.aborted === true) return verifier.resultSoFar();
      verifier.take(line);
    }
  } catch (error) {
    if (isOutage(error)) throw error;
    return verifier.resultUpToFault(error);
  }
  return verifier.result();
}

class Verifier {
  readonly #known: ProofKnown;
  readonly #leftOut: LeftOut | null;
  readonly #findings: ProofFinding[] = [];
  readonly #publicKeys = new Set<string>();
  readonly #auditStated = new StatedHeads();
  readonly #sealsStated = new StatedHeads();
  readonly #keptBySeq: ReadonlyMap<number, Checkpoint>;
  #audit: { seq: number; hash: string };
  #seals: { seq: number; hash: string } = { seq: 0, hash: '' };
  #checkpoint: ChainHead;
  #batch: Batch | undefined;
  /** Up to where the records of a kind are sealed. */
  readonly #sealedTo = new Map<SealedKind, Seal['to']>();
  #isHeadSeen = false;
  /** Sums of the hashes of events: as they stand by themselves, and beside their attempts. */
  #eventsAlone = 0n;
  #eventsBeside = 0n;
  #counted = { entries: 0, seals: 0, sealed: 0, open: 0, removed: 0, checkpoints: 0 };
  readonly #erasures = new ErasedRecords();
  /** How far a checkpoint has signed the audit log. */
  #signedSeq = 0;
  /** Up to which batch the records of a kind were removed. */
  readonly #removals = new Map<SealedKind, StatedRemoval>();
  /** The last line that was read, by which the place of what cannot be read is told. */
  #lastRead: ProofLine | undefined;

  constructor(known: ProofKnown, leftOut: LeftOut | null) {
    this.#known = known;
    this.#leftOut = leftOut;
    this.#checkpoint = { seq: (leftOut?.checkpointsFrom ?? 1) - 1, hash: '' };
    this.#audit = { seq: 0, hash: auditGenesis(known.organizationId) };
    this.#keptBySeq = new Map(known.checkpoints.map((checkpoint) => [checkpoint.seq, checkpoint]));
    for (const checkpoint of known.checkpoints)
      this.#state(checkpoint, `the kept checkpoint ${checkpoint.seq}`);
  }

  /** Whatever stands in a line, the lines after it are read as well. */
  take(line: ProofLine): void {
    try {
      this.#take(line);
      this.#lastRead = line;
    } catch (error) {
      this.#find(
        this.#place(),
        `what stands there is not in the form of what was written (${nameOfFault(error)})`,
      );
    }
  }

  #take(line: ProofLine): void {
    switch (line.line) {
      case 'checkpoint': {
        this.#takeCheckpoint(line);
        return;
      }
      case 'audit': {
        this.#takeEntry(line);
        return;
      }
      case 'seal': {
        this.#takeSeal(line);
        return;
      }
      case 'record': {
        this.#takeRecord(line);
        return;
      }
      case 'orphan': {
        this.#eventsBeside += numberOf(hashOfTexts(line.fields));
        return;
      }
      case 'head': {
        this.#takeHead(line);
        return;
      }
    }
  }

  result(): ProofResult {
    this.#endBatch();
    for (const { where, sentence } of this.#erasures.findings()) this.#find(where, sentence);
    if (!this.#isHeadSeen) this.#find('the end', 'the last line is missing, so the export was cut');
    for (const { seq, where } of this.#auditStated.unreached())
      this.#find(
        `audit entry ${seq}`,
        `${where} was signed over it, and the chain ends at ${this.#audit.seq}`,
      );
    for (const { seq, where } of this.#sealsStated.unreached())
      this.#find(`seal ${seq}`, `${where} was signed over it, and the chain ends at ${this.#seals.seq}`);
    for (const { seq } of this.#known.checkpoints)
      if (seq > this.#checkpoint.seq)
        this.#find(`checkpoint ${seq}`, 'it was kept elsewhere, and is not here any more');
    if (this.#leftOut === null && this.#eventsAlone !== this.#eventsBeside)
      this.#find('attempt events', 'the events of the attempts are not those that stand beside them');
    return { ...this.resultSoFar(), isCut: false };
  }

  /** What was found in what was read; a batch that was not read to its end was held against nothing. */
  resultSoFar(): ProofResult {
    const sealed = this.#counted.sealed - (this.#batch?.leaves.length ?? 0);
    return {
      findings: this.#findings,
      counted: { ...this.#counted, sealed, erased: this.#erasures.count() },
      reached: { entries: this.#audit, seals: this.#seals, checkpoint: this.#checkpoint.seq },
      isCut: true,
      publicKeys: [...this.#publicKeys],
    };
  }

  /** The same, where the lines could not be read to their end. */
  resultUpToFault(error: unknown): ProofResult {
    this.#find(this.#place(), unreadable(error));
    return this.resultSoFar();
  }

  #place(): string {
    return this.#lastRead === undefined ? 'the beginning' : `after ${nameOfLine(this.#lastRead)}`;
  }

  #takeCheckpoint(checkpoint: Checkpoint): void {
    const where = `checkpoint ${checkpoint.seq}`;
    this.#counted.checkpoints++;
    if (checkpoint.seq !== this.#checkpoint.seq + 1)
      this.#find(
        where,
        `the checkpoint before it is ${this.#checkpoint.seq}: one is missing or out of its place`,
      );
    const kept = this.#keptBySeq.get(checkpoint.seq);
    if (kept !== undefined && (kept.body !== checkpoint.body || kept.signature !== checkpoint.signature))
      this.#find(where, 'it is not the one that was kept elsewhere');
    const body = this.#state(checkpoint, where);
    const isFirst = this.#leftOut !== null && checkpoint.seq === this.#leftOut.checkpointsFrom;
    if (!isFirst && body !== undefined && body.previous !== this.#checkpoint.hash)
      this.#find(where, 'it does not follow from the checkpoint before it');
    this.#checkpoint = { seq: checkpoint.seq, hash: hashOfCheckpoint(checkpoint) };
  }

  /** Notes what a checkpoint says of the chains, where its signature holds. */
  #state(checkpoint: Checkpoint, where: string): CheckpointBody | undefined {
    this.#publicKeys.add(checkpoint.publicKey);
    const { publicKeys } = this.#known;
    if (!isSigned(checkpoint) || (publicKeys !== null && !publicKeys.includes(checkpoint.publicKey))) {
      this.#find(where, 'its signature is not by a key that may sign');
      return undefined;
    }
    const body = bodyOf(checkpoint);
    if (body === undefined) {
      this.#find(where, 'what was signed says of no chain how far it went');
      return undefined;
    }
    if (body.organizationId !== this.#known.organizationId || body.seq !== checkpoint.seq) {
      this.#find(where, 'it was signed for something else');
      return undefined;
    }
    this.#signedSeq = Math.max(this.#signedSeq, body.audit.seq);
    this.#auditStated.note(body.audit, where);
    this.#sealsStated.note(body.seals, where);
    return body;
  }

  #takeEntry({ seq, hash, fields, erased }: Extract<ProofLine, { line: 'audit' }>): void {
    const where = `audit entry ${seq}`;
    this.#counted.entries++;
    this.#assertNext(seq, this.#audit.seq, where);
    if (fields[0] !== String(seq)) this.#find(where, 'it bears another number than it stands at');
    if (erased !== undefined)
      this.#erasures.take({ kind: 'audit-entry', key: String(seq), fields, erased, where, hash });
    else if (hashOfTexts([this.#audit.hash, ...fields]) !== hash)
      this.#find(where, 'it, or the one before it, was changed, added, dropped or swapped');
    this.#compare(this.#auditStated, { seq, hash }, where);
    this.#audit = { seq, hash };
    if (erased !== undefined) return;
    this.#erasures.noteStatement(fields);
    // What no checkpoint has signed yet has removed nothing.
    if (seq <= this.#signedSeq) this.#noteRemoval(fields, where);
  }

  /** A removal by retention, where an entry states one. It never covers what was young when it was stated: nobody hides a fresh record by it. */
  #noteRemoval(fields: readonly (string | null)[], where: string): void {
    const removal = removalOf(fields);
    if (removal === undefined) return;
    if (isOfYoungRecords(removal, fields))
      this.#find(where, 'it states the removal of records that were younger than any retention');
    else this.#removals.set(removal.kind, removal);
  }

  #takeSeal(seal: Seal): void {
    this.#endBatch();
    const where = `seal ${seal.seq}`;
    this.#counted.seals++;
    this.#assertNext(seal.seq, this.#seals.seq, where);
    if (hashOfSeal(this.#seals.hash, seal) !== seal.hash)
      this.#find(where, 'it, or the one before it, was changed, added, dropped or swapped');
    this.#compare(this.#sealsStated, seal, where);
    this.#seals = { seq: seal.seq, hash: seal.hash };
    const removal = this.#removals.get(seal.kind);
    // One that ends after what was removed is not covered by it, whatever number is stated.
    const isRemoved =
      removal !== undefined && seal.seq <= removal.throughSeal && !isAfter(seal.to, removal.to);
    const isLast = seal.seq === removal?.throughSeal;
    if (
      (isLast && (seal.to.at !== removal.to.at || seal.to.key !== removal.to.key)) ||
      (removal !== undefined && seal.seq < removal.throughSeal && !isRemoved)
    )
      this.#find(where, 'a removal by retention is stated up to it, and it ends elsewhere');
    if (isRemoved) this.#counted.removed += seal.rows;
    if (seal.seq >= (this.#leftOut?.recordsFromSeal ?? 1))
      this.#batch = { seal, leaves: [], keys: [], isRemoved };
    this.#sealedTo.set(seal.kind, seal.to);
  }

  #takeRecord(record: Extract<ProofLine, { line: 'record' }>): void {
    const { kind, recorded, fields, state, events } = record;
    // Events name nobody and are never erased: a mark on one is somebody's who wants it taken for what it was.
    const erased = kind === 'attempt-event' ? undefined : record.erased;
    if (erased !== undefined && kind !== 'attempt-event')
      this.#erasures.take({ kind, key: recorded.key, fields, erased, where: `${kind} ${recorded.key}` });
    const batch = this.#batch;
    const isSealed = batch !== undefined && batch.seal.kind === kind && !isAfter(recorded, batch.seal.to);
    if (isSealed && !batch.isRemoved) {
      this.#counted.sealed++;
      const leaf = erased?.hash ?? hashOfRecord(fields, batch.seal.form ?? 1);
      batch.leaves.push(Buffer.from(leaf, 'hex'));
      batch.keys.push(recorded.key);
    } else if (!isSealed) {
      this.#endBatch();
      this.#counted.open++;
      const sealedTo = this.#sealedTo.get(kind);
      if (sealedTo !== undefined && !isAfter(recorded, sealedTo))
        this.#find(
          `${nameOf(kind)} ${recorded.key}`,
          'it stands outside the seals, and what was recorded then is sealed',
        );
    }
    if (kind === 'attempt-event') this.#eventsAlone += numberOf(hashOfTexts(fields));
    if (kind !== 'attempt') return;
    for (const [sequence, event] of (events ?? []).entries()) {
      if (event[2] !== String(sequence))
        this.#find(
          `attempt ${recorded.key}`,
          `its events are not numbered from 0: one bears \`${event[2] ?? ''}\``,
        );
      this.#eventsBeside += numberOf(hashOfTexts(event));
    }
    const follows = knownOfAttempt(fields, events ?? []);
    if (follows === undefined || JSON.stringify(follows) !== JSON.stringify(state ?? []))
      this.#find(
        `attempt ${recorded.key}`,
        'what is known of it does not follow from what was recorded of it',
      );
  }

  #takeHead({ seq, hash }: Extract<ProofLine, { line: 'head' }>): void {
    this.#isHeadSeen = true;
    const isEmpty = seq === 0 && this.#audit.seq === 0;
    if (!isEmpty && (seq !== this.#audit.seq || hash !== this.#audit.hash))
      this.#find(
        `audit entry ${Math.max(seq, this.#audit.seq)}`,
        'the end of the audit log is not where its head says',
      );
  }

  #endBatch(): void {
    const batch = this.#batch;
    this.#batch = undefined;
    if (batch === undefined) return;
    const { seal, leaves, keys, isRemoved } = batch;
    if (isRemoved) return;
    const at = firstDifference(leaves, seal.marks);
    const isMarked = at === leaves.length && seal.marks.length === leaves.length * 16;
    if (
      leaves.length === seal.rows &&
      rootOfForm(seal.form ?? 1, Buffer.concat(leaves)) === seal.root &&
      isMarked
    )
      return;
    const record =
      keys[at] === undefined ? `the end of seal ${seal.seq}` : `${nameOf(seal.kind)} ${keys[at]}`;
    const sentence =
      leaves.length === seal.rows
        ? `a record of seal ${seal.seq} was changed, or two were swapped`
        : `seal ${seal.seq} covers ${seal.rows} records, and there are ${leaves.length}: from here on one is missing or too many`;
    this.#find(record, sentence);
  }

  #assertNext(seq: number, before: number, where: string): void {
    if (seq === before + 1) return;
    this.#find(
      where,
      seq > before ? `what stood at ${before + 1} to ${seq - 1} is missing` : 'its number was there before',
    );
  }

  #compare(stated: StatedHeads, head: ChainHead, where: string): void {
    for (const checkpoint of stated.take(head))
      this.#find(where, `${checkpoint} was signed over another one: the chain was made anew`);
  }

  #find(where: string, sentence: string): void {
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push({ where, sentence });
  }
}

interface Batch {
  readonly seal: Seal;
  readonly leaves: Buffer[];
  readonly keys: string[];
  /** By retention: some of its records may still be there, until their turn comes. */
  readonly isRemoved: boolean;
}

function numberOf(hash: string): bigint {
  return BigInt(`0x${hash}`);
}

/** Where the marks and the leaves part: the first record that is not as it was. */
function firstDifference(leaves: readonly Buffer[], marks: string): number {
  const at = leaves.findIndex(
    (leaf, index) => leaf.toString('hex', 0, 8) !== marks.slice(index * 16, index * 16 + 16),
  );
  return at < 0 ? leaves.length : at;
}
