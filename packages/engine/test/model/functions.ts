import type { AttemptFact, Zone } from '../../src/index.ts';
import { DAY_MS, UNIT_MS, wallClock } from './clock.ts';
import type { World } from './world.ts';

const WEEKDAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'];
const REACHED: readonly string[] = ['Answer', 'Transferred', 'Conferenced', 'Picked Up'];
const ANSWERS: Readonly<Record<string, boolean>> = { true: true, yes: true, y: true, 1: true, false: false, no: false, n: false, 0: false }; // prettier-ignore

/** What the guide says of the functions that ask for facts by name, once more: each gives undefined where nothing is known. */
export function factFunctions({ facts, request }: World, at: number, zone: Zone | null) {
  const { contact, device } = facts;
  const hasAddress =
    contact.country !== null ||
    contact.region !== null ||
    contact.postalCode !== null ||
    contact.isUnreadable === true;
  const regions = hasAddress ? [contact.region] : device.regions;
  const clock = zone === null ? undefined : wallClock(zone, at);
  return {
    State: () => (regions.length === 1 ? regions[0]?.split('-')[1] : undefined),
    Country: () => (hasAddress ? contact.country : device.country) ?? undefined,
    Zone: () => zone?.name,
    LocalHour: () => (clock === undefined ? undefined : Math.floor(clock.timeMs / UNIT_MS.hours)),
    Weekday: () => (clock === undefined ? undefined : WEEKDAYS[clock.day % 7]),
    DaysSinceLastConversation: () => daysSinceReached(facts.attempts, at),
    HasOptedIn: (channel: string = request.channel) => {
      return ANSWERS[String(facts.fields[`opted_in_${channel.toLowerCase()}`]).trim().toLowerCase()];
    },
  };
}

/** Whole days since a call that reached the contact, or may have. */
function daysSinceReached(attempts: readonly AttemptFact[], at: number): number {
  const days = attempts
    .filter(({ sameClient, channel }) => sameClient && channel === 'call')
    .filter(({ callResult }) => REACHED.includes(callResult ?? 'Answer') || callResult === 'Unknown')
    .filter((attempt) => attempt.at > at - 366 * DAY_MS)
    .map((attempt) => Math.floor((at - Math.min(attempt.at, at)) / DAY_MS));
  return Math.min(...days);
}
