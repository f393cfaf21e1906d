import { CHANNELS, type Channel } from '../device.ts';
import type { OptInChannel } from '../expression/surroundings.ts';
import type { Facts } from '../facts.ts';

/** The user data that says whether a contact has opted in to a channel: `opted_in_sms`. */
function fieldOf(channel: Channel): string {
  return `opted_in_${channel}`;
}

/** The fields that `HasOptedIn(…)` reads: those of all channels where it asks for the request's. */
export function optInFields(channels: ReadonlySet<OptInChannel>): readonly string[] {
  const named = [...channels].flatMap((channel) => (channel === 'request' ? CHANNELS : [channel]));
  return [...new Set(named.map(fieldOf))];
}

/** Whether a contact has opted in to a channel; undefined where nothing says so: that is missing data, not a no (S27). */
export function optInIn(fields: Facts['fields'], channel: Channel): boolean | undefined {
  const value = fields[fieldOf(channel)];
  switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
    case true:
    case 1:
    case 'true':
    case 'yes':
    case 'y':
    case '1':
      return true;
    case false:
    case 0:
    case 'false':
    case 'no':
    case 'n':
    case '0':
      return false;
    default:
      return undefined;
  }
}
