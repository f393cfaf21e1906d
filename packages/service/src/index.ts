/** The service: HTTP, commands, deciding. This file is its only public surface. */
export { serve, createLogger, type Surroundings } from './serve.ts';
export { startService, VERSION, type Service, type ServiceParts } from './main.ts';
export {
  dataDirectoryOf,
  settingsOf,
  SettingsError,
  LOG_LEVELS,
  type LogLevel,
  type Settings,
} from './settings.ts';
export { createClock } from './deciding/clock.ts';
export { createDecider, QUESTIONS_MAX, UNRECORDED_QUESTIONS_MAX } from './deciding/create-decider.ts';
export { DecidingError, type Clock, type Decider } from './deciding/decider.ts';
export type {
  Answer,
  Answered,
  ContactNamed,
  DeviceNamed,
  InlineContact,
  Question,
  RefusalCode,
  Refused,
} from './deciding/question.ts';
export { recordText, replay, type DecisionRecord, type Replay } from './deciding/record.ts';
export { rulesetSourceOf } from './deciding/ruleset-cache.ts';
export { ANSWER_CSV_HEADER, answerCsvLine, csvField } from './deciding/answer-csv.ts';
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
export { CommandError } from './command-error.ts';
export { contactFields } from './commands/save-contact.ts';
