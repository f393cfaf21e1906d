import {
  LIMITS,
  NO_LIMITS,
  type OrganizationLimits,
  type OrganizationRules,
  type Span,
  spanProblem,
} from '@tact/engine';
import { zoneTable } from '@tact/places';
import { fieldsOfRows, fieldsOfSettings, type Fields } from './fields.ts';
import type { Section, Table } from './markdown.ts';
import { readEdge, readInstant } from './read-instant.ts';
import { readWeekTimes } from './read-week-times.ts';
import {
  listOf,
  oneOf,
  orNone,
  readChannels,
  readDeviceEntry,
  readName,
  readYesNo,
  wholeNumber,
} from './read-words.ts';
import { CellError, ScenarioError } from './scenario-error.ts';
import type { ScenarioList } from './scenario.ts';

const DAY_MS = 86_400_000;

/** Reads `### Organization`. */
export function parseOrganization(section: Section, fileName: string): OrganizationRules {
  const fields = fieldsOfSettings(section, ['zone', 'hours', 'limits', 'zone fallback'], fileName);
  return {
    zone: fields.need('zone', readZone),
    zoneFallback: fields.read('zone fallback', oneOf(['number', 'organization'])) ?? 'number',
    allowedHours: fields.need('hours', readWeekTimes),
    limits: fields.read('limits', readLimits) ?? NO_LIMITS,
  };
}

/** Reads a name of the zone table. */
export function readZone(text: string): string {
  if (zoneTable().get(text) === undefined)
    throw new CellError(`\`${text}\` is no time zone; use a name such as \`America/New_York\``);
  return text;
}

/** `3 a day, 7 a week, 4 hours apart`, in this order, each at most once; or `none`. */
function readLimits(text: string): OrganizationLimits {
  if (text === 'none') return NO_LIMITS;
  const match = /^(?:(\d+) a day)?(?:(?:^|, )(\d+) a week)?(?:(?:^|, )(\d+) hours? apart)?$/.exec(text);
  if (match === null)
    throw new CellError(
      `\`${text}\` is not \`3 a day, 7 a week, 4 hours apart\`, or a part of it, or \`none\``,
    );
  const [, perDay, perWeek, hours] = match;
  const count = (value: string | undefined, max: number) =>
    value === undefined ? null : wholeNumber(1, max)(value);
  return {
    attemptsPerDayMax: count(perDay, LIMITS.attemptsCountMax),
    attemptsPerWeekMax: count(perWeek, LIMITS.attemptsCountMax),
    intervalHoursMin: count(hours, LIMITS.lookBackDaysMax * 24),
  };
}

const LIST_KEYS = [
  'type',
  'required',
  'channels',
  'expires',
  'registry age',
  'registry version',
  'registry coverage',
];

/** Reads `### Suppression list: NAME` with its table of entries. */
export function parseSuppressionList(section: Section, name: string, fileName: string): ScenarioList {
  const fields = fieldsOfSettings(section, LIST_KEYS, fileName, { tables: true });
  const type = fields.need('type', oneOf(['device', 'client']));
  const ageMsMax = fields.read('registry age', readDays);
  const versionAt = fields.read('registry version', (text) =>
    text === 'never loaded' ? null : readInstant(text),
  );
  const coverage = fields.read('registry coverage', listOf(readPrefix));
  const given = [ageMsMax, versionAt, coverage].filter((value) => value !== undefined).length;
  if (given !== 0 && given !== 3)
    throw fields.fail(
      'a registry list has `registry age`, `registry version` and `registry coverage`; write all three',
    );
  return {
    name,
    type,
    required: fields.need('required', readYesNo),
    channels: fields.read('channels', readChannels) ?? 'any',
    expires: fields.read('expires', (text) => (text === 'never' ? null : readEdge(text))) ?? null,
    registry:
      ageMsMax === undefined || coverage === undefined
        ? null
        : { ageMsMax, versionAt: versionAt ?? null, coverage },
    entries: section.tables.flatMap((table) => parseEntries(table, type, fileName)),
  };
}

function parseEntries(table: Table, type: ScenarioList['type'], fileName: string): ScenarioList['entries'] {
  return fieldsOfRows(table, ['entry', 'from', 'until'], fileName).map((row) => {
    const value = row.need('entry', type === 'device' ? readDeviceEntry : readName);
    const span = {
      from: row.read('from', orNone(readEdge)) ?? null,
      until: row.read('until', orNone(readEdge)) ?? null,
    };
    refuseSpan(row, span);
    return { value, ...span };
  });
}

/** Refuses a span that ends before it starts, as it would be refused at save. */
export function refuseSpan(row: Fields, span: Span): void {
  const problem = spanProblem(span);
  if (problem !== undefined) throw row.fail(problem);
}

function readDays(text: string): number {
  const match = /^(\d+) days?$/.exec(text);
  if (match === null) throw new CellError(`\`${text}\` is not \`31 days\``);
  return Number(match[1]) * DAY_MS;
}

function readPrefix(text: string): string {
  if (!/^\+\d{1,15}$/.test(text))
    throw new CellError(`\`${text}\` is no prefix of numbers; write one such as \`+1212\``);
  return text;
}

/** The one table of a section that has nothing else. */
export function tableOf(section: Section, fileName: string): Table {
  const [setting] = section.settings;
  if (setting !== undefined)
    throw new ScenarioError(
      fileName,
      setting.line,
      `\`${section.heading}\` is a table; write \`${setting.key}\` as a column`,
    );
  const [table, second] = section.tables;
  if (table === undefined)
    throw new ScenarioError(
      fileName,
      section.line,
      `\`${section.heading}\` has no table; write one, or leave the heading out`,
    );
  if (second !== undefined)
    throw new ScenarioError(fileName, second.line, `\`${section.heading}\` has two tables; make them one`);
  return table;
}
