import type { Endpoint } from './endpoint.ts';
import { apiKeyEndpoints } from './resources/access.ts';
import { accountEndpoints } from './resources/accounts.ts';
import { adminOptOutEndpoints } from './resources/admin-opt-outs.ts';
import { attemptEndpoints } from './resources/attempts.ts';
import { auditEndpoints } from './resources/audit.ts';
import { erasureEndpoints } from './resources/erasures.ts';
import { backtestEndpoints } from './resources/backtests.ts';
import { callableEndpoints } from './resources/callable.ts';
import { campaignGroupEndpoints } from './resources/campaign-groups.ts';
import { campaignEndpoints } from './resources/campaigns.ts';
import { campaignTemplateEndpoints } from './resources/campaign-templates.ts';
import { channelEndpoints } from './resources/channels.ts';
import { contactDateEndpoints } from './resources/contact-dates.ts';
import { contactListEndpoints } from './resources/contact-lists.ts';
import { contactImportEndpoints } from './resources/contact-imports.ts';
import { contactEndpoints } from './resources/contacts.ts';
import { customRuleEndpoints } from './resources/custom-rules.ts';
import { customTimezoneEndpoints } from './resources/custom-timezones.ts';
import { decisionEndpoints } from './resources/decisions.ts';
import { dialingProfileEndpoints } from './resources/dialing-profiles.ts';
import { dispositionEndpoints } from './resources/dispositions.ts';
import { ruleFindingEndpoints } from './resources/findings.ts';
import { healthEndpoints } from './resources/health.ts';
import { jobEndpoints } from './resources/jobs.ts';
import { listImportEndpoints } from './resources/list-imports.ts';
import { locationRuleEndpoints } from './resources/location-rules.ts';
import { messageTemplateEndpoints } from './resources/message-templates.ts';
import { optOutEndpoints } from './resources/opt-outs.ts';
import { organizationEndpoints } from './resources/organization.ts';
import { reportFileEndpoints } from './resources/report-files.ts';
import { reportEndpoints } from './resources/reports.ts';
import { rulesAsOfEndpoints } from './resources/rules-as-of.ts';
import { preDialValidationEndpoints } from './resources/pre-dial-validations.ts';
import { queueEndpoints } from './resources/queue.ts';
import { attemptRuleEndpoints, contactTimesRuleEndpoints } from './resources/rules.ts';
import { placeEndpoints } from './resources/places.ts';
import { sessionEndpoints } from './resources/session.ts';
import { suppressionListEndpoints } from './resources/suppression-lists.ts';
import { treatmentEndpoints } from './resources/treatments.ts';
import { userEndpoints } from './resources/users.ts';
import { windowEndpoints } from './resources/windows.ts';

/** Every route of the API, by resource, in the order in which it is documented. */
export const endpoints = {
  decisions: decisionEndpoints,
  windows: windowEndpoints,
  callable: callableEndpoints,
  attempts: attemptEndpoints,
  contacts: contactEndpoints,
  contactImports: contactImportEndpoints,
  accounts: accountEndpoints,
  optOuts: optOutEndpoints,
  adminOptOuts: adminOptOutEndpoints,
  attemptRules: attemptRuleEndpoints,
  contactTimesRules: contactTimesRuleEndpoints,
  locationRules: locationRuleEndpoints,
  customRules: customRuleEndpoints,
  ruleFindings: ruleFindingEndpoints,
  rulesAsOf: rulesAsOfEndpoints,
  contactDates: contactDateEndpoints,
  customTimezones: customTimezoneEndpoints,
  preDialValidations: preDialValidationEndpoints,
  suppressionLists: suppressionListEndpoints,
  listImports: listImportEndpoints,
  jobs: jobEndpoints,
  campaignGroups: campaignGroupEndpoints,
  dialingProfiles: dialingProfileEndpoints,
  campaignTemplates: campaignTemplateEndpoints,
  contactLists: contactListEndpoints,
  messageTemplates: messageTemplateEndpoints,
  campaigns: campaignEndpoints,
  queue: queueEndpoints,
  dispositions: dispositionEndpoints,
  treatments: treatmentEndpoints,
  channels: channelEndpoints,
  organization: organizationEndpoints,
  apiKeys: apiKeyEndpoints,
  users: userEndpoints,
  session: sessionEndpoints,
  places: placeEndpoints,
  audit: auditEndpoints,
  reports: reportEndpoints,
  reportFiles: reportFileEndpoints,
  backtests: backtestEndpoints,
  erasures: erasureEndpoints,
  health: healthEndpoints,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
/** The routes by resource and name. */
export type Endpoints = typeof endpoints;

/** One route with the names that it goes by. */
export interface NamedEndpoint {
  readonly resource: keyof Endpoints;
  readonly name: string;
  readonly endpoint: Endpoint;
}

/** All routes in one list. */
export const allEndpoints: readonly NamedEndpoint[] = Object.entries(endpoints).flatMap(
  ([resource, routes]) =>
    Object.entries<Endpoint>(routes).map(([name, endpoint]) => ({
      resource: resource as keyof Endpoints,
      name,
      endpoint,
    })),
);

/** What each resource is, for the documentation. */
export const RESOURCE_TITLES: Readonly<
  Record<keyof Endpoints, { readonly title: string; readonly about: string }>
> = {
  decisions: {
    title: 'Decisions',
    about: 'May this person be contacted, on this device, now? Asked, answered, recorded.',
  },
  windows: { title: 'Windows', about: 'When could this device be contacted in the days to come?' },
  callable: {
    title: 'Callable now',
    about: 'Which states, provinces and countries may be contacted, hour by hour.',
  },
  attempts: {
    title: 'Attempts',
    about: 'Tries on a device: held before dialling, reported afterwards, or imported.',
  },
  contacts: { title: 'Contacts', about: 'People, known by your own client id, with up to ten devices.' },
  contactImports: {
    title: 'Imports of contacts',
    about: 'Files of contacts, with their devices and accounts, brought in as a whole.',
  },
  accounts: {
    title: 'Accounts',
    about: 'Debts of contacts; a paused, paid or closed one blocks requests that name it.',
  },
  optOuts: { title: 'Opt-outs', about: 'A contact’s own wish not to be contacted.' },
  adminOptOuts: {
    title: 'Do not contact',
    about:
      'Opt-outs by number, a whole list at once, with pages by number; names as `page_size` are written.',
  },
  attemptRules: { title: 'Attempt rules', about: 'Not more than so many attempts in so much time.' },
  contactTimesRules: { title: 'Contact times', about: 'Allowed hours for a country and regions.' },
  locationRules: { title: 'Location rules', about: 'Where not to contact, by the device or by the address.' },
  customRules: {
    title: 'Custom rules',
    about: 'Conditions in JavaScript that are true where contact is allowed.',
  },
  ruleFindings: {
    title: 'Findings',
    about: 'What deserves a look in the rules: never allows, never blocks, covered by another.',
  },
  rulesAsOf: {
    title: 'Rules as they were',
    about: 'Which rules were in force at an instant, and what changed between two.',
  },
  contactDates: { title: 'Contact dates', about: 'Days without contact, for everybody.' },
  customTimezones: {
    title: 'Custom timezones',
    about: 'Time zones of your own for numbers that begin with given digits.',
  },
  preDialValidations: {
    title: 'Pre-dial validations',
    about: 'Services of yours that are asked just before a campaign dials or sends: 200 goes, 409 does not.',
  },
  suppressionLists: {
    title: 'Suppression lists',
    about: 'Devices or clients not to contact, with from and until.',
  },
  listImports: {
    title: 'Imports of suppression lists',
    about: 'Files brought into suppression lists: looked at, read by a job, in force as a whole, taken back.',
  },
  jobs: { title: 'Jobs', about: 'Work that takes longer than a request, and how far it is.' },
  campaignGroups: {
    title: 'Campaign groups',
    about: 'What a request belongs to; it picks optional rules and lists, and may have hours of its own.',
  },
  dialingProfiles: {
    title: 'Dialing profiles',
    about: 'Picks of rules and lists that several campaign groups share, as they are at each request.',
  },
  campaignTemplates: {
    title: 'Campaign templates',
    about: 'What campaign groups are made from; each takes a copy.',
  },
  contactLists: { title: 'Contact lists', about: 'Lists of contacts that campaigns work through.' },
  messageTemplates: {
    title: 'Message templates',
    about: 'What campaigns say, in one or more languages, with placeholders.',
  },
  campaigns: {
    title: 'Campaigns',
    about: 'A contact list worked through on one channel, under the rules of a campaign group.',
  },
  queue: { title: 'Queue', about: 'What campaigns do with each record: when next, how far, and why.' },
  dispositions: { title: 'Dispositions', about: 'The codes that rules stamp and agents record.' },
  treatments: {
    title: 'Treatments',
    about: 'What is done with a record after a call result or a disposition code.',
  },
  channels: {
    title: 'Channels',
    about: 'How calls and messages leave, and by what their providers are recognized when they answer.',
  },
  organization: {
    title: 'Organization',
    about: 'Hours, limits, zone and default country that hold for everything.',
  },
  apiKeys: { title: 'API keys', about: 'Who may ask and change what.' },
  users: { title: 'Users', about: 'People who work with Tact.' },
  session: { title: 'Session', about: 'Signing in and out, and telling who asks.' },
  places: { title: 'Places', about: 'Countries, regions and time zones to choose from.' },
  audit: { title: 'Audit', about: 'Every change: who, when, before and after.' },
  reports: {
    title: 'Reports',
    about: 'Every interaction, whether it fell within allowed hours, and by which rule.',
  },
  reportFiles: {
    title: 'Report files',
    about: 'The compliance report as a file that is made in the background and fetched when it is ready.',
  },
  backtests: {
    title: 'Backtests',
    about: 'What proposed rules would have changed, had they been in force.',
  },
  erasures: {
    title: 'Erasures',
    about: 'Erasing a person, while opt-outs and suppressions stay in force.',
  },
  health: { title: 'Health', about: 'Whether the process runs and can answer.' },
};
