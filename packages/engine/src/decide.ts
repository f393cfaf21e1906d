import type { Decision, DecisionVersions, Judgement, ShownZone } from './decision.ts';
import type { Facts } from './facts.ts';
import { nextAllowed } from './next-allowed.ts';
import type { ContactRequest } from './request.ts';
import type { Ruleset } from './ruleset.ts';
import { situationOf, type Opening, type Situation } from './situation.ts';
import { callResultOfKind, type Verdict } from './verdict.ts';
import type { ZoneOrigin } from './zones.ts';

/** The version that is stamped on every decision; a change of meaning changes it (S31). */
export const ENGINE_VERSION = '0.1.5';

/**
 * Decides one request: allowed only when every rule that applies passes (S1). A pure function of its arguments. Throws only where an
 * invariant of its facts is broken; a caller then has no decision, and so no permission.
 */
export function decide(request: ContactRequest, ruleset: Ruleset, facts: Facts): Decision {
  const situation = situationIn(request, ruleset, facts);
  const { decision, at, verdicts, deciding, callResult, zones, versions } = judgementOf(situation, ruleset);
  return {
    decision,
    at,
    nextAllowedAt:
      deciding === null ? null : nextAllowed(situation, ruleset, at, blockers.slice(0, blockersCount)),
    verdicts,
    deciding,
    callResult,
    zones,
    ruleset: ruleset.fingerprint,
    versions,
  };
}

/** Judges one request: as `decide`, without looking for the next allowed instant, which nobody needs who looks back. */
export function judge(request: ContactRequest, ruleset: Ruleset, facts: Facts): Judgement {
  return judgementOf(situationIn(request, ruleset, facts), ruleset);
}

function situationIn(request: ContactRequest, ruleset: Ruleset, facts: Facts): Situation {
  assertUsable(facts, ruleset);
  return situationOf(request, facts, ruleset.clock, ruleset.zoneTable, ruleset.factsNeeded.lookBackMs);
}

/** What the rules answer; which of them do not pass stands first in `blockers` until the next judgement. */
function judgementOf(situation: Situation, ruleset: Ruleset): Judgement {
  const { facts } = situation;
  const { at } = facts;
  const { rules } = ruleset;
  let count = 0;
  let deciding: Verdict | null = null;
  blockersCount = 0;
  // Index loops here and in the rules: an iterator over a frozen array costs more than a rule.
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Ruleset['rules'][number];
    const answer = rule.evaluate(situation, at);
    if (answer === null) continue;
    let blocks: Verdict | null = null;
    if (isOne(answer)) {
      given[count++] = answer;
      if (answer.verdict !== 'pass') blocks = answer;
    } else {
      for (let k = 0; k < answer.length; k++) {
        const verdict = answer[k] as Verdict;
        given[count++] = verdict;
        if (verdict.verdict !== 'pass') blocks ??= verdict;
      }
    }
    if (blocks === null) continue;
    deciding ??= blocks;
    blockers[blockersCount++] = rule;
  }
  return {
    decision: deciding === null ? 'allowed' : 'blocked',
    at,
    verdicts: firstGiven(count),
    deciding,
    callResult: deciding === null ? null : callResultOfKind(deciding.kind),
    zones: zonesShown(situation, facts),
    ruleset: ruleset.fingerprint,
    versions: versionsOf(ruleset, facts),
  };
}

/** Where rules that do not pass, and verdicts, stand until it is known how many there are. A judgement ends before another begins. */
const blockers: Opening[] = [];
let blockersCount = 0;
const given: Verdict[] = [];

/** A list of the right size: one that grows with its verdicts, or is cut, costs more than most rules. */
function firstGiven(count: number): readonly Verdict[] {
  const verdicts = new Array<Verdict>(count);
  for (let i = 0; i < count; i++) verdicts[i] = given[i] as Verdict;
  return verdicts;
}

function isOne(answer: Verdict | readonly Verdict[]): answer is Verdict {
  return !Array.isArray(answer);
}

/** The versions that were shown last: those of nearly all decisions of a process, so one object serves them. */
let shownLast: DecisionVersions = { engine: ENGINE_VERSION, zones: '', numbers: '' };

function versionsOf({ zoneTable }: Ruleset, { numbersVersion }: Facts): DecisionVersions {
  if (shownLast.zones !== zoneTable.version || shownLast.numbers !== numbersVersion)
    shownLast = { engine: ENGINE_VERSION, zones: zoneTable.version, numbers: numbersVersion };
  return shownLast;
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
  const { length } = zones.zones;
  const shown = new Array<ShownZone>(length);
  for (let i = 0; i < length; i++) {
    const origin = zones.zones[i] as ZoneOrigin;
    shown[i] = { zone: origin.zone.name, from: origin.from, localMs: origin.localMsAt(facts.at) };
  }
  return shown;
}
