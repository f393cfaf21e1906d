import {
  compileRuleset,
  decide,
  decisionJson,
  ENGINE_VERSION,
  type AttemptFact,
  type ContactRequest,
  type DecisionJson,
  type Facts,
  type RulesetSource,
  type ZoneTable,
} from '@tact/engine';
import { differencesOf, type Difference } from './differences.ts';

/**
 * What a decision is recomputed from: the whole record of it (S31, G5). No phone number and no name is in it; of attributes only those
 * that a rule reads.
 */
export interface DecisionRecord {
  readonly request: ContactRequest;
  readonly facts: Facts;
  readonly decision: DecisionJson;
}

/** The record as it is stored, byte for byte. Attempts stand in it as lists without names: they are most of it. */
export function recordText({ request, facts, decision }: DecisionRecord): string {
  return JSON.stringify({ request, facts: { ...facts, attempts: facts.attempts.map(packed) }, decision });
}

/** Whether a record is what is left of one whose person was erased (ADR 0018). */
export function isErasedRecord(text: string): boolean {
  return text.startsWith('{"erased":');
}

/** Reads a record; what it gives decides as the original did. */
export function readRecord(text: string): DecisionRecord {
  const { request, facts, decision } = JSON.parse(text) as StoredRecord;
  return { request, facts: { ...facts, attempts: facts.attempts.map(unpacked) }, decision };
}

type StoredRecord = Omit<DecisionRecord, 'facts'> & {
  readonly facts: Omit<Facts, 'attempts'> & { readonly attempts: readonly PackedAttempt[] };
};

type PackedAttempt = readonly [
  id: AttemptFact['id'],
  at: AttemptFact['at'],
  state: AttemptFact['state'],
  /** Bits: 1 same client, 2 same device, 4 same account, 8 same group. */
  same: number,
  channel: AttemptFact['channel'],
  direction: AttemptFact['direction'],
  callResult: AttemptFact['callResult'],
  disposition: AttemptFact['disposition'],
  country: AttemptFact['place']['country'],
  regions: AttemptFact['place']['regions'],
  areaCode: AttemptFact['place']['areaCode'],
  postalCode: AttemptFact['place']['postalCode'],
];

function packed({ place, ...attempt }: AttemptFact): PackedAttempt {
  const same =
    Number(attempt.sameClient) +
    2 * Number(attempt.sameDevice) +
    4 * Number(attempt.sameAccount) +
    8 * Number(attempt.sameGroup);
  const { id, at, state, channel, direction, callResult, disposition } = attempt;
  const { country, regions, areaCode, postalCode } = place;
  return [
    id,
    at,
    state,
    same,
    channel,
    direction,
    callResult,
    disposition,
    country,
    regions,
    areaCode,
    postalCode,
  ];
}

function unpacked(columns: PackedAttempt): AttemptFact {
  const [
    id,
    at,
    state,
    same,
    channel,
    direction,
    callResult,
    disposition,
    country,
    regions,
    areaCode,
    postalCode,
  ] = columns;
  return {
    id,
    at,
    state,
    sameClient: (same & 1) !== 0,
    sameDevice: (same & 2) !== 0,
    sameAccount: (same & 4) !== 0,
    sameGroup: (same & 8) !== 0,
    channel,
    direction,
    callResult,
    disposition,
    place: { country, regions, areaCode, postalCode },
  };
}

/** What came of a recomputation. */
export type Replay =
  | { readonly replayed: 'equal' }
  | {
      readonly replayed: 'different';
      readonly recorded: string;
      readonly recomputed: string;
      /** Where they differ. */
      readonly differences: readonly Difference[];
    }
  /** The record was made by another version of the engine or the zone table: it proves nothing either way. */
  | { readonly replayed: 'other version'; readonly recorded: string; readonly running: string };

/**
 * Recomputes a decision from its record and the source of its ruleset. Throws where the source is not the one that the record names:
 * then somebody changed it.
 */
export function replay(record: string, rulesetSource: string, zoneTable: ZoneTable): Replay {
  const { request, facts, decision } = readRecord(record);
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
  return {
    replayed: 'different',
    recorded,
    recomputed,
    differences: differencesOf(decision, JSON.parse(recomputed)),
  };
}
