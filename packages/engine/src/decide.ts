import type { Decision } from './decision.ts';
import type { Facts } from './facts.ts';
import { nextAllowed } from './next-allowed.ts';
import type { ContactRequest } from './request.ts';
import type { Ruleset } from './ruleset.ts';
import { situationOf, type CompiledRule, type Situation } from './situation.ts';
import { callResultOfKind, type Verdict } from './verdict.ts';

/** The version that is stamped on every decision; a change of meaning changes it (S31). */
export const ENGINE_VERSION = '0.1.0';

/**
 * Decides one request: allowed only when every rule that applies passes (S1). A pure function of its arguments. Throws only where an
 * invariant of its facts is broken; a caller then has no decision, and so no permission.
 */
export function decide(request: ContactRequest, ruleset: Ruleset, facts: Facts): Decision {
  assertUsable(facts, ruleset);
  const { lookBackMs } = ruleset.factsNeeded;
  const situation = situationOf(request, facts, ruleset.clock, ruleset.zoneTable, lookBackMs);
  const verdicts: Verdict[] = [];
  const blocking: CompiledRule[] = [];
  let deciding: Verdict | null = null;
  for (const rule of ruleset.rules) {
    const verdict = rule.evaluate(situation, facts.at);
    if (verdict === null) continue;
    verdicts.push(verdict);
    if (verdict.verdict === 'pass') continue;
    deciding ??= verdict;
    blocking.push(rule);
  }
  return {
    decision: deciding === null ? 'allowed' : 'blocked',
    at: facts.at,
    nextAllowedAt: deciding === null ? null : nextAllowed(situation, ruleset, facts.at, blocking),
    verdicts,
    deciding,
    callResult: deciding === null ? null : callResultOfKind(deciding.kind),
    zones: zonesShown(situation, facts),
    ruleset: ruleset.fingerprint,
    versions: { engine: ENGINE_VERSION, zones: ruleset.zoneTable.version, numbers: facts.numbersVersion },
  };
}

/** INVARIANT: the instant lies inside the zone table. */
function assertUsable(facts: Facts, ruleset: Ruleset): void {
  if (!Number.isSafeInteger(facts.at) || facts.at < 0 || facts.at >= ruleset.zoneTable.endsAtUtc) {
    throw new RangeError(
      `the instant \`${facts.at}\` lies outside the zone table, which ends at \`${ruleset.zoneTable.endsAtUtc}\``,
    );
  }
}

function zonesShown(situation: Situation, facts: Facts): Decision['zones'] {
  const zones = situation.zonesOf('request');
  if (!zones.known) return [];
  return zones.zones.map((origin) => ({
    zone: origin.zone.name,
    from: origin.from,
    local: origin.localAt(facts.at),
  }));
}
