import type { ErasureKeyBox } from '@tact/store';

/**
 * The key of erased names that a thread was given for its organization (ADR 0018), so that no secret key of the installation has to be; null:
 * nobody was erased when it began. Where somebody was since, nothing opens, and the thread ends rather than overlook them.
 */
export function keyOfThread(key: Uint8Array | null): ErasureKeyBox {
  return {
    seal: () => Promise.reject(new Error('a thread makes no keys')),
    open: () => Promise.resolve(key === null ? undefined : Buffer.from(key)),
  };
}
