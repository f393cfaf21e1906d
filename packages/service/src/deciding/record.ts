import {
  canonicalJson,
  compileRuleset,
  decide,
  decisionJson,
  ENGINE_VERSION,
  type ContactRequest,
  type DecisionJson,
  type Facts,
  type RulesetSource,
  type ZoneTable,
} from '@tact/engine';

/** What a decision is recomputed from: the whole record of it, with no phone number and no name (S31, G5). */
export interface DecisionRecord {
  readonly request: ContactRequest;
  readonly facts: Facts;
  readonly decision: DecisionJson;
}

/** The record as it is stored, byte for byte. */
export function recordText(record: DecisionRecord): string {
  return JSON.stringify(record);
}

/** What came of a recomputation. */
export type Replay =
  | { readonly replayed: 'equal' }
  | { readonly replayed: 'different'; readonly recorded: string; readonly recomputed: string }
  /** The record was made by another version of the engine or the zone table: it proves nothing either way. */
  | { readonly replayed: 'other version'; readonly recorded: string; readonly running: string };

/**
 * Recomputes a decision from its record and the source of its ruleset. Throws where the source is not the one that the record names:
 * then somebody changed it.
 */
export function replay(record: string, rulesetSource: string, zoneTable: ZoneTable): Replay {
  const { request, facts, decision } = JSON.parse(record) as DecisionRecord;
  const ruleset = compileRuleset(JSON.parse(rulesetSource) as RulesetSource, zoneTable);
  if (ruleset.fingerprint !== decision.ruleset) {
    throw new Error(
      `the ruleset's source has the fingerprint \`${ruleset.fingerprint}\`, and the record names \`${decision.ruleset}\``,
    );
  }
  const { engine, zones } = decision.versions;
  if (engine !== ENGINE_VERSION || zones !== zoneTable.version) {
    return {
      replayed: 'other version',
      recorded: `${engine} / ${zones}`,
      running: `${ENGINE_VERSION} / ${zoneTable.version}`,
    };
  }
  const recorded = JSON.stringify(decision);
  const recomputed = JSON.stringify(decisionJson(decide(request, ruleset, facts)));
  if (recorded === recomputed) return { replayed: 'equal' };
  return { replayed: 'different', recorded: canonicalJson(decision), recomputed };
}
