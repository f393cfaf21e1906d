import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Instant } from '@tact/engine';
import {
  fingerprintOf,
  isOutage,
  keptElsewhere,
  verificationOf,
  verifyProof,
  type ProofResult,
} from '@tact/service/without-http';
import type { Checkpoint, ProofLine } from '@tact/store';
import { commandLineActor } from '../command-line-actor.ts';
import type { VerifyOptions } from '../commands/audit.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, failureLine } from '../failure.ts';
import type { ExportHead } from './export-audit.ts';

/** Checks an export or the database and says what was found. False where anything is not as it was. */
export async function verifyAudit(file: string | null, options: VerifyOptions): Promise<boolean> {
  const checkpoints = await Promise.all((options.checkpoint ?? []).map(readCheckpoint));
  const kept: KeptElsewhere = { checkpoints, publicKeys: options.key ?? null };
  const result =
    file === null
      ? await withStore(options, (opened) => verifyDatabase(opened, kept))
      : await verifyFile(file, kept);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(result, null, 2)}\n` : textOf(result, options),
  );
  return result.findings.length === 0;
}

interface KeptElsewhere {
  readonly checkpoints: readonly Checkpoint[];
  readonly publicKeys: readonly string[] | null;
}

/** The audit trail shows when it was done, by whom, and what came of it; where that cannot be kept, it is said, and the check stands. */
async function verifyDatabase(
  { store, organization: { id } }: OpenedStore,
  kept: KeptElsewhere,
): Promise<ProofResult> {
  const startedAt = Date.now() as Instant;
  const result = await verifyProof(store.proof.lines(id), { ...kept, organizationId: id }, { isOutage });
  const { entries, seals } = result.reached;
  const made = verificationOf(result, {
    actor: commandLineActor(),
    startedAt,
    heads: { audit: entries, seals },
    kept: keptElsewhere(kept.checkpoints, kept.publicKeys),
  });
  await store.verifications.keep(id, { id: null, ...made }).catch((error: unknown) => {
    process.stderr.write(`tact: that it was checked could not be kept: ${failureLine(error)}\n`);
  });
  return result;
}

async function verifyFile(file: string, kept: KeptElsewhere): Promise<ProofResult> {
  const lines = linesOf(file);
  const { value: head } = await lines.next();
  if (!isHead(head))
    throw new Failure(`the file \`${file}\` is no export; make one with \`tact audit export\``);
  return verifyProof(lines as AsyncGenerator<ProofLine>, { ...kept, organizationId: head.organizationId });
}

function isHead(line: unknown): line is ExportHead {
  if (typeof line !== 'object' || line === null || !('tact' in line)) return false;
  return line.tact === 'audit export 1' || line.tact === 'audit export 2';
}

async function* linesOf(file: string): AsyncGenerator<unknown, undefined> {
  let number = 0;
  const input = createReadStream(file);
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  const reader = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await Promise.race([reader.next(), failed]).catch((error: unknown) => {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new Failure(`the file \`${file}\` cannot be read: ${code}`);
    });
    if (done === true) return undefined;
    number++;
    yield parsed(value, file, number);
  }
}

function parsed(text: string, file: string, number: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Failure(`line ${number} of \`${file}\` is no JSON; the export was changed or cut there`);
  }
}

async function readCheckpoint(file: string): Promise<Checkpoint> {
  const checkpoint = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => undefined);
  if (isCheckpoint(checkpoint)) return checkpoint;
  throw new Failure(`the file \`${file}\` holds no checkpoint; make one with \`tact audit checkpoint\``);
}

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, body, signature, publicKey } = value as Readonly<Record<string, unknown>>;
  return typeof seq === 'number' && [body, signature, publicKey].every((text) => typeof text === 'string');
}

function textOf({ findings, counted, publicKeys }: ProofResult, { key }: VerifyOptions): string {
  const { entries, seals, sealed, open, removed, erased, checkpoints } = counted;
  const lines = [
    ...findings.map(({ where, sentence }) => `${where}: ${sentence}`),
    `checked ${entries} audit entries, ${sealed} records in ${seals} seals, ${checkpoints} checkpoints; ${open} records are not sealed yet`,
    ...(removed > 0
      ? [`${removed} records were removed beyond their retention, as signed entries of the audit log state`]
      : []),
    ...(erased > 0
      ? [`${erased} records are without the person whom they were about, as the audit log states`]
      : []),
    ...publicKeys.map((one) => `signed by the key ${fingerprintOf(one)} (${one})`),
    ...(key === undefined ? ['compare the key with the one that you know, or name it with --key'] : []),
    findings.length === 0 ? 'nothing was changed' : `${findings.length} findings`,
  ];
  return `${lines.join('\n')}\n`;
}
