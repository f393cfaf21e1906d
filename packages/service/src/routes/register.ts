import type { FastifyInstance } from 'fastify';
import type { Parts } from '../commands/context.ts';
import type { LookParts } from '../commands/look-parts.ts';
import type { HttpCaller } from '../channels/http-call.ts';
import type { Metrics } from '../http/metrics.ts';
import type { ReadinessParts } from '../http/readiness.ts';
import type { Router } from '../http/router.ts';
import type { JobRunner } from '../jobs/runner.ts';
import type { ContactImportRunner } from '../jobs/contact-import-runner.ts';
import { createWithRoom } from '../jobs/kept-files.ts';
import type { Spool } from '../jobs/spool.ts';
import type { BacktestRunner } from '../backtest/backtest-runner.ts';
import type { ErasureRunner } from '../erasure/erasure-runner.ts';
import type { ReportFileRunner } from '../proof/report-file-runner.ts';
import type { Bundle } from '../web/load-bundle.ts';
import { registerAccess } from './access/register.ts';
import { registerAccounts } from './accounts/register.ts';
import { registerAdminOptOuts } from './admin-opt-outs/register.ts';
import { registerAttempts } from './attempts/register.ts';
import { registerAudit } from './audit/register.ts';
import { registerBacktests } from './backtests/register.ts';
import { registerCallable } from './callable/register.ts';
import { registerCampaignGroups } from './campaign-groups/register.ts';
import { registerCampaigns } from './campaigns/register.ts';
import { registerCampaignTemplates } from './campaign-templates/register.ts';
import { registerChannelCallbacks, type ChannelRouteParts } from './channels/callbacks.ts';
import { registerChannels } from './channels/register.ts';
import { registerContactDates } from './contact-dates/register.ts';
import { registerContactLists } from './contact-lists/register.ts';
import { registerContactImports } from './contact-imports/register.ts';
import { registerContacts } from './contacts/register.ts';
import { registerCustomTimezones } from './custom-timezones/register.ts';
import { registerDecisions } from './decisions/register.ts';
import { registerDialingProfiles } from './dialing-profiles/register.ts';
import { registerDispositions } from './dispositions/register.ts';
import { registerDocumentation } from './documentation/register.ts';
import { createFileLook } from './file-look.ts';
import { registerErasures } from './erasures/register.ts';
import { registerHealth } from './health/register.ts';
import { registerJobs } from './jobs/register.ts';
import { registerListImports } from './list-imports/register.ts';
import { registerMessageTemplates } from './message-templates/register.ts';
import { registerOptOuts } from './opt-outs/register.ts';
import { registerOrganization } from './organization/register.ts';
import { registerReportFiles } from './report-files/register.ts';
import { registerReports } from './reports/register.ts';
import { registerRules } from './rules/register.ts';
import { registerRulesAsOf } from './rules-as-of/register.ts';
import { registerPreDialValidations } from './pre-dial-validations/register.ts';
import { registerQueue } from './queue/register.ts';
import { registerPlaces } from './places/register.ts';
import { registerSession } from './session/register.ts';
import { registerSuppressionLists } from './suppression-lists/register.ts';
import { registerTreatments } from './treatments/register.ts';
import { registerUsers } from './users/register.ts';
import { registerWeb } from './web/register.ts';
import { registerWindows } from './windows/register.ts';

/** What all routes together work with. */
type RouteParts = Parts &
  LookParts &
  ReadinessParts &
  ChannelRouteParts & {
    readonly metrics: Metrics;
    readonly caller: HttpCaller;
    readonly spool: Spool;
    readonly jobs: JobRunner;
    readonly contactImports: ContactImportRunner;
    readonly backtests: BacktestRunner;
    readonly reportFiles: ReportFileRunner;
    readonly erasures: ErasureRunner | null;
    readonly web?: Bundle | undefined;
  };

/** Registers every route. */
export function registerRoutes(
  app: FastifyInstance,
  router: Router,
  parts: RouteParts,
  version: string,
): void {
  const receiving = { look: createFileLook(), withRoom: createWithRoom(parts) };
  registerDecisions(router, parts);
  registerWindows(router, parts);
  registerCallable(router, parts);
  registerAttempts(router, parts);
  registerContacts(router, parts);
  registerContactImports(router, { ...parts, ...receiving });
  registerAccounts(router, parts);
  registerOptOuts(router, parts);
  registerAdminOptOuts(router, parts);
  registerRules(router, parts);
  registerRulesAsOf(router, parts);
  registerContactDates(router, parts);
  registerCustomTimezones(router, parts);
  registerPreDialValidations(router, parts);
  registerSuppressionLists(router, parts);
  registerListImports(router, { ...parts, ...receiving });
  registerJobs(router, parts);
  registerCampaignGroups(router, parts);
  registerDialingProfiles(router, parts);
  registerCampaignTemplates(router, parts);
  registerContactLists(router, parts);
  registerMessageTemplates(router, parts);
  registerCampaigns(router, parts);
  registerQueue(router, parts);
  registerDispositions(router, parts);
  registerTreatments(router, parts);
  registerChannels(router, parts);
  registerChannelCallbacks(app, parts);
  registerOrganization(router, parts);
  registerAccess(router, parts);
  registerUsers(router, parts);
  registerSession(router, parts);
  registerPlaces(router, parts);
  registerAudit(router, parts);
  registerReports(router, parts);
  registerReportFiles(router, parts);
  registerBacktests(router, parts);
  registerErasures(router, parts);
  registerHealth(router, parts);
  registerDocumentation(app, parts, version);
  if (parts.web !== undefined) registerWeb(app, parts.web);
}
