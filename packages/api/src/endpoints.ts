import type { Endpoint } from './endpoint.ts';
import { apiKeyEndpoints, userEndpoints } from './resources/access.ts';
import { accountEndpoints } from './resources/accounts.ts';
import { attemptEndpoints } from './resources/attempts.ts';
import { auditEndpoints } from './resources/audit.ts';
import { campaignGroupEndpoints } from './resources/campaign-groups.ts';
import { contactEndpoints } from './resources/contacts.ts';
import { decisionEndpoints } from './resources/decisions.ts';
import { healthEndpoints } from './resources/health.ts';
import { optOutEndpoints } from './resources/opt-outs.ts';
import { organizationEndpoints } from './resources/organization.ts';
import { attemptRuleEndpoints, contactTimesRuleEndpoints } from './resources/rules.ts';
import { suppressionListEndpoints } from './resources/suppression-lists.ts';

/** Every route of the API, by resource, in the order in which it is documented. */
export const endpoints = {
  decisions: decisionEndpoints,
  attempts: attemptEndpoints,
  contacts: contactEndpoints,
  accounts: accountEndpoints,
  optOuts: optOutEndpoints,
  attemptRules: attemptRuleEndpoints,
  contactTimesRules: contactTimesRuleEndpoints,
  suppressionLists: suppressionListEndpoints,
  campaignGroups: campaignGroupEndpoints,
  organization: organizationEndpoints,
  apiKeys: apiKeyEndpoints,
  users: userEndpoints,
  audit: auditEndpoints,
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
  attempts: {
    title: 'Attempts',
    about: 'Tries on a device: held before dialling, reported afterwards, or imported.',
  },
  contacts: { title: 'Contacts', about: 'People, known by your own client id, with up to ten devices.' },
  accounts: {
    title: 'Accounts',
    about: 'Debts of contacts; a paused, paid or closed one blocks requests that name it.',
  },
  optOuts: { title: 'Opt-outs', about: 'A contact’s own wish not to be contacted.' },
  attemptRules: { title: 'Attempt rules', about: 'Not more than so many attempts in so much time.' },
  contactTimesRules: { title: 'Contact times', about: 'Allowed hours for a country and regions.' },
  suppressionLists: {
    title: 'Suppression lists',
    about: 'Devices or clients not to contact, with from and until.',
  },
  campaignGroups: {
    title: 'Campaign groups',
    about: 'What a request belongs to; it picks optional rules and lists.',
  },
  organization: {
    title: 'Organization',
    about: 'Hours, limits, zone and default country that hold for everything.',
  },
  apiKeys: { title: 'API keys', about: 'Who may ask and change what.' },
  users: { title: 'Users', about: 'People who work with Tact.' },
  audit: { title: 'Audit', about: 'Every change: who, when, before and after.' },
  health: { title: 'Health', about: 'Whether the process runs and can answer.' },
};
