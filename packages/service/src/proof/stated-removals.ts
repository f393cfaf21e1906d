import { DAY_MS } from '@tact/engine';
import type { Seal, SealedKind } from '@tact/store';
import { microsecondsOf } from './seal-edges.ts';

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
  const { kind, throughSeal, to } = JSON.parse(after) as Partial<StatedRemoval>;
  // One of another shape is none; it then removes nothing.
  return kind === undefined || throughSeal === undefined || to === undefined
    ? undefined
    : { kind, throughSeal, to };
}

/** Whether an entry states the removal of what was younger than any retention when it was stated. */
export function isOfYoungRecords({ to }: StatedRemoval, fields: Fields): boolean {
  return microsecondsOf(to.at) + RETENTION_MICROSECONDS_MIN > microsecondsOf(fields[2] ?? '');
}
