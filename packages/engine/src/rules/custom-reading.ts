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
import type { AttemptFact } from '../facts.ts';
import { firstAfter } from '../history.ts';
import type { Situation } from '../situation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../time/instant.ts';
import type { ZoneOrigin } from '../zones.ts';
import { attemptMatch, countAfter, isCounted, type AttemptMatch } from './attempt-match.ts';

/** What each counter counts, worked out when it is first asked for. */
const matches = new WeakMap<Counter, AttemptMatch>();

/** What a counter of an expression counts: outbound attempts and reservations of the whole organization, on all channels (S27). */
function matchOf(counter: Counter): AttemptMatch {
  const known = matches.get(counter);
  if (known !== undefined) return known;
  const match = attemptMatch(
    {
      scope: 'tenant',
      direction: 'outbound',
      channels: 'any',
      countedChannels: null,
      to: [],
      countBy: counter.results === null ? 'any' : { callResults: counter.results },
    },
    counter.on === 'device' ? 'device' : 'client',
  );
  matches.set(counter, match);
  return match;
}

/** What an expression sees at an instant and in a zone. */
export class Reading implements Surroundings {
  protected readonly situation: Situation;
  protected readonly at: Instant;
  /** Null where the expression does not read the clock. */
  protected readonly origin: ZoneOrigin | null;

  constructor(situation: Situation, at: Instant, origin: ZoneOrigin | null) {
    this.situation = situation;
    this.at = at;
    this.origin = origin;
  }

  get zone(): string | null {
    return this.origin?.zone.name ?? null;
  }

  field(name: string): Value {
    const { fields } = this.situation.facts;
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  attempts(counter: Counter): number {
    return countAfter(this.situation.history(), matchOf(counter), this.at - counter.periodMs);
  }

  daysSinceConversation(): number {
    const lastAtMs = lastConversationAtMs(this.situation.history(), this.at);
    return lastAtMs === null ? Infinity : daysSince(lastAtMs, this.at);
  }

  place(): RequestPlace {
    return this.situation.place();
  }

  optedIn(channel: OptInChannel): boolean | undefined {
    const { request, facts } = this.situation;
    return optInIn(facts.fields, channel === 'request' ? request.channel : channel);
  }

  clock(granularity: Granularity): WallClock {
    if (this.origin === null)
      throw new Error(`an expression reads the clock by the ${granularity} and does not say so`);
    return wallClock(this.at, this.origin.localMsAt(this.at));
  }
}

/** How far apart the instants lie at which a clock that is read so finely shows something else; 0: at every millisecond. */
const STEP_MS: Readonly<Record<Granularity, number>> = {
  day: DAY_MS,
  hour: HOUR_MS,
  minute: MINUTE_MS,
  finer: 0,
};

/**
 * The same, and it notes what was read: an expression has no other source of change, so its value stays as it is until one of those changes.
 */
export class NotedReading extends Reading {
  #stepMs = Infinity;
  #factsUntil = Infinity;

  override attempts(counter: Counter): number {
    const history = this.situation.history();
    const match = matchOf(counter);
    let next = firstAfter(history, this.at - counter.periodMs);
    // The first that it counts: the others change nothing, and more of them may be known to one who asks than to another.
    while (next < history.attempts.length && !isCounted(history.attempts[next] as AttemptFact, match)) next++;
    this.#keepUntil((history.attempts[next]?.at ?? Infinity) + counter.periodMs);
    return super.attempts(counter);
  }

  override daysSinceConversation(): number {
    const lastAtMs = lastConversationAtMs(this.situation.history(), this.at);
    if (lastAtMs !== null)
      this.#keepUntil(Math.min(nextDaySince(lastAtMs, this.at), lastAtMs + LAST_CONVERSATION.periodMs));
    return super.daysSinceConversation();
  }

  override clock(granularity: Granularity): WallClock {
    const stepMs = STEP_MS[granularity];
    if (stepMs < this.#stepMs) this.#stepMs = stepMs;
    return super.clock(granularity);
  }

  /** Whether the clock was read. */
  hasReadClock(): boolean {
    return this.#stepMs !== Infinity;
  }

  /** The earliest later instant at which anything that was read may be different; Infinity: nothing ever is; NaN: at any moment. */
  unchangedUntil(): number {
    if (this.#stepMs === 0) return Number.NaN;
    if (this.origin === null || this.#stepMs === Infinity) return this.#factsUntil;
    const localMs = this.origin.localMsAt(this.at);
    const nextStepAt = (Math.floor(localMs / this.#stepMs) + 1) * this.#stepMs - (localMs - this.at);
    const spanEndsAt = this.origin.zone.startsAtUtc[this.origin.spanAt(this.at) + 1] ?? Infinity;
    return Math.min(this.#factsUntil, nextStepAt, spanEndsAt);
  }

  #keepUntil(instantMs: number): void {
    if (instantMs < this.#factsUntil) this.#factsUntil = instantMs;
  }
}
