import {
  daysSince,
  LAST_CONVERSATION,
  lastConversationAtMs,
  nextDaySince,
} from '../expression/fact-functions.ts';
import type { Counter, OptInChannel, RequestPlace, Surroundings } from '../expression/surroundings.ts';
import { wallClock, type Granularity, type WallClock } from '../expression/functions.ts';
import type { Value } from '../expression/value.ts';
import { optInIn } from './opt-in.ts';
import { firstAfter } from '../history.ts';
import type { Situation } from '../situation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.ts';
import { spanAt, type Zone } from '../time/zone.ts';
import { attemptMatch, countFrom, type AttemptMatch } from './attempt-match.ts';

/** What each counter of an expression counts: outbound attempts and reservations of the whole organization, on all channels (S27). */
export function matchesOf(counters: readonly Counter[]): ReadonlyMap<Counter, AttemptMatch> {
  return new Map(
    counters.map((counter) => [
      counter,
      attemptMatch(
        {
          scope: 'tenant',
          direction: 'outbound',
          channels: 'any',
          countedChannels: null,
          to: [],
          countBy: counter.results === null ? 'any' : { callResults: counter.results },
        },
        counter.on === 'device' ? 'device' : 'client',
      ),
    ]),
  );
}

/** How far apart the instants lie at which a clock that is read so finely shows something else; 0: at every millisecond. */
const STEP_MS: Readonly<Record<Granularity, number>> = {
  day: DAY_MS,
  hour: HOUR_MS,
  minute: MINUTE_MS,
  finer: 0,
};

/**
 * What one evaluation of an expression sees, at an instant and in a zone. It notes what was read: an expression has no other source of
 * change, so its value stays as it is until one of those changes.
 */
export class Reading implements Surroundings {
  readonly #situation: Situation;
  readonly #matches: ReadonlyMap<Counter, AttemptMatch>;
  readonly #at: Instant;
  /** Null where the expression does not read the clock. */
  readonly #zone: Zone | null;
  #stepMs = Infinity;
  #factsUntil = Infinity;

  constructor(
    situation: Situation,
    matches: ReadonlyMap<Counter, AttemptMatch>,
    at: Instant,
    zone: Zone | null,
  ) {
    this.#situation = situation;
    this.#matches = matches;
    this.#at = at;
    this.#zone = zone;
  }

  get zone(): string | null {
    return this.#zone?.name ?? null;
  }

  field(name: string): Value {
    const { fields } = this.#situation.facts;
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  attempts(counter: Counter): number {
    const match = this.#matches.get(counter);
    if (match === undefined) throw new Error('a counter is not among those that the expression reads');
    const history = this.#situation.history();
    const first = firstAfter(history, this.#at - counter.periodMs);
    this.#keepUntil((history.attempts[first]?.at ?? Infinity) + counter.periodMs);
    return countFrom(history, match, first);
  }

  daysSinceConversation(): number {
    const lastAtMs = lastConversationAtMs(this.#situation.history().attempts, this.#at);
    if (lastAtMs === null) return Infinity;
    this.#keepUntil(Math.min(nextDaySince(lastAtMs, this.#at), lastAtMs + LAST_CONVERSATION.periodMs));
    return daysSince(lastAtMs, this.#at);
  }

  place(): RequestPlace {
    return this.#situation.place();
  }

  optedIn(channel: OptInChannel): boolean | undefined {
    const { request, facts } = this.#situation;
    return optInIn(facts.fields, channel === 'request' ? request.channel : channel);
  }

  clock(granularity: Granularity): WallClock {
    if (this.#zone === null) throw new Error('an expression reads the clock and does not say so');
    const stepMs = STEP_MS[granularity];
    if (stepMs < this.#stepMs) this.#stepMs = stepMs;
    return wallClock(this.#at, this.#at + offsetMsIn(this.#zone, spanAt(this.#zone, this.#at)));
  }

  /** Whether the clock was read. */
  hasReadClock(): boolean {
    return this.#stepMs !== Infinity;
  }

  /** The earliest later instant at which anything that was read may be different; Infinity: nothing ever is; NaN: at any moment. */
  unchangedUntil(): number {
    if (this.#stepMs === 0) return Number.NaN;
    if (this.#zone === null || this.#stepMs === Infinity) return this.#factsUntil;
    const span = spanAt(this.#zone, this.#at);
    const offsetMs = offsetMsIn(this.#zone, span);
    const nextStepAt = (Math.floor((this.#at + offsetMs) / this.#stepMs) + 1) * this.#stepMs - offsetMs;
    return Math.min(this.#factsUntil, nextStepAt, this.#zone.startsAtUtc[span + 1] ?? Infinity);
  }

  #keepUntil(instantMs: number): void {
    if (instantMs < this.#factsUntil) this.#factsUntil = instantMs;
  }
}

function offsetMsIn(zone: Zone, span: number): number {
  return zone.offsetsMs[span] ?? 0;
}
