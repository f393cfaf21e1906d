/** What the service asks of its storage, one file a resource. */
export type * from './ports/store.ts';
export type * from './ports/access.ts';
export type * from './ports/organization.ts';
export type * from './ports/contacts.ts';
export type * from './ports/rules.ts';
export type * from './ports/campaigns.ts';
export type * from './ports/channels.ts';
export type * from './ports/custom-timezones.ts';
export type * from './ports/treatments.ts';
export type * from './ports/suppression.ts';
export type * from './ports/deciding.ts';
export type * from './ports/attempts.ts';
export type * from './ports/records.ts';
export type * from './ports/number-sets.ts';
export type * from './ports/list-imports.ts';
export type * from './ports/jobs.ts';
