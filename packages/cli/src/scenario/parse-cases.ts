import {
  CHANNELS,
  formatInstant,
  RULE_KINDS,
  suitsChannel,
  type BlockReason,
  type Channel,
  type ErrorReason,
  type Instant,
  type RuleKind,
} from '@tact/engine';
import { fieldsOfRows, type Fields } from './fields.ts';
import type { Section } from './markdown.ts';
import { ownListOf } from './bulk-opt-outs.ts';
import { contactIn, deviceIn, nameIn } from './parse-people.ts';
import { readAttributes } from './read-attributes.ts';
import { readInstant } from './read-instant.ts';
import { asIs, listOf, oneOf, orNone, readCallResult, readName } from './read-words.ts';
import { CellError, ScenarioError } from './scenario-error.ts';
import {
  EXPECTED_COLUMNS,
  type CaseCells,
  type ExpectedColumn,
  type Scenario,
  type ScenarioCase,
  type ScenarioContact,
  type ScenarioDevice,
} from './scenario.ts';

const ASKED_COLUMNS = [
  'case',
  'at',
  'asked at',
  'contact',
  'device',
  'channel',
  'group',
  'account',
  'attributes',
];
/** How far in the future of the clock an attempt may lie, milliseconds (S8). */
const CLOCK_SKEW_MS_MAX = 300_000;

/** Reads `## Cases`: one or more tables with the same meaning, each row one question. */
export function parseCases(section: Section, given: Omit<Scenario, 'cases'>): readonly ScenarioCase[] {
  const [setting] = section.settings;
  if (setting !== undefined) throw new ScenarioError(given.fileName, setting.line, 'cases stand in tables');
  const rows = section.tables.flatMap((table) =>
    fieldsOfRows(table, [...ASKED_COLUMNS, ...EXPECTED_COLUMNS], given.fileName),
  );
  if (rows.length === 0)
    throw new ScenarioError(given.fileName, section.line, 'a scenario has at least one case');
  const names = new Set<string>();
  return rows.map((row) => {
    const one = parseCase(row, given);
    if (names.has(one.name)) throw row.fail(`there is another case \`${one.name}\`; give each its own name`);
    names.add(one.name);
    return one;
  });
}

function parseCase(row: Fields, given: Omit<Scenario, 'cases'>): ScenarioCase {
  const name = row.need('case', asIs);
  const at = row.need('at', readInstant);
  const channel = row.read('channel', oneOf(CHANNELS)) ?? 'call';
  const contact = contactOf(row, given.contacts);
  const account = row.read('account', orNone(nameIn(given.accounts, 'account'))) ?? null;
  const owner = given.accounts.find((one) => one.name === account);
  if (owner !== undefined && owner.clientId !== contact.clientId)
    throw row.fail(`the account \`${owner.name}\` is not this contact's`, 'account');
  return {
    name,
    line: row.line,
    at,
    askedAt: askedAt(row, at, given.history),
    contact,
    device: deviceOf(row, contact, channel),
    channel,
    account,
    group: row.read('group', orNone(nameIn(given.groups, 'campaign group'))) ?? null,
    attributes: row.read('attributes', orNone(readAttributes)) ?? {},
    expected: expectedCells(row, given),
  };
}

/** As soon as the whole history has happened, where the case does not say when it is asked. */
function askedAt(row: Fields, at: Instant, history: Scenario['history']): Instant {
  const stated = row.read('asked at', readInstant);
  const last = history.at(-1)?.at ?? at;
  const asked = stated ?? (Math.max(at, last === at ? at : last + 1) as Instant);
  if (asked < at) throw row.fail('`asked at` lies before `at`; ask about now or about the past', 'asked at');
  if (asked === at && last - at > CLOCK_SKEW_MS_MAX)
    throw row.fail(
      `the history goes on until ${formatInstant(last)}; attempts lie at most 5 minutes after the clock (S8)`,
      'asked at',
    );
  if (asked !== at && asked < last)
    throw row.fail('`asked at` lies before the end of the history', 'asked at');
  return asked;
}

function contactOf(row: Fields, contacts: readonly ScenarioContact[]): ScenarioContact {
  const named = row.read('contact', contactIn(contacts));
  const [only, ...others] = contacts;
  if (named !== undefined) return named;
  if (only === undefined || others.length > 0)
    throw row.fail('`contact` is missing; write it, there are several');
  return only;
}

function deviceOf(row: Fields, contact: ScenarioContact, channel: Channel): ScenarioDevice {
  const suits = ({ key }: ScenarioDevice) => suitsChannel(key, channel);
  const named = row.read('device', deviceIn(contact));
  if (named !== undefined && !suits(named))
    throw row.fail(`the device is not reached by the channel \`${channel}\``, 'device');
  const device = named ?? contact.devices.find(suits);
  if (device === undefined) throw row.fail(`the contact has no device for the channel \`${channel}\``);
  return device;
}

/** Every code of a verdict that blocks: the compiler holds the table complete. */
const CODES: Readonly<Record<(BlockReason | ErrorReason)['code'], true>> = {
  opted_out: true,
  on_suppression_list: true,
  account_status: true,
  contact_date: true,
  location: true,
  location_unknown: true,
  outside_contact_times: true,
  attempts_reached: true,
  expression_false: true,
  expression_failed: true,
  missing_data: true,
  not_boolean: true,
  text_too_long: true,
  registry_unknown: true,
  registry_stale: true,
  account_missing: true,
  zone_unknown: true,
};

/** Verdicts that speak for the organization itself. */
const OWN_RULES = [
  'opt-outs',
  'account status',
  'campaign hours',
  'organization hours',
  'organization limit per day',
  'organization limit per week',
  'organization minimum interval',
];

function expectedCells(row: Fields, given: Omit<Scenario, 'cases'>): CaseCells {
  const rule = ruleIn(given);
  const readers: Readonly<Record<ExpectedColumn, (text: string) => string>> = {
    decision: oneOf(['allowed', 'blocked']),
    kind: noneOr(oneOf<RuleKind>(RULE_KINDS)),
    code: noneOr(oneOf(Object.keys(CODES))),
    rule: noneOr(rule),
    'also blocked by': noneOr((text) => listOf(rule)(text).join(', ')),
    'next allowed': noneOr((text) =>
      text === 'never' || text === 'unknown' ? text : formatInstant(readInstant(text)),
    ),
    'call result': noneOr(readCallResult),
    disposition: noneOr(readName),
    sentence: asIs,
  };
  row.need('decision', asIs);
  const cells: Partial<Record<ExpectedColumn, string>> = {};
  for (const column of EXPECTED_COLUMNS) {
    const cell = row.read(column, readers[column]);
    if (cell !== undefined) cells[column] = cell;
  }
  if (cells.decision === 'allowed') refuseReasons(row, cells);
  return cells;
}

/** An allowed case has no reason to be held to. */
function refuseReasons(row: Fields, cells: CaseCells): void {
  for (const column of EXPECTED_COLUMNS)
    if (column !== 'decision' && (cells[column] ?? '-') !== '-')
      throw row.fail(`a case that is allowed has no \`${column}\`; write \`-\`, or leave it empty`, column);
}

function noneOr(reader: (text: string) => string): (text: string) => string {
  return (text) => (text === '-' ? '-' : reader(text));
}

function ruleIn(given: Omit<Scenario, 'cases'>): (text: string) => string {
  const names = [
    ...OWN_RULES,
    ...given.contactDates.map(({ label }) => label),
    ...[
      ...given.lists,
      ...ownListOf(given),
      ...given.locationRules,
      ...given.contactTimes,
      ...given.attemptRules,
      ...given.customRules,
    ].map(({ name }) => name),
  ];
  return (text) => {
    if (!names.includes(text))
      throw new CellError(`there is no rule, list or date \`${text}\` in this scenario`);
    return text;
  };
}
