import type { Channel } from '../device.ts';
import type { EntryFact, SpanEdge } from '../facts.ts';
import type { SuppressionListId } from '../ids.ts';
import type { ErrorReason } from '../reason.ts';
import { beginsAfter, endsAt, formatEdge, isInForce } from '../span.ts';
import type { CompiledRule, Situation } from '../situation.ts';
import type { Instant } from '../time/instant.ts';
import { formatInstant } from '../time/local-time.ts';
import type { Zone } from '../time/zone.ts';
import { verdictOf, type RuleName } from '../verdict.ts';
import { zoneUnknown } from './opt-out.ts';
import { isSelected, selectedBits, type Choice } from './selection.ts';

/** A suppression list that applies to the request: required, or attached to its campaign group (seed A10, S22). */
export interface SuppressionList {
  readonly id: SuppressionListId;
  readonly name: string;
  readonly channels: Choice<Channel>;
  /** The list stops blocking at this edge; null: never. The earlier end of list and entry holds. */
  readonly expires: SpanEdge | null;
  /** Set for a registry list (a national do-not-call list), whose silence is worth something only where it covers the number and is fresh (S26). */
  readonly registry: { readonly ageMsMax: number } | null;
}

/** Makes the condition of one list ready. */
export function compileSuppressionList(list: SuppressionList): CompiledRule {
  const name: RuleName = { kind: 'suppression-list', ruleId: null, rule: list.name, dispositionCode: null };
  const selected = selectedBits({ channels: list.channels, devices: 'any', deviceTypes: 'any' });
  const pass = verdictOf(name, 'pass', { code: 'not_listed', facts: { list: list.name } });
  return {
    recurs: false,
    evaluate(situation, at) {
      if (!isSelected(selected, situation.bits)) return null;
      const zone = situation.organizationZone;
      if (zone === undefined) return zoneUnknown(name, situation.organizationZoneName);
      const entry = entryInForce(list, situation, zone, at);
      if (entry !== undefined)
        return verdictOf(name, 'block', {
          code: 'on_suppression_list',
          facts: entryFacts(list, entry, zone, at),
        });
      const doubt = registryDoubt(list, situation, zone, at);
      return doubt === undefined ? pass : verdictOf(name, 'error', doubt);
    },
    opensAgainAt(situation, at) {
      if (!isSelected(selected, situation.bits)) return at;
      const zone = situation.organizationZone;
      if (zone === undefined) return Infinity;
      const entry = entryInForce(list, situation, zone, at);
      const listEndsAt = endsAt(list.expires, zone, at);
      if (entry !== undefined) return Math.min(endsAt(entry.until, zone, at), listEndsAt);
      return registryDoubt(list, situation, zone, at) === undefined ? at : listEndsAt;
    },
    passesUntil({ facts, organizationZone: zone }, at) {
      if (zone === undefined) return Infinity;
      let until = Infinity;
      for (const { listId, from } of facts.entries)
        if (listId === list.id) until = Math.min(until, beginsAfter(from, zone, at));
      const versionAt = facts.registries.find(({ listId }) => listId === list.id)?.versionAt ?? null;
      if (list.registry === null || versionAt === null) return until;
      // It grows too old a millisecond after its age is reached; one that has expired before is not asked for its age.
      const staleAt = versionAt + list.registry.ageMsMax + 1;
      return staleAt > at ? Math.min(until, staleAt) : until;
    },
  };
}

/** Of the entries in force the one that lasts longest, the first of equals. */
function entryInForce(
  list: SuppressionList,
  situation: Situation,
  zone: Zone,
  at: Instant,
): EntryFact | undefined {
  let found: EntryFact | undefined;
  let foundEndsAt = -Infinity;
  const { entries } = situation.facts;
  if (entries.length === 0) return undefined;
  for (const entry of entries) {
    if (entry.listId !== list.id || !isInForce(entry, zone, at) || !isListInForce(list, zone, at)) continue;
    const entryEndsAt = endsAt(entry.until, zone, at);
    if (entryEndsAt > foundEndsAt) [found, foundEndsAt] = [entry, entryEndsAt];
  }
  return found;
}

/** Why a registry's silence about the number proves nothing; undefined where it does, or where the list is no registry. */
function registryDoubt(
  list: SuppressionList,
  situation: Situation,
  zone: Zone,
  at: Instant,
): ErrorReason | undefined {
  if (list.registry === null) return undefined;
  if (!isListInForce(list, zone, at)) return undefined;
  const { registries } = situation.facts;
  const fact = registries.find((registry) => registry.listId === list.id);
  if (fact === undefined || !fact.covered || fact.versionAt === null)
    return { code: 'registry_unknown', facts: { list: list.name, covered: fact?.covered ?? false } };
  const { ageMsMax } = list.registry;
  if (at - fact.versionAt <= ageMsMax) return undefined;
  return {
    code: 'registry_stale',
    facts: { list: list.name, versionAt: formatInstant(fact.versionAt), ageMsMax },
  };
}

function isListInForce(list: SuppressionList, zone: Zone, at: Instant): boolean {
  return isInForce({ from: null, until: list.expires }, zone, at);
}

/** The earlier end of list and entry holds (S22), so it is the one that is told. */
function entryFacts(list: SuppressionList, entry: EntryFact, zone: Zone, at: Instant) {
  const endsWithList = endsAt(list.expires, zone, at) < endsAt(entry.until, zone, at);
  return {
    listId: list.id,
    list: list.name,
    entryId: entry.entryId,
    from: formatEdge(entry.from),
    until: formatEdge(endsWithList ? list.expires : entry.until),
  };
}
