import type { Decision, DecisionVersions, Judgement } from './decision.ts';
import type { Facts } from './facts.ts';
import { nextAllowed } from './next-allowed.ts';
import type { ContactRequest } from './request.ts';
import type { Ruleset } from './ruleset.ts';
import { situationOf, type Opening, type Situation } from './situation.ts';
import { callResultOfKind, type Verdict } from './verdict.ts';

/** The version that is stamped on every decision; a change of meaning changes it (S31). */
export const ENGINE_VERSION = '0.1.0';

/**
 * Decides one request: allowed only when every rule that applies passes (S1). A pure function of its arguments. Throws only where an
 * invariant of its facts is broken; a caller then has no decision, and so no permission.
 */
export function decide(request: ContactRequest, ruleset: Ruleset, facts: Facts): Decision {
  const asked = ask(request, ruleset, facts);
  const { situation, verdicts, deciding, blocking } = asked;
  return {
    decision: deciding === null ? 'allowed' : 'blocked',
    at: facts.at,
    nextAllowedAt: deciding === null ? null : nextAllowed(situation, ruleset, facts.at, blocking),
    verdicts,
    deciding,
    callResult: deciding === null ? null : callResultOfKind(deciding.kind),
    zones: zonesShown(situation, facts),
    ruleset: ruleset.fingerprint,
    versions: versionsOf(ruleset, facts),
  };
}

/** Judges one request: as `decide`, without looking for the next allowed instant, which nobody needs who looks back. */
export function judge(request: ContactRequest, ruleset: Ruleset, facts: Facts): Judgement {
  const { situation, verdicts, deciding } = ask(request, ruleset, facts);
  return {
    decision: deciding === null ? 'allowed' : 'blocked',
    at: facts.at,
    verdicts,
    deciding,
    callResult: deciding === null ? null : callResultOfKind(deciding.kind),
    zones: zonesShown(situation, facts),
    ruleset: ruleset.fingerprint,
    versions: versionsOf(ruleset, facts),
  };
}

/** What the rules answered. */
interface Asked {
  readonly situation: Situation;
  readonly verdicts: readonly Verdict[];
  /** The first that does not pass. */
  readonly deciding: Verdict | null;
  readonly blocking: readonly Opening[];
}

function ask(request: ContactRequest, ruleset: Ruleset, facts: Facts): Asked {
  assertUsable(facts, ruleset);
  const { at } = facts;
  const { lookBackMs } = ruleset.factsNeeded;
  const situation = situationOf(request, facts, ruleset.clock, ruleset.zoneTable, lookBackMs);
  const { rules } = ruleset;
  const verdicts: Verdict[] = [];
  const blocking: Opening[] = [];
  let deciding: Verdict | null = null;
  // Index loops here and in the rules: an iterator over a frozen array costs more than a rule.
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Ruleset['rules'][number];
    const first = verdicts.length;
    const answer = rule.evaluate(situation, at);
    if (answer === null) continue;
    if (isOne(answer)) verdicts.push(answer);
    else for (let k = 0; k < answer.length; k++) verdicts.push(answer[k] as Verdict);
    const blocks = firstBlocking(verdicts, first);
    if (blocks === null) continue;
    deciding ??= blocks;
    blocking.push(rule);
  }
  return { situation, verdicts, deciding, blocking };
}

function isOne(answer: Verdict | readonly Verdict[]): answer is Verdict {
  return !Array.isArray(answer);
}

function firstBlocking(verdicts: readonly Verdict[], from: number): Verdict | null {
  for (let i = from; i < verdicts.length; i++) {
    const verdict = verdicts[i] as Verdict;
    if (verdict.verdict !== 'pass') return verdict;
  }
  return null;
}

function versionsOf({ zoneTable }: Ruleset, { numbersVersion }: Facts): DecisionVersions {
  return { engine: ENGINE_VERSION, zones: zoneTable.version, numbers: numbersVersion };
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
    localMs: origin.localMsAt(facts.at),
  }));
}
