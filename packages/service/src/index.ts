/** The service: HTTP, commands, deciding. This file is its public surface; what needs no HTTP is one apart. */
export * from './without-http.ts';
export { serve, createLogger, type Surroundings } from './serve.ts';
export { startService, VERSION, type Service, type ServiceParts } from './main.ts';
export {
  DEMO_ORGANIZATION_ID,
  DEMO_SIZE,
  people,
  seedDemo,
  type DemoSize,
  type PeopleSettings,
  type Person,
  type SeededDemo,
} from './demo/index.ts';
export { apiKeyHash, apiKeyPrefix, newApiKey } from './api-key.ts';
export {
  createCustomTimezoneImport,
  type CustomTimezoneImport,
  type CustomTimezoneProblem,
} from './commands/import-custom-timezones.ts';
export { bulkOptOut, type BulkOptOutDone, type InvalidPhone } from './commands/bulk-opt-out.ts';
export { createOptOut } from './commands/create-opt-out.ts';
export { liftOptOutsOfClient } from './commands/lift-opt-outs.ts';
export { beginListImport, inspectListFile, readDefaultCountry, settledPlan } from './commands/import-list.ts';
export { rollBackImport } from './commands/roll-back-import.ts';
export { carryOutJob, type JobCarriedOut, type JobParts } from './jobs/carry-out-job.ts';
export { momentOf } from './commands/moment.ts';
export { createContactDate } from './commands/create-contact-date.ts';
export { suggestContactDates, type ContactDateSuggestions } from './commands/suggest-contact-dates.ts';
export { contactFields } from './commands/save-contact.ts';
export { ruleFindingsOf } from './commands/findings.ts';
export { planForScrub } from './scrub/plan-for-scrub.ts';
export { scrubFile, type ScrubOutputs, type ScrubParts, type ScrubResult } from './scrub/scrub-file.ts';
export { scrubSetOfFile } from './scrub/set-of-file.ts';
export { scrubSetOfList } from './scrub/set-of-list.ts';
export { scrubSetBuilder, type ScrubSet, type ScrubSetBuilder } from './scrub/scrub-set.ts';
