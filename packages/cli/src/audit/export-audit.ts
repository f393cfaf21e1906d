import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { DatabaseOptions } from '../database.ts';
import { withStore } from '../database.ts';
import { Failure } from '../failure.ts';
import { startProgress } from '../progress.ts';

/** The first line of an export: whose it is, and in which form. 1 is of versions that sealed in form 1 alone, and is read as well. */
export interface ExportHead {
  readonly tact: 'audit export 1' | 'audit export 2';
  readonly organizationId: string;
  readonly organization: string;
}

/** Writes everything that is chained or sealed to a new file, line by line. */
export async function exportAudit(file: string, options: DatabaseOptions): Promise<void> {
  await withStore(options, async ({ store, organization, signal }) => {
    const { audit } = await store.proof.heads(organization.id);
    const progress = await startProgress('export', audit.seq);
    const out = createWriteStream(file, { flags: 'wx' });
    const failed = once(out, 'error').then(([error]) => {
      throw new Failure(
        `the file \`${file}\` cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`,
      );
    });
    failed.catch(() => undefined);
    const put = async (line: unknown) => {
      if (!out.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(out, 'drain'), failed]);
    };
    try {
      const head: ExportHead = {
        tact: 'audit export 2',
        organizationId: organization.id,
        organization: organization.name,
      };
      await put(head);
      let lines = 0;
      for await (const line of store.proof.lines(organization.id)) {
        if (signal.aborted)
          throw new Failure('interrupted; the file has no end, and `tact audit verify` says so');
        await put(line);
        progress.update(++lines, `${lines.toLocaleString('en-US')} lines`);
      }
      out.end();
      await Promise.race([once(out, 'finish'), failed]);
    } finally {
      progress.stop();
      out.destroy();
    }
  });
}
