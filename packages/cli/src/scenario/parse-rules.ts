import {
  DEFAULT_COUNTED_CALL_RESULTS,
  DEVICE_POSITION_MAX,
  DEVICE_TYPES,
  LIMITS,
  ruleKindModules,
  TIMEZONE_SOURCES,
  type AttemptRule,
  type ContactTimesRule,
  type CountBy,
  type LocationEntry,
  type Period,
  type RuleProblem,
} from '@tact/engine';
import { countryCode, regionCode } from '@tact/places';
import { fieldsOfSettings, type Fields } from './fields.ts';
import type { Section } from './markdown.ts';
import { readWeekTimes, readWindow } from './read-week-times.ts';
import {
  anyOrListOf,
  asIs,
  listOf,
  oneOf,
  orNone,
  readCallResult,
  readChannels,
  readName,
  readYesNo,
  wholeNumber,
} from './read-words.ts';
import { CellError } from './scenario-error.ts';
import type { ScenarioRule } from './scenario.ts';

/** Keys that rules of all kinds have. */
export const COMMON_KEYS = ['required', 'priority', 'disposition'];
/** Keys that choose among a contact's devices. */
export const SELECTION_KEYS = ['devices', 'device types'];

const ATTEMPT_KEYS = [
  ...COMMON_KEYS,
  'blocks at',
  'direction',
  'period',
  'between times',
  'counts',
  'counted by',
  'scope',
  'channels',
  'counted channels',
  'to',
  ...SELECTION_KEYS,
];

/** Reads `### Attempt rule: NAME`. */
export function parseAttemptRule(
  section: Section,
  name: string,
  fileName: string,
): ScenarioRule<AttemptRule> {
  const fields = fieldsOfSettings(section, ATTEMPT_KEYS, fileName);
  const counted = fields.need('counted by', oneOf(['client', 'device', 'client and device', 'account']));
  const conditions: AttemptRule = {
    scope:
      fields.read('scope', oneOf(['tenant', 'campaign group'])) === 'campaign group'
        ? 'campaign-group'
        : 'tenant',
    count: fields.need('blocks at', readCount),
    direction: fields.read('direction', oneOf(['outbound', 'inbound', 'any'])) ?? 'outbound',
    period: fields.need('period', readPeriod),
    countBy: fields.need('counts', readCountBy),
    using: counted === 'client and device' ? 'client-and-device' : counted,
    channels: fields.read('channels', readChannels) ?? 'any',
    countedChannels: fields.read('counted channels', readChannels) ?? null,
    ...readSelection(fields),
    to: fields.read('to', readLocations) ?? [],
    betweenTimes: fields.read('between times', readWindow) ?? null,
  };
  refuseProblems(ruleKindModules.attempt.problemsOf(conditions), fields);
  return { ...readCommon(fields, name), conditions };
}

const CONTACT_TIMES_KEYS = [
  ...COMMON_KEYS,
  'country',
  'regions',
  'timezone source',
  'strict',
  'times',
  ...SELECTION_KEYS,
];

/** Reads `### Contact times: NAME`. */
export function parseContactTimes(
  section: Section,
  name: string,
  fileName: string,
): ScenarioRule<ContactTimesRule> {
  const fields = fieldsOfSettings(section, CONTACT_TIMES_KEYS, fileName);
  const conditions: ContactTimesRule = {
    country: fields.need('country', (text) => (text === 'any' ? 'any' : readCountry(text))),
    regions: fields.read('regions', listOf(readRegion)) ?? [],
    timezoneSource: readTimezoneSource(fields) ?? 'device',
    strict: fields.read('strict', readYesNo) ?? false,
    times: fields.need('times', readWeekTimes),
    ...readSelection(fields),
  };
  refuseProblems(ruleKindModules['contact-times'].problemsOf(conditions), fields);
  return { ...readCommon(fields, name), conditions };
}

/** Reads `timezone source`, or a field of another name that says the same; undefined where it was left out or is `-`. */
export function readTimezoneSource(
  fields: Fields,
  name = 'timezone source',
): ContactTimesRule['timezoneSource'] | undefined {
  const words = TIMEZONE_SOURCES.map((source) => source.replaceAll('-', ' '));
  const chosen = fields.read(name, orNone(oneOf(words)));
  return TIMEZONE_SOURCES.find((source) => source.replaceAll('-', ' ') === chosen);
}

/** Reads what rules of all kinds have. */
export function readCommon(fields: Fields, name: string): Omit<ScenarioRule<unknown>, 'conditions'> {
  return {
    name,
    required: fields.need('required', readYesNo),
    priority: fields.need('priority', wholeNumber(1, LIMITS.priorityMax)),
    dispositionCode: fields.read('disposition', readName) ?? null,
  };
}

/** Reads which of a contact's devices a rule is for. */
export function readSelection(fields: Fields): Pick<AttemptRule, 'devices' | 'deviceTypes'> {
  return {
    devices: fields.read('devices', anyOrListOf(wholeNumber(1, DEVICE_POSITION_MAX))) ?? 'any',
    deviceTypes: fields.read('device types', anyOrListOf(oneOf(DEVICE_TYPES))) ?? 'any',
  };
}

function readCount(text: string): number {
  const match = /^(\d+) attempts?$/.exec(text);
  if (match === null) throw new CellError(`\`${text}\` is not \`3 attempts\``);
  return wholeNumber(1, LIMITS.attemptsCountMax)(match[1] ?? '');
}

function readPeriod(text: string): Period {
  if (text === 'today') return { kind: 'today' };
  const local = /^(\d+) local days?$/.exec(text);
  if (local !== null)
    return { kind: 'local-days', days: wholeNumber(1, LIMITS.lookBackDaysMax)(local[1] ?? '') };
  const rolling = /^last (\d+) (minute|hour|day)s?$/.exec(text);
  if (rolling === null)
    throw new CellError(`\`${text}\` is no period; write \`today\`, \`7 local days\` or \`last 24 hours\``);
  const amount = wholeNumber(1, LIMITS.lookBackDaysMax * 24 * 60)(rolling[1] ?? '');
  return { kind: 'rolling', amount, unit: `${oneOf(['minute', 'hour', 'day'])(rolling[2] ?? '')}s` };
}

function readCountBy(text: string): CountBy {
  if (text === 'any result') return 'any';
  if (text === 'the twelve default results') return { callResults: DEFAULT_COUNTED_CALL_RESULTS };
  const match = /^(results|dispositions) (.+)$/.exec(text);
  if (match === null) {
    throw new CellError(
      `\`${text}\` is not understood; write \`any result\`, \`the twelve default results\`, \`results Busy, No Answer\` or \`dispositions PTP\``,
    );
  }
  const list = match[2] ?? '';
  return match[1] === 'results'
    ? { callResults: listOf(readCallResult)(list) }
    : { dispositions: listOf(readName)(list) };
}

/** Reads `region US-NY and area code 212; country CA`: parts are and-ed, entries are or-ed (S20). */
export function readLocations(text: string): readonly LocationEntry[] {
  return text
    .split(';')
    .map(
      (entry) =>
        Object.assign({}, ...entry.split(' and ').map((part) => readPart(part.trim()))) as LocationEntry,
    );
}

function readPart(text: string): LocationEntry {
  const match = /^(country|region|area code|postal code) (\S.*)$/.exec(text);
  const value = match?.[2] ?? '';
  switch (match?.[1]) {
    case 'country':
      return { country: readCountry(value) };
    case 'region':
      return { region: readRegion(value) };
    case 'area code':
      return { areaCode: asIs(value) };
    case 'postal code':
      return { postalCode: asIs(value) };
    default:
      throw new CellError(
        `\`${text}\` is no location; write \`country US\`, \`region US-NY\`, \`area code 212\` or \`postal code 100*\``,
      );
  }
}

function readCountry(text: string): NonNullable<LocationEntry['country']> {
  const code = /^[A-Z]{2}$/.test(text) ? countryCode(text) : null;
  if (code === null)
    throw new CellError(`\`${text}\` is no country; use a code of two letters such as \`US\``);
  return code;
}

function readRegion(text: string): NonNullable<LocationEntry['region']> {
  const country = /^[A-Z]{2}-/.test(text) ? countryCode(text.slice(0, 2)) : null;
  const code = country === null ? null : regionCode(country, text.slice(3));
  if (code !== text) throw new CellError(`\`${text}\` is no region; use a code such as \`US-NY\``);
  return code;
}

/** Refuses a rule that would be refused at save. */
export function refuseProblems(problems: readonly RuleProblem[], fields: Fields): void {
  const [first] = problems;
  if (first !== undefined) throw fields.fail(first.sentence);
}
