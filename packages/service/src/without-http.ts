/**
 * What the service does without HTTP: deciding, replaying. A public surface apart, because a command that asks one question
 * should not load a web server and every schema of the API first, which took longer than the answer.
 */
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
export { windowsJson, type WindowsJson } from './deciding/windows-json.ts';
export type { FoundWindows, WindowsAnswer } from './deciding/windows.ts';
export { recordText, replay, type DecisionRecord, type Replay } from './deciding/record.ts';
export { rulesetSourceOf } from './deciding/ruleset-cache.ts';
export { ANSWER_CSV_HEADER, answerCsvLine } from './deciding/answer-csv.ts';
export { csvField, safeCsvField } from './csv-field.ts';
export {
  columnsOf,
  nameOfUse,
  PLAIN_FIELDS,
  spelledField,
  useNamed,
  type Column,
  type ColumnProblem,
  type ColumnUse,
} from './contact-files/columns.ts';
export { deviceColumnOf } from './contact-files/device-column.ts';
export {
  contactReader,
  type CellProblem,
  type ReadRow,
  type RowSettings,
} from './contact-files/contact-row.ts';
export type { ListedAccount } from './contact-files/account-row.ts';
export {
  dataDirectoryOf,
  settingsOf,
  SettingsError,
  LOG_LEVELS,
  type LogLevel,
  type Settings,
} from './settings.ts';
export {
  complianceReport,
  type ReportOptions,
  type ReportPart,
  type WrittenPart,
} from './proof/compliance-report.ts';
export { bytesOf, reportInForm, summarize, type RowFormat } from './proof/report-files.ts';
export { carryOutErasure, ERASURE_LEASE_MS } from './erasure/carry-out-erasure.ts';
export { erasureKeysOf, type ErasureKeys } from './erasure/erasure-keys.ts';
export { optOutsHonoured } from './proof/opt-outs-honoured.ts';
export { auditTexts } from './proof/audit-files.ts';
export { personLines } from './proof/person-lines.ts';
export { reportPdf } from './proof/report-pdf.ts';
export { reportPeriod } from './proof/report-period.ts';
export {
  fingerprintOf,
  isSigned,
  makeCheckpoint,
  openSigner,
  signerOf,
  type CheckpointBody,
  type Signer,
} from './proof/checkpoints.ts';
export { hashOfRecord } from './proof/hashes.ts';
export { sealWaiting } from './keep-sealed.ts';
export { isOutage, keptElsewhere, verificationOf } from './proof/check-chain.ts';
export type { ProofFinding, ProofKnown, ProofResult } from './proof/proof-result.ts';
export { verifyProof } from './proof/verify-proof.ts';
export { diffRulesets, type RulesetDifference } from './proof/diff-rulesets.ts';
export { createRuleHistory, rulesetAsOf, type RulesetAsOf } from './proof/rules-as-of.ts';
export { runBacktest, type BacktestParts, type BacktestState } from './backtest/run-backtest.ts';
export { readProposal } from './backtest/read-proposal.ts';
export { propose, type Proposal, type ProposedRule } from './backtest/proposal.ts';
export type { BacktestExample, RuleTally, Tally } from './backtest/tally.ts';
export type { BacktestPlan } from './backtest/walk-range.ts';
export { replayOne, replaySample, type ReplayMismatch, type ReplaySample } from './proof/replay-sample.ts';
export { createWorkThreads, type WorkThreads } from './threads/work-threads.ts';
export { runForecast, type ForecastPlan, type ForecastResult } from './forecast/run-forecast.ts';
export { CommandError } from './command-error.ts';
export { seededRandom, type Random } from './demo/random.ts';
export { startOfLocalHour } from './forecast/forecast-part.ts';
