import type { ProofLine } from '@tact/store';
import { counted } from '../counted.ts';
import { withStore, type DatabaseOptions } from '../database.ts';
import { Failure } from '../failure.ts';
import { withProgress, type Progress } from '../progress.ts';
import { writeNewFile } from '../written-file.ts';

/** The first line of an export: whose it is, and in which form. 1 is of versions that sealed in form 1 alone, and is read as well. */
export interface ExportHead {
  readonly tact: 'audit export 1' | 'audit export 2';
  readonly organizationId: string;
  readonly organization: string;
}

/** Characters that are written at once: a line by itself costs more than what stands in it. */
const PART_LENGTH = 65_536;

/** Writes everything that is chained or sealed to a new file, line by line. Ctrl-C ends it between two lines. */
export async function exportAudit(file: string, options: DatabaseOptions): Promise<void> {
  await withStore(
    options,
    async ({ store, organization, signal }) => {
      const { audit } = await store.proof.heads(organization.id);
      const head: ExportHead = {
        tact: 'audit export 2',
        organizationId: organization.id,
        organization: organization.name,
      };
      await withProgress('export', audit.seq, async (progress) => {
        const lines = watched(head, store.proof.lines(organization.id), progress, signal);
        await writeNewFile(file, lines);
      });
    },
    { graceful: true },
  );
}

async function* watched(
  head: ExportHead,
  lines: AsyncIterable<ProofLine>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let text = `${JSON.stringify(head)}\n`;
  let count = 0;
  for await (const line of lines) {
    if (signal.aborted)
      throw new Failure('interrupted; the file has no end, and `tact audit verify` says so');
    text += `${JSON.stringify(line)}\n`;
    progress.update(++count, `${counted(count)} lines`);
    if (text.length < PART_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}
