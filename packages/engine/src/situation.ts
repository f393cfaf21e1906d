import { requestPlace } from './expression/fact-functions.ts';
import type { RequestPlace } from './expression/surroundings.ts';
import type { Facts } from './facts.ts';
import { historyOf, type History } from './history.ts';
import type { ContactRequest } from './request.ts';
import { Reading } from './rules/custom-reading.ts';
import { requestBits, type RequestBits } from './rules/selection.ts';
import type { Instant } from './time/instant.ts';
import type { Zone, ZoneTable } from './time/zone.ts';
import type { Verdict } from './verdict.ts';
import {
  limitsZones,
  strictZones,
  zonesFromSource,
  type TimezoneSource,
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
export class Situation {
  readonly request: ContactRequest;
  readonly facts: Facts;
  /** What the rules select requests by. */
  readonly bits: RequestBits;
  /** The organization's own zone, in which list dates are days (S22); undefined where the zone table does not have it. */
  readonly organizationZone: Zone | undefined;
  readonly #clock: OrganizationClock;
  readonly #table: ZoneTable;
  readonly #lookBackMs: number;
  #history: History | undefined;
  #place: RequestPlace | undefined;
  #reading: Reading | undefined;
  #device: ZoneSet | undefined;
  #contact: ZoneSet | undefined;
  #contactThenDevice: ZoneSet | undefined;
  #contactAndDevice: ZoneSet | undefined;
  #strict: ZoneSet | undefined;
  #limits: ZoneSet | undefined;

  constructor(
    request: ContactRequest,
    facts: Facts,
    clock: OrganizationClock,
    table: ZoneTable,
    lookBackMs: number,
  ) {
    this.request = request;
    this.facts = facts;
    this.bits = requestBits(request);
    this.organizationZone = zoneNamed(clock.zone, table);
    this.#clock = clock;
    this.#table = table;
    this.#lookBackMs = lookBackMs;
  }

  /** The organization's zone as it is called, whether or not the zone table has it. */
  get organizationZoneName(): string {
    return this.#clock.zone;
  }

  /** The zones of a clock, at least one, all of which must agree; or why there are none. */
  zonesOf(clock: Clock): ZoneSet {
    switch (clock) {
      case 'request':
        return this.zonesOf(this.#clock.timezoneSource ?? 'device');
      case 'device':
        return (this.#device ??= this.#zonesFrom('device'));
      case 'contact':
        return (this.#contact ??= this.#zonesFrom('contact'));
      case 'contact-then-device':
        return (this.#contactThenDevice ??= this.#zonesFrom('contact-then-device'));
      case 'contact-and-device':
        return (this.#contactAndDevice ??= this.#zonesFrom('contact-and-device'));
      case 'strict':
        return (this.#strict ??= strictZones(this.facts, this.#clock.zone, this.#table));
      case 'limits':
        return (this.#limits ??= limitsZones(
          this.#clock.zoneFallback,
          this.facts,
          this.#clock.zone,
          this.#table,
        ));
    }
  }

  /** The earlier attempts that any rule looks at, made ready for counting when the first rule counts. */
  history(): History {
    return (this.#history ??= historyOf(this.facts.attempts, this.facts.at - this.#lookBackMs));
  }

  /** Where the request goes, as expressions are told. */
  place(): RequestPlace {
    return (this.#place ??= requestPlace(this.facts.contact, this.facts.device));
  }

  /** What expressions see that do not read the clock: all of them the same. */
  readingAt(at: Instant): Reading {
    if (at !== this.facts.at) return new Reading(this, at, null);
    return (this.#reading ??= new Reading(this, at, null));
  }

  #zonesFrom(source: TimezoneSource): ZoneSet {
    return zonesFromSource(source, this.facts, this.#clock.zone, this.#table);
  }
}

/** The organization's zone that was asked for last: the one of the next request too, mostly, and a look-up costs as much as a rule. */
let zoneLast:
  { readonly name: string; readonly table: ZoneTable; readonly zone: Zone | undefined } | undefined;

function zoneNamed(name: string, table: ZoneTable): Zone | undefined {
  if (zoneLast?.name !== name || zoneLast.table !== table) zoneLast = { name, table, zone: table.get(name) };
  return zoneLast.zone;
}

/**
 * A rule made ready: what `decide` and `nextAllowed` run.
 * INVARIANT: at every instant `at`, `evaluate` gives null or a pass exactly where `opensAgainAt` gives `at`.
 */
export interface CompiledRule extends Opening {
  /** The rule's verdict at an instant; null where the rule does not apply to the request. */
  evaluate(situation: Situation, at: Instant): Verdict | null;
}

/** Rules of one kind made ready together, because one look answers all of them. INVARIANT: all pass exactly where `opensAgainAt` gives `at`. */
export interface CompiledRules extends Opening {
  /** The verdict of each rule at an instant, in their order. */
  evaluate(situation: Situation, at: Instant): readonly Verdict[];
}

/** When a rule passes, and how long. */
export interface Opening {
  /**
   * `at` itself where the rule passes there; else a later instant, before which it blocks throughout: the search goes on from it.
   * Infinity: it never ends by itself. NaN: it cannot be told.
   */
  opensAgainAt(situation: Situation, at: Instant): number;
  /**
   * Where the rule passes at `at`: a later instant, before which it passes throughout; it need not block there. Infinity: it passes for ever, if
   * nothing else happens. NaN: it cannot be told. Where it does not pass the answer means nothing.
   */
  passesUntil(situation: Situation, at: Instant): number;
  /** Whether it opens and closes again by the clock, for ever; an end of any other kind of rule is known once and for all (S4). */
  readonly recurs: boolean;
}

/** Pairs a request with its facts; attempts older than `lookBackMs` are of no interest to its rules. */
export function situationOf(
  request: ContactRequest,
  facts: Facts,
  clock: OrganizationClock,
  table: ZoneTable,
  lookBackMs = Infinity,
): Situation {
  return new Situation(request, facts, clock, table, lookBackMs);
}
