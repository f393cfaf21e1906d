import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '@tact/engine';

/** The header that carries a signature, in both directions. */
export const SIGNATURE_HEADER = 'tact-signature';

const SECOND_MS = 1_000;
/** How far a signature's time may lie from ours: what is older may be a copy that somebody kept. */
const TOLERANCE_MS = 300_000;
/** Signatures in one header: the sender's old and new secret, and some. */
const SIGNATURES_MAX = 4;

/** The header for a body: `t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hexadecimal digits>`. */
export function signatureOf(secret: string, body: string | Buffer, at: Instant): string {
  const seconds = Math.floor(at / SECOND_MS);
  return `t=${seconds},v1=${digestOf(secret, seconds, body).toString('hex')}`;
}

/** Whether the header is a signature of the body with this secret, not older and not newer than five minutes. */
export function isSigned(
  secret: string,
  body: string | Buffer,
  header: string | undefined,
  now: Instant,
): boolean {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('='));
  const valuesOf = (name: string) =>
    parts.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
  const [time, ...more] = valuesOf('t');
  const signatures = valuesOf('v1');
  if (time === undefined || more.length > 0 || !/^\d{1,12}$/.test(time) || signatures.length > SIGNATURES_MAX)
    return false;
  if (Math.abs(Number(time) * SECOND_MS - now) > TOLERANCE_MS) return false;
  const expected = digestOf(secret, Number(time), body);
  return signatures.some((text) => {
    return /^[0-9a-f]{64}$/i.test(text) && timingSafeEqual(Buffer.from(text, 'hex'), expected);
  });
}

function digestOf(secret: string, seconds: number, body: string | Buffer): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
}
