import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OrganizationId } from '@tact/engine';
import type { ProofLine } from '@tact/store';

const SCRIPT = resolve(import.meta.dirname, '../../../scripts/verify-export.ts');

/** What the verifier that shares no line with Tact finds in an export of these lines; empty: nothing. */
export async function verifyAlone(
  organizationId: OrganizationId,
  lines: AsyncIterable<ProofLine>,
  publicKey: string,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-alone-'));
  try {
    const file = join(folder, 'export.ndjson');
    const texts = [JSON.stringify({ tact: 'audit export 2', organizationId })];
    for await (const line of lines) texts.push(JSON.stringify(line));
    await writeFile(file, `${texts.join('\n')}\n`);
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file, publicKey], {
      encoding: 'utf8',
    });
    if (stderr !== '') throw new Error(stderr);
    const found = stdout.split('\n').filter((line) => line.endsWith('not as it was'));
    if ((status === 0) !== (found.length === 0))
      throw new Error(`ended with ${status ?? 'a signal'}: ${stdout}`);
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
