import { makeCustomTimezones, zoneTable } from '@tact/places';
import { fieldsOfRows } from './fields.ts';
import type { Section } from './markdown.ts';
import { readZone, tableOf } from './parse-organization.ts';
import { orNone } from './read-words.ts';
import { CellError } from './scenario-error.ts';
import type { ScenarioCustomTimezone } from './scenario.ts';

const COLUMNS = ['country code', 'area code', 'exchange', 'timezone'];

/** Reads `### Custom timezones`: zones for numbers by their first digits (seed A4). Digits that stand twice are refused, as at save (S16). */
export function parseCustomTimezones(section: Section, fileName: string): readonly ScenarioCustomTimezone[] {
  const rows = fieldsOfRows(tableOf(section, fileName), COLUMNS, fileName);
  const lines = rows.map((row) => ({
    countryCode: row.need('country code', readDigits),
    areaCode: row.need('area code', readDigits),
    exchange: row.read('exchange', orNone(readDigits)) ?? null,
    zone: row.need('timezone', readZone),
  }));
  const made = makeCustomTimezones(lines.map(prefixAndZone), zoneTable());
  if (!made.ok) throw rows[made.index]?.fail(made.sentence) ?? new Error(made.sentence);
  return lines;
}

/** A line of the map as `places` takes it. */
export function prefixAndZone({ countryCode, areaCode, exchange, zone }: ScenarioCustomTimezone) {
  return { prefix: `${countryCode}${areaCode}${exchange ?? ''}`, zone };
}

function readDigits(text: string): string {
  if (!/^\d{1,12}$/.test(text)) throw new CellError(`\`${text}\` is not digits; write them without signs`);
  return text;
}
