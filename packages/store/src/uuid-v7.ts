import { randomFillSync } from 'node:crypto';
import type { Instant } from '@tact/engine';

const RANDOM_BYTES = 10;
/** Random bytes are drawn for many ids at once. */
const POOL_IDS = 512;

const pool = Buffer.alloc(RANDOM_BYTES * POOL_IDS);
let used = pool.length;

/** A UUID of version 7 (RFC 9562): its first 48 bits are the instant in milliseconds, so ids ascend with time and carry it. */
export function uuidV7(at: Instant): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const time = at.toString(16).padStart(12, '0');
  const random = pool.toString('hex', used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  const variant = ((Number.parseInt(random[3] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/** The instant that an id carries; undefined for a text that is no UUID of version 7. */
export function timeOfUuidV7(id: string): Instant | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) as Instant;
}

/** Whether a text is a UUID of any version: anything else cannot be an id, and is not sent to the database. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** Before every id of an instant, after every one of earlier ones. */
export function firstIdAt(at: Instant): string {
  const time = Math.max(0, at).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** The 16 bytes of a UUID. */
export function uuidBytes(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
