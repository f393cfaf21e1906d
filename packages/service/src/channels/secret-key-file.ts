import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'secret.key';

/**
 * The key of an installation that was given none: made by the service's first start and kept in the data folder, for its owner's eyes alone.
 * Whoever copies the database alone cannot read the secrets in it; whoever loses the file has to enter them again.
 */
export async function makeKeyFile(dataDirectory: string): Promise<Buffer> {
  await mkdir(dataDirectory, { recursive: true });
  try {
    // Two starts at once: the second finds the first one's file.
    const text = `${randomBytes(32).toString('hex')}\n`;
    await writeFile(join(dataDirectory, FILE), text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const key = await keyFromFile(dataDirectory);
  if (key === undefined)
    throw new Error(`the key file in \`${dataDirectory}\` is gone as soon as it was made`);
  return key;
}

/** The key that a service keeps in the data folder; undefined where there is none. Throws where the file holds no key. */
export async function keyFromFile(dataDirectory: string): Promise<Buffer | undefined> {
  const path = join(dataDirectory, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const key = readSecretKey(text.trim());
  if (key === undefined)
    throw new Error(`the key file \`${path}\` holds no key; give back the one that secrets were saved with`);
  return key;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
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
