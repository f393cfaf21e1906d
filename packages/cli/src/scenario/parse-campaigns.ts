import { fieldsOfRows, type Fields } from './fields.ts';
import type { Section } from './markdown.ts';
import { tableOf } from './parse-organization.ts';
import { nameIn } from './parse-people.ts';
import { readTimezoneSource } from './parse-rules.ts';
import { readWeekTimes } from './read-week-times.ts';
import { asIs, listOf, orNone, readName } from './read-words.ts';
import type { ScenarioGroup, ScenarioPicks } from './scenario.ts';

/** Where something stands in the file. */
interface Placed {
  readonly line: number;
}

const GROUP_COLUMNS = [
  'group',
  'timezone source',
  'hours',
  'hours source',
  'dialing profile',
  'rules',
  'lists',
];

/** Reads `### Campaign groups`. Which rules and lists there are is checked where all are known. */
export function parseGroups(
  section: Section,
  profiles: readonly ScenarioPicks[],
  fileName: string,
): readonly (ScenarioGroup & Placed)[] {
  return fieldsOfRows(tableOf(section, fileName), GROUP_COLUMNS, fileName, { unique: 'group' }).map(
    (row) => ({
      line: row.line,
      name: row.need('group', readName),
      timezoneSource: readTimezoneSource(row) ?? null,
      campaignHours: readHours(row),
      dialingProfile: row.read('dialing profile', orNone(nameIn(profiles, 'dialing profile'))) ?? null,
      ...readPicks(row),
    }),
  );
}

/** Reads `### Dialing profiles`. */
export function parseDialingProfiles(
  section: Section,
  fileName: string,
): readonly (ScenarioPicks & Placed)[] {
  const columns = ['profile', 'rules', 'lists'];
  return fieldsOfRows(tableOf(section, fileName), columns, fileName, { unique: 'profile' }).map((row) => ({
    line: row.line,
    name: row.need('profile', readName),
    ...readPicks(row),
  }));
}

function readHours(row: Fields): ScenarioGroup['campaignHours'] {
  const times = row.read('hours', orNone(readWeekTimes)) ?? null;
  const timezoneSource = readTimezoneSource(row, 'hours source');
  if (times !== null) return { timezoneSource: timezoneSource ?? 'device', times };
  if (timezoneSource !== undefined)
    throw row.fail('`hours source` stands without `hours`; write them, or leave it out', 'hours source');
  return null;
}

function readPicks(row: Fields): Pick<ScenarioPicks, 'rules' | 'lists'> {
  return {
    rules: row.read('rules', orNone(listOf(asIs))) ?? [],
    lists: row.read('lists', orNone(listOf(asIs))) ?? [],
  };
}
