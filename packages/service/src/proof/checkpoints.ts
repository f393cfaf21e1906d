import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatInstant, type Instant, type OrganizationId } from '@tact/engine';
import type { ChainHead, Checkpoint, Store } from '@tact/store';
import { objectInText, objectOf } from './object-in-text.ts';

/** What a checkpoint says: how far both chains of an organization went. */
export interface CheckpointBody {
  readonly tact: 'checkpoint 1';
  readonly organizationId: string;
  readonly seq: number;
  readonly at: string;
  readonly audit: ChainHead;
  readonly seals: ChainHead;
  /** The hash of the checkpoint before it, hexadecimal; empty for the first one. */
  readonly previous: string;
}

/** Signs with a private key of Ed25519. */
export interface Signer {
  readonly publicKey: string;
  sign(text: string): string;
}

const KEY_FILE = 'signing-key.pem';

/**
 * The key of `TACT_SIGNING_KEY` (PEM, PKCS #8, Ed25519), else that of the data folder, which is made where there is none, for its owner's
 * eyes alone. Who has the key can make chains anew: keep it, or checkpoints, elsewhere than the database.
 */
export async function openSigner(pem: string | null, dataDirectory: string): Promise<Signer> {
  if (pem !== null) return signerOf(privateKeyOf(pem, 'TACT_SIGNING_KEY'));
  const path = join(dataDirectory, KEY_FILE);
  await mkdir(dataDirectory, { recursive: true });
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    await writeFile(path, made, { flag: 'wx', mode: 0o600 });
    await chmod(path, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return signerOf(privateKeyOf(await readFile(path, 'utf8'), path));
}

function privateKeyOf(pem: string, where: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, without the key.
  }
  throw new Error(
    `\`${where}\` holds no Ed25519 key in PEM; make one with \`openssl genpkey -algorithm ed25519\``,
  );
}

/** A signer with this key. */
export function signerOf(key: KeyObject): Signer {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') };
}

/** Whether a checkpoint was signed by its own public key. */
export function isSigned({ body, signature, publicKey }: Checkpoint): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
    return verify(null, Buffer.from(body), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** What a checkpoint says; undefined: it cannot be read, because it is damaged or none. */
export function bodyOf({ body }: Pick<Checkpoint, 'body'>): CheckpointBody | undefined {
  const {
    tact,
    organizationId,
    seq,
    at,
    previous,
    audit: ofAudit,
    seals: ofSeals,
  } = objectInText(body) ?? {};
  const [audit, seals] = [headOf(ofAudit), headOf(ofSeals)];
  if (tact !== 'checkpoint 1' || typeof organizationId !== 'string' || typeof seq !== 'number')
    return undefined;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || typeof previous !== 'string')
    return undefined;
  return audit === undefined || seals === undefined
    ? undefined
    : { tact, organizationId, seq, at, audit, seals, previous };
}

function headOf(value: unknown): ChainHead | undefined {
  const { seq, hash } = objectOf(value) ?? {};
  return typeof seq === 'number' && typeof hash === 'string' ? { seq, hash } : undefined;
}

/** A short name of a public key, to be compared by eye: the first 16 digits of its SHA-256. */
export function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);
}

/** Signs how far the chains went; undefined where they went no further since the last time. */
export async function makeCheckpoint(
  store: Store,
  organizationId: OrganizationId,
  signer: Signer,
  now: Instant,
): Promise<Checkpoint | undefined> {
  const { audit, seals, checkpoint } = await store.proof.heads(organizationId);
  // One that cannot be read says of no chain how far it went.
  const last = checkpoint === undefined ? undefined : bodyOf(checkpoint);
  if (last?.audit.hash === audit.hash && last.seals.hash === seals.hash) return undefined;
  const body: CheckpointBody = {
    tact: 'checkpoint 1',
    organizationId,
    seq: (checkpoint?.seq ?? 0) + 1,
    at: formatInstant(now),
    audit,
    seals,
    previous: checkpoint === undefined ? '' : hashOfCheckpoint(checkpoint),
  };
  const text = JSON.stringify(body);
  const made = { seq: body.seq, body: text, signature: signer.sign(text), publicKey: signer.publicKey };
  return (await store.proof.addCheckpoint(organizationId, made)) ? made : undefined;
}

/** What the next checkpoint names. */
export function hashOfCheckpoint({ body, signature }: Pick<Checkpoint, 'body' | 'signature'>): string {
  return createHash('sha256').update(`${body}\n${signature}`).digest('hex');
}
