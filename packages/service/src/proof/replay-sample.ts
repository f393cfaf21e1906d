import type { Instant, OrganizationId, ZoneTable } from '@tact/engine';
import type { Store, StoredDecision } from '@tact/store';
import type { Difference } from '../deciding/differences.ts';
import { isErasedRecord, replay } from '../deciding/record.ts';
import { nameOfError } from '../told-error.ts';

/** A decision that does not follow from its record. */
export interface ReplayMismatch {
  readonly id: string;
  /** One sentence, without personal data. */
  readonly sentence: string;
  readonly differences: readonly Difference[];
}

/** What came of many replays. */
export interface ReplaySample {
  readonly replayed: number;
  readonly equal: number;
  /** Made by another version of the engine or the zone table: they prove nothing either way. */
  readonly otherVersion: number;
  /** About a person who was erased since: nothing is left to recompute (ADR 0018). */
  readonly erased: number;
  readonly mismatches: readonly ReplayMismatch[];
}

/** Decisions that are read at once. */
const READ_AT_ONCE = 100;

/** Recomputes decisions of `[from, until)`, drawn at chance, each at most once: so many as `count` instants find (G5). */
export async function replaySample(
  { store, zoneTable }: { readonly store: Store; readonly zoneTable: ZoneTable },
  organizationId: OrganizationId,
  span: { readonly from: Instant; readonly until: Instant },
  count: number,
  random: () => number = Math.random,
): Promise<ReplaySample> {
  const seen = new Set<string>();
  const sources = new Map<string, string | undefined>();
  const mismatches: ReplayMismatch[] = [];
  let [equal, otherVersion, erased] = [0, 0, 0];
  for (let asked = 0; asked < count; asked += READ_AT_ONCE) {
    const instants = Array.from(
      { length: Math.min(READ_AT_ONCE, count - asked) },
      () => Math.floor(span.from + random() * (span.until - span.from)) as Instant,
    );
    for (const decision of await store.decisions.sample(organizationId, instants, span.until)) {
      if (seen.has(decision.id)) continue;
      seen.add(decision.id);
      const { ruleset } = decision;
      if (!sources.has(ruleset)) sources.set(ruleset, await store.rules.findRuleset(organizationId, ruleset));
      const result = replayOne(decision, sources.get(ruleset), zoneTable);
      if (result === 'equal') equal++;
      else if (result === 'other version') otherVersion++;
      else if (result === 'erased') erased++;
      else mismatches.push({ id: decision.id, ...result });
    }
  }
  return { replayed: seen.size, equal, otherVersion, erased, mismatches };
}

/** Recomputes one stored decision. A record that cannot be read, or whose rules are gone or changed, is a mismatch too. */
export function replayOne(
  { record, ruleset }: Pick<StoredDecision, 'record' | 'ruleset'>,
  source: string | undefined,
  zoneTable: ZoneTable,
): 'equal' | 'other version' | 'erased' | Omit<ReplayMismatch, 'id'> {
  if (isErasedRecord(record)) return 'erased';
  if (source === undefined)
    return { sentence: `its rules (\`${ruleset}\`) are not in the database`, differences: [] };
  try {
    const result = replay(record, source, zoneTable);
    if (result.replayed !== 'different') return result.replayed;
    const paths = result.differences.map(({ path }) => `\`${path === '' ? '/' : path}\``);
    return {
      sentence: `the record and what is recomputed from it differ at ${paths.join(', ')}`,
      differences: result.differences,
    };
  } catch (error) {
    const name = nameOfError(error);
    return { sentence: `it cannot be recomputed from its record (\`${name}\`)`, differences: [] };
  }
}
