import type { OptOutFact } from '../facts.ts';
import { beginsAfter, endsAt, formatEdge, isInForce } from '../span.ts';
import type { CompiledRule, Situation } from '../situation.ts';
import type { Instant } from '../time/instant.ts';
import { verdictOf, type RuleName, type Verdict } from '../verdict.ts';

const NAME: RuleName = { kind: 'opt-out', ruleId: null, rule: 'opt-outs', dispositionCode: null };
const PASS = verdictOf(NAME, 'pass', { code: 'not_opted_out' });

/** The condition that nobody switches off: a contact who opted out is not contacted (S21). */
export const optOutRule: CompiledRule = {
  recurs: false,
  evaluate(situation, at) {
    const optOut = optOutInForce(situation, at);
    if (optOut === 'zone unknown') return zoneUnknown(NAME, situation.organizationZoneName);
    if (optOut === undefined) return PASS;
    const { id, by, from, until } = optOut;
    return verdictOf(NAME, 'block', {
      code: 'opted_out',
      facts: { optOutId: id, by, from: formatEdge(from) ?? '', until: formatEdge(until) },
    });
  },
  opensAgainAt(situation, at) {
    const optOut = optOutInForce(situation, at);
    if (optOut === 'zone unknown') return Infinity;
    if (optOut === undefined || situation.organizationZone === undefined) return at;
    return endsAt(optOut.until, situation.organizationZone, at);
  },
  passesUntil({ facts, organizationZone: zone }, at) {
    if (zone === undefined) return Infinity;
    return facts.optOuts.reduce((until, { from }) => Math.min(until, beginsAfter(from, zone, at)), Infinity);
  },
};

/** An error for dates that cannot be read because the organization's own zone is not in the zone table. */
export function zoneUnknown(name: RuleName, zone: string | null = null): Verdict {
  return verdictOf(name, 'error', { code: 'zone_unknown', facts: { zone } });
}

/** Of the opt-outs in force the one that lasts longest, the first of equals. */
function optOutInForce(situation: Situation, at: Instant): OptOutFact | 'zone unknown' | undefined {
  const { organizationZone: zone, request, facts } = situation;
  if (facts.optOuts.length === 0) return undefined;
  if (zone === undefined) return 'zone unknown';
  let found: OptOutFact | undefined;
  let foundEndsAt = -Infinity;
  for (const optOut of facts.optOuts) {
    if (optOut.channels !== 'any' && !optOut.channels.includes(request.channel)) continue;
    if (!isInForce(optOut, zone, at)) continue;
    const optOutEndsAt = endsAt(optOut.until, zone, at);
    if (optOutEndsAt > foundEndsAt) [found, foundEndsAt] = [optOut, optOutEndsAt];
  }
  return found;
}
