import type { OrganizationRules } from '@tact/engine';
import { readSections, type Section } from './markdown.ts';
import { parseBulkOptOuts } from './bulk-opt-outs.ts';
import { parseCases } from './parse-cases.ts';
import { parseDialingProfiles, parseGroups } from './parse-campaigns.ts';
import { parseContactDates } from './parse-contact-dates.ts';
import { parseCustomRule } from './parse-custom-rule.ts';
import { parseCustomTimezones } from './parse-custom-timezones.ts';
import { parseLocationRule } from './parse-location-rule.ts';
import { parseOrganization, parseSuppressionList } from './parse-organization.ts';
import { parseAccounts, parseContacts, parseHistory, parseOptOuts } from './parse-people.ts';
import { parseAttemptRule, parseContactTimes } from './parse-rules.ts';
import { readName } from './read-words.ts';
import { CellError, ScenarioError } from './scenario-error.ts';
import type { Scenario, ScenarioRule } from './scenario.ts';

/**
 * Reads a scenario (ADR 0007; format: `scenarios/README.md`). Strict: a heading, key, column, word or time that is not understood throws a
 * `ScenarioError` with the line; nothing is skipped.
 */
export function parseScenario(text: string, fileName: string): Scenario {
  const sections = readSections(text, fileName);
  const [title, given, ...rest] = sections;
  const casesAt = rest.findIndex(({ level, heading }) => level === 2 && heading === 'Cases');
  const cases = rest[casesAt];
  if (title?.level !== 1)
    throw new ScenarioError(fileName, 1, 'a scenario begins with its title, as `# Title`');
  refuseContent(title, fileName);
  if (given?.level !== 2 || given.heading !== 'Given')
    throw new ScenarioError(
      fileName,
      given?.line ?? title.line,
      'below the title and its sentences stands `## Given`',
    );
  refuseContent(given, fileName);
  if (cases === undefined)
    throw new ScenarioError(fileName, given.line, 'there is no `## Cases`; write what is to come out');
  const after = rest[casesAt + 1];
  if (after !== undefined)
    throw new ScenarioError(
      fileName,
      after.line,
      `\`${after.heading}\` stands after the cases, which come last`,
    );
  const facts = parseGiven(rest.slice(0, casesAt), given, fileName);
  const withoutCases = { fileName, title: title.heading, ...facts };
  return { ...withoutCases, cases: parseCases(cases, withoutCases) };
}

type Given = Omit<Scenario, 'fileName' | 'title' | 'cases'>;

const ONCE = [
  'Organization',
  'Custom timezones',
  'Dialing profiles',
  'Campaign groups',
  'Contacts',
  'Accounts',
  'Opt-outs',
  'Bulk opt-outs',
  'Contact dates',
  'History',
] as const;
const RULES = ['Location rule', 'Contact times', 'Attempt rule', 'Custom rule'] as const;
const NAMED = [...RULES, 'Suppression list'] as const;

/** A section of which there may be several, each with its own name. */
interface NamedSection {
  readonly section: Section;
  readonly kind: string;
  readonly name: string;
}

function parseGiven(sections: readonly Section[], given: Section, fileName: string): Given {
  const once = new Map<string, Section>();
  const named: NamedSection[] = [];
  for (const section of sections) {
    const [kind = '', ...name] = section.heading.split(': ');
    if (section.level === 3 && NAMED.some((one) => one === kind)) {
      named.push({ section, kind, name: readHeadingName(name.join(': '), section, fileName) });
    } else if (section.level === 3 && ONCE.some((one) => one === section.heading)) {
      if (once.has(section.heading))
        throw new ScenarioError(fileName, section.line, `\`${section.heading}\` stands twice; make them one`);
      once.set(section.heading, section);
    } else {
      const known = [...ONCE, ...NAMED.map((one) => `${one}: NAME`)]
        .map((one) => `\`### ${one}\``)
        .join(', ');
      throw new ScenarioError(
        fileName,
        section.line,
        `\`${section.heading}\` is no heading here; there are ${known}`,
      );
    }
  }
  return joined(once, named, given, fileName);
}

function joined(
  once: ReadonlyMap<string, Section>,
  named: readonly NamedSection[],
  given: Section,
  fileName: string,
): Given {
  const table = <Item>(heading: string, read: (section: Section) => readonly Item[]): readonly Item[] => {
    const section = once.get(heading);
    return section === undefined ? [] : read(section);
  };
  const each = <Thing>(
    kind: string,
    read: (section: Section, name: string, fileName: string) => Thing,
  ): readonly Thing[] => {
    const ofKind = named.filter((one) => one.kind === kind);
    refuseTwice(
      ofKind.map(({ name, section }) => ({ key: name, line: section.line })),
      `the name \`NAME\``,
      fileName,
    );
    return ofKind.map(({ section, name }) => read(section, name, fileName));
  };
  const attemptRules = each('Attempt rule', parseAttemptRule);
  const contactTimes = each('Contact times', parseContactTimes);
  const locationRules = each('Location rule', parseLocationRule);
  const customRules = each('Custom rule', parseCustomRule);
  refusePriorityTwice(attemptRules, linesOf(named, 'Attempt rule'), fileName);
  refusePriorityTwice(contactTimes, linesOf(named, 'Contact times'), fileName);
  refusePriorityTwice(locationRules, linesOf(named, 'Location rule'), fileName);
  refusePriorityTwice(customRules, linesOf(named, 'Custom rule'), fileName);
  const rules = [...attemptRules, ...contactTimes, ...locationRules, ...customRules];
  const lists = each('Suppression list', parseSuppressionList);
  const dialingProfiles = table('Dialing profiles', (section) => parseDialingProfiles(section, fileName));
  const groups = table('Campaign groups', (section) => parseGroups(section, dialingProfiles, fileName));
  for (const picker of [...dialingProfiles, ...groups]) refuseUnknownPicks(picker, rules, lists, fileName);
  const contacts = table('Contacts', (section) => parseContacts(section, fileName));
  const accounts = table('Accounts', (section) => parseAccounts(section, contacts, fileName));
  return {
    organization: organizationOf(once, given, fileName),
    attemptRules,
    contactTimes,
    locationRules,
    customRules,
    contactDates: table('Contact dates', (section) => parseContactDates(section, fileName)),
    lists,
    customTimezones: table('Custom timezones', (section) => parseCustomTimezones(section, fileName)),
    dialingProfiles,
    groups,
    contacts,
    accounts,
    optOuts: table('Opt-outs', (section) => parseOptOuts(section, contacts, fileName)),
    bulkOptOuts: table('Bulk opt-outs', (section) => parseBulkOptOuts(section, contacts, fileName)),
    history: table('History', (section) => parseHistory(section, { contacts, accounts, groups }, fileName)),
  };
}

function organizationOf(
  once: ReadonlyMap<string, Section>,
  given: Section,
  fileName: string,
): OrganizationRules {
  const section = once.get('Organization');
  if (section === undefined)
    throw new ScenarioError(fileName, given.line, 'there is no `### Organization`; write its zone and hours');
  return parseOrganization(section, fileName);
}

function readHeadingName(text: string, section: Section, fileName: string): string {
  try {
    return readName(text);
  } catch (error) {
    if (error instanceof CellError) throw new ScenarioError(fileName, section.line, error.message);
    throw error;
  }
}

function linesOf(named: readonly NamedSection[], kind: string): readonly number[] {
  return named.filter((one) => one.kind === kind).map(({ section }) => section.line);
}

function refusePriorityTwice(
  rules: readonly ScenarioRule<unknown>[],
  lines: readonly number[],
  fileName: string,
): void {
  const things = rules.map(({ priority }, index) => ({ key: String(priority), line: lines[index] ?? 1 }));
  refuseTwice(things, 'the priority `NAME` within a kind', fileName);
}

function refuseTwice(things: readonly { key: string; line: number }[], what: string, fileName: string): void {
  const second = things.find(({ key }, index) => things.findIndex((one) => one.key === key) !== index);
  if (second !== undefined)
    throw new ScenarioError(
      fileName,
      second.line,
      `${what.replace('NAME', second.key)} is taken twice; change one`,
    );
}

/** A group or a profile picks what there is, and only what is optional: a required rule applies without being picked (S5). */
function refuseUnknownPicks(
  group: { readonly line: number; readonly rules: readonly string[]; readonly lists: readonly string[] },
  rules: readonly { name: string; required: boolean }[],
  lists: readonly { name: string; required: boolean }[],
  fileName: string,
): void {
  const picks = [
    ...group.rules.map((name) => ({ name, from: rules })),
    ...group.lists.map((name) => ({ name, from: lists })),
  ];
  for (const { name, from } of picks) {
    const found = from.filter((one) => one.name === name);
    if (found.length !== 1)
      throw new ScenarioError(fileName, group.line, `there is no single rule or list \`${name}\` to pick`);
    if (found[0]?.required === true)
      throw new ScenarioError(
        fileName,
        group.line,
        `\`${name}\` is required, so it applies without being picked`,
      );
  }
}

function refuseContent(section: Section, fileName: string): void {
  const line = section.settings[0]?.line ?? section.tables[0]?.line;
  if (line !== undefined)
    throw new ScenarioError(fileName, line, `below \`${section.heading}\` stand only sentences`);
}
