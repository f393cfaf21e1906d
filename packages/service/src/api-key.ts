import { hash, randomBytes } from 'node:crypto';

/** What our keys begin with. */
const BEGINNING = 'tact_';
/** Characters of a key that are kept in clear, so that people recognise it: the fixed part and eight more. */
const PREFIX_LENGTH = 13;
/** The same of a key that somebody else made: all of its characters may be needed to keep it from being guessed. */
const FOREIGN_PREFIX_LENGTH = 4;

/** A new key: its beginning and 32 random bytes. It is shown once; what is kept is its hash. */
export function newApiKey(): string {
  return `${BEGINNING}${randomBytes(32).toString('base64url')}`;
}

/** The SHA-256 of a key, in hexadecimal digits. A key has 256 random bits, so that a fast hash is enough. */
export function apiKeyHash(key: string): string {
  return hash('sha256', key, 'hex');
}

/** The characters that are kept in clear. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, key.startsWith(BEGINNING) ? PREFIX_LENGTH : FOREIGN_PREFIX_LENGTH);
}
