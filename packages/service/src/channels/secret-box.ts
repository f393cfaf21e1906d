import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What is kept secret: the credentials of channels, the headers of pre-dial validations, what the links of e-mails hold, what a call is to say, the keys of erased names. Each has
 * a key of its own.
 */
export type SecretPurpose =
  'channel credentials' | 'pre-dial headers' | 'unsubscribe links' | 'calls' | 'erased names';

/** Encrypts and decrypts (ADR 0013). */
export interface SecretBox {
  /**
   * Encrypts with AES-256-GCM. `context` says what it belongs to: it is opened under the same one only, so that a text that is moved to another
   * row does not open.
   */
  seal(purpose: SecretPurpose, context: string, text: string): Buffer;
  /** The text; undefined where it is not ours, was changed, belongs to something else, or was made with a key that is not here. */
  open(purpose: SecretPurpose, context: string, sealed: Buffer): string | undefined;
}

/** Bytes of a key, of what names it, of what makes each encryption differ, and of what shows a change. */
const KEY_BYTES = 32;
const NAME_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A box with these keys, each of 32 bytes: the first encrypts, all decrypt, so that a key can be replaced without losing what it made. */
export function createSecretBox(keys: readonly Buffer[]): SecretBox {
  const [first] = keys;
  if (first === undefined || keys.some(({ length }) => length !== KEY_BYTES))
    throw new Error('a secret box needs keys of 32 bytes');
  const named = new Map(keys.map((key) => [nameOf(key).toString('hex'), key]));
  return {
    seal(purpose, context, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyFor(first, purpose), nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nameOf(first), nonce, cipher.getAuthTag(), body]);
    },
    open(purpose, context, sealed) {
      const key = named.get(sealed.subarray(0, NAME_BYTES).toString('hex'));
      if (key === undefined || sealed.length < NAME_BYTES + NONCE_BYTES + TAG_BYTES) return undefined;
      const nonce = sealed.subarray(NAME_BYTES, NAME_BYTES + NONCE_BYTES);
      const body = sealed.subarray(NAME_BYTES + NONCE_BYTES);
      try {
        const cipher = createDecipheriv('aes-256-gcm', keyFor(key, purpose), nonce, {
          authTagLength: TAG_BYTES,
        });
        cipher.setAAD(Buffer.from(context));
        cipher.setAuthTag(body.subarray(0, TAG_BYTES));
        return Buffer.concat([cipher.update(body.subarray(TAG_BYTES)), cipher.final()]).toString('utf8');
      } catch {
        // What does not open was not made here, or was changed: there is nothing more to tell.
        return undefined;
      }
    },
  };
}

/** Which key it was, without telling the key. */
function nameOf(key: Buffer): Buffer {
  return createHash('sha256').update('tact key name').update(key).digest().subarray(0, NAME_BYTES);
}

/** One key a purpose, so that nothing that is made for one opens as another. */
function keyFor(key: Buffer, purpose: SecretPurpose): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `tact ${purpose}`, KEY_BYTES));
}
