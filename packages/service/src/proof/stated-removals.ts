import { DAY_MS } from '@tact/engine';
import { SEALED_KINDS, type Seal, type SealedKind } from '@tact/store';
import { objectInText, objectOf } from './object-in-text.ts';
import { isInstant, microsecondsOf } from './seal-edges.ts';

type Fields = readonly (string | null)[];

/** Records of a kind that are gone beyond their retention, up to a seal (ADR 0021). */
export interface StatedRemoval {
  readonly kind: SealedKind;
  readonly throughSeal: number;
  readonly to: Seal['to'];
}

/** No retention is shorter than 400 days. */
const RETENTION_MICROSECONDS_MIN = BigInt(400 * DAY_MS) * 1_000n;

/** What an entry of the audit log says was removed by retention; undefined: it is about something else. */
export function removalOf(fields: Fields): StatedRemoval | undefined {
  const [, , , , action, entity, , , after] = fields;
  if (action !== 'retention.remove' || entity !== 'sealed-records' || after === null || after === undefined)
    return undefined;
  // One of another shape is none; it then removes nothing.
  const { kind: stated, throughSeal, to } = objectInText(after) ?? {};
  const kind = SEALED_KINDS.find((one) => one === stated);
  const { at, key } = objectOf(to) ?? {};
  if (kind === undefined || typeof throughSeal !== 'number') return undefined;
  if (typeof at !== 'string' || !isInstant(at) || typeof key !== 'string') return undefined;
  return { kind, throughSeal, to: { at, key } };
}

/** Whether an entry states the removal of what was younger than any retention when it was stated. */
export function isOfYoungRecords({ to }: StatedRemoval, fields: Fields): boolean {
  return microsecondsOf(to.at) + RETENTION_MICROSECONDS_MIN > microsecondsOf(fields[2] ?? '');
}
