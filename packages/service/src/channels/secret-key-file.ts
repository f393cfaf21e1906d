import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'secret.key';

/**
 * The key of an installation that was given none: made by its first start and kept in the data folder, for its owner's eyes alone.
 * Whoever copies the database alone cannot read the secrets in it; whoever loses the file has to enter them again.
 */
export async function keyFromFile(dataDirectory: string): Promise<Buffer> {
  const path = join(dataDirectory, FILE);
  await mkdir(dataDirectory, { recursive: true });
  try {
    // Two starts at once: the second finds the first one's file.
    await writeFile(path, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = readSecretKey((await readFile(path, 'utf8')).trim());
  if (key === undefined)
    throw new Error(`the key file \`${path}\` holds no key; give back the one that secrets were saved with`);
  return key;
}

/** A key of 32 bytes as 64 hexadecimal digits or as base64; undefined where the text is none. */
export function readSecretKey(text: string): Buffer | undefined {
  const key = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined;
  return key?.length === 32 ? key : undefined;
}
