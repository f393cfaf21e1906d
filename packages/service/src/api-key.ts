import { hash, randomBytes } from 'node:crypto';

/** Characters of a key that are kept in clear, so that people recognise it: the fixed part and eight more. */
const PREFIX_LENGTH = 13;

/** A new key: `tact_` and 32 random bytes. It is shown once; what is kept is its hash. */
export function newApiKey(): string {
  return `tact_${randomBytes(32).toString('base64url')}`;
}

/** The SHA-256 of a key, in hexadecimal digits. A key has 256 random bits, so that a fast hash is enough. */
export function apiKeyHash(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The characters that are kept in clear. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}
