import { endpoints, type NewReportFileJson } from '@tact/api';
import { formatInstant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { ReportFile } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { follow, isUnderWay } from '../../http/follow.ts';
import { answer, type Router } from '../../http/router.ts';
import { periodOf, reportFileName, type ReportFilePlan } from '../../proof/report-file-plan.ts';
import type { ReportFileRunner } from '../../proof/report-file-runner.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** How often a followed file is looked at, milliseconds. */
const LOOK_EVERY_MS = 300;

/** Registers the routes of report files. */
export function registerReportFiles(
  { route, streamRoute, download }: Router,
  {
    store,
    clock,
    reportFiles: runner,
    isStopping,
  }: Parts & { readonly reportFiles: ReportFileRunner; readonly isStopping: () => boolean },
): void {
  const { reportFiles: stated } = endpoints;
  const find = async (organizationId: OrganizationId, id: string) =>
    found(await store.reportFiles.get(organizationId, id), 'report file');
  route(stated.create, async ({ body: asked, caller: { organizationId, actor } }) => {
    const { name: organization, rules } = await store.organizations.get(organizationId);
    // Days that are none are told now, and not after the file has waited.
    periodOf(asked, rules.zone, zoneTable());
    const plan: ReportFilePlan = { asked, zone: rules.zone, organization, madeAt: clock() };
    const name = reportFileName(asked, asked.format);
    const file = await store.reportFiles.create(organizationId, { plan, name }, actor);
    runner.wake();
    return answer(202, reportFileJson(file));
  });
  route(stated.list, async ({ query, caller }) =>
    answer(
      200,
      pageJson(await store.reportFiles.list(caller.organizationId, pageRequest(query)), reportFileJson),
    ),
  );
  route(stated.get, async ({ params, caller }) =>
    answer(200, reportFileJson(await find(caller.organizationId, params.id))),
  );
  streamRoute(stated.events, async ({ params, caller: { organizationId } }) =>
    follow({
      event: 'report-file',
      first: await find(organizationId, params.id),
      read: () => store.reportFiles.get(organizationId, params.id),
      json: reportFileJson,
      goesOn: isUnderWay,
      everyMs: LOOK_EVERY_MS,
      isStopping,
    }),
  );
  download(stated.content, async ({ params, caller: { organizationId } }) => {
    const { id, name, state } = await find(organizationId, params.id);
    if (state !== 'finished')
      throw new CommandError(
        'report_file_not_ready',
        `the report file is \`${state}\`; download it once it is finished`,
      );
    return { fileName: name, chunks: store.reportFiles.parts(organizationId, id) };
  });
  registerSteps({ route }, { store, reportFiles: runner });
}

/** Stopping and taking up again. */
function registerSteps(
  { route }: Pick<Router, 'route'>,
  { store, reportFiles: runner }: Pick<Parts, 'store'> & { readonly reportFiles: ReportFileRunner },
): void {
  const { reportFiles: stated } = endpoints;
  route(stated.stop, async ({ params, caller }) =>
    answer(
      200,
      reportFileJson(await store.reportFiles.requestStop(caller.organizationId, params.id, caller.actor)),
    ),
  );
  route(stated.resume, async ({ params, caller }) => {
    const resumed = await store.reportFiles.resume(caller.organizationId, params.id, caller.actor);
    runner.wake();
    return answer(200, reportFileJson(resumed));
  });
}

/** What of an asking is no filter. */
const NO_FILTERS: ReadonlySet<string> = new Set<keyof NewReportFileJson>(['format', 'from', 'to']);

function reportFileJson(file: ReportFile) {
  const { id, name, state, isStopping, done, rowsDone, bytesDone, error, createdBy, createdAt } = file;
  const { asked } = file.plan as ReportFilePlan;
  return {
    id,
    name,
    format: asked.format,
    from: asked.from,
    to: asked.to,
    isFiltered: Object.keys(asked).some((field) => !NO_FILTERS.has(field)),
    state,
    isStopping,
    done,
    rowsDone,
    bytesDone,
    error,
    createdBy: createdBy.name,
    createdAt: formatInstant(createdAt),
    startedAt: instantOrNull(file.startedAt),
    finishedAt: instantOrNull(file.finishedAt),
  };
}
