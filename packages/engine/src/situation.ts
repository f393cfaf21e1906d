import type { Facts } from './facts.ts';
import { historyOf, type History } from './history.ts';
import type { ContactRequest } from './request.ts';
import type { Instant } from './time/instant.ts';
import type { Zone, ZoneTable } from './time/zone.ts';
import type { Verdict } from './verdict.ts';
import {
  limitsZones,
  strictZones,
  zonesFromSource,
  type TimezoneSource,
  type ZoneFacts,
  type ZoneFallback,
  type ZoneSet,
} from './zones.ts';

/** Which of a request's clocks a rule reads. */
export type Clock = TimezoneSource | 'strict' | 'request' | 'limits';

/** What the organization says of its own clock. */
export interface OrganizationClock {
  readonly zone: string;
  readonly zoneFallback: ZoneFallback;
  /** The campaign group's timezone source; null where the request has no group or the group has not chosen (S8). */
  readonly timezoneSource: TimezoneSource | null;
}

/** A request with its facts, as the rules see it. The zones of a clock are worked out once, when the first rule asks. */
export interface Situation {
  readonly request: ContactRequest;
  readonly facts: Facts;
  /** The organization's own zone, in which list dates are days (S22); undefined where the zone table does not have it. */
  readonly organizationZone: Zone | undefined;
  zonesOf(clock: Clock): ZoneSet;
  /** The earlier attempts, made ready for counting when the first rule counts. */
  history(): History;
}

/**
 * A rule made ready: what `decide` and `nextAllowed` run.
 * INVARIANT: at every instant `at`, `evaluate` gives null or a pass exactly where `opensAgainAt` gives `at`.
 */
export interface CompiledRule {
  /** The rule's verdict at an instant; null where the rule does not apply to the request. */
  evaluate(situation: Situation, at: Instant): Verdict | null;
  /**
   * `at` itself where the rule passes there; else a later instant, before which it blocks throughout: the search goes on from it.
   * Infinity: it never ends by itself.
   */
  opensAgainAt(situation: Situation, at: Instant): number;
  /** Whether it opens and closes again by the clock, for ever; an end of any other kind of rule is known once and for all (S4). */
  readonly recurs: boolean;
}

/** Pairs a request with its facts. */
export function situationOf(
  request: ContactRequest,
  facts: Facts,
  clock: OrganizationClock,
  table: ZoneTable,
): Situation {
  const zoneFacts: ZoneFacts = {
    contact: facts.contact,
    device: facts.device,
    otherDevices: facts.otherDevices,
    organizationZone: clock.zone,
    table,
  };
  const known = new Map<Clock, ZoneSet>();
  let history: History | undefined;
  return {
    request,
    facts,
    organizationZone: table.get(clock.zone),
    zonesOf(which) {
      const before = known.get(which);
      if (before !== undefined) return before;
      const zones = zonesOfClock(which, zoneFacts, clock);
      known.set(which, zones);
      return zones;
    },
    history: () => (history ??= historyOf(facts.attempts)),
  };
}

function zonesOfClock(which: Clock, facts: ZoneFacts, clock: OrganizationClock): ZoneSet {
  switch (which) {
    case 'strict':
      return strictZones(facts);
    case 'request':
      return zonesFromSource(clock.timezoneSource ?? 'device', facts);
    case 'limits':
      return limitsZones(clock.zoneFallback, facts);
    case 'device':
    case 'contact':
    case 'contact-then-device':
    case 'contact-and-device':
      return zonesFromSource(which, facts);
  }
}
