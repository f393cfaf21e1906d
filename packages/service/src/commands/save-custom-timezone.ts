import type { CustomTimezoneChangeJson, NewCustomTimezoneJson } from '@tact/api';
import { areaCodeProblemAfter, CUSTOM_TIMEZONES_MAX, zoneTable } from '@tact/places';
import type { CustomTimezoneFields, StoredCustomTimezone } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** E.164: no number has more digits, so a longer prefix would fit none. */
export const PREFIX_DIGITS_MAX = 15;

/** Creates one line of the custom timezone map. It holds for every request from the return on (S5). */
export function createCustomTimezone(
  { store }: Parts,
  { organizationId, actor }: Caller,
  json: NewCustomTimezoneJson,
): Promise<StoredCustomTimezone> {
  const line = checked({ ...json, exchange: json.exchange ?? null });
  return store.customTimezones.create(organizationId, line, actor, CUSTOM_TIMEZONES_MAX);
}

/** Changes the named fields of a line. */
export async function updateCustomTimezone(
  { store }: Parts,
  { organizationId, actor }: Caller,
  id: string,
  { version, ...change }: CustomTimezoneChangeJson,
): Promise<StoredCustomTimezone> {
  const { customTimezones } = store;
  const current = found(await customTimezones.get(organizationId, id), 'custom timezone');
  if (current.version !== version) throw versionConflict(current.version);
  const line = checked({
    countryCode: change.countryCode ?? current.countryCode,
    areaCode: change.areaCode ?? current.areaCode,
    exchange: change.exchange === undefined ? current.exchange : change.exchange,
    timezone: change.timezone ?? current.zone,
  });
  return onVersion(
    () => customTimezones.update(organizationId, id, version, line, actor),
    () => customTimezones.get(organizationId, id),
  );
}

/** All digits of a line. */
export function prefixOf({ countryCode, areaCode, exchange }: Omit<CustomTimezoneFields, 'zone'>): string {
  return `${countryCode}${areaCode}${exchange ?? ''}`;
}

/** The zone's own name for any of its names; undefined where there is none such. */
export function readZoneName(name: string): string | undefined {
  return zoneTable().get(name)?.name;
}

function checked(json: Required<NewCustomTimezoneJson>): CustomTimezoneFields {
  const { areaCode, exchange } = json;
  const zone = readZoneName(json.timezone);
  if (zone === undefined)
    throw new CommandError(
      'zone_unknown',
      `\`${json.timezone}\` is no time zone; use a name such as \`America/New_York\``,
      { path: '/timezone' },
    );
  const line = { countryCode: json.countryCode.replace('+', ''), areaCode, exchange, zone };
  if (prefixOf(line).length > PREFIX_DIGITS_MAX)
    throw new CommandError(
      'prefix_invalid',
      `country code, area code and exchange have more than ${PREFIX_DIGITS_MAX} digits together; write fewer`,
      { path: '/exchange' },
    );
  const sentence = areaCodeProblemAfter(line.countryCode, areaCode);
  if (sentence !== undefined) throw new CommandError('prefix_invalid', sentence, { path: '/areaCode' });
  return line;
}
