import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 32 random bytes, 43 characters that stand in a cookie or an address as they are. It is shown once. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The SHA-256 of a secret, in hexadecimal digits: what is kept of it. It has 256 random bits, so that a fast hash is enough. */
export function secretHash(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}
