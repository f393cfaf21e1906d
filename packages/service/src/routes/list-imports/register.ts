import {
  API_LIMITS,
  createCheck,
  endpoints,
  readPlanChangeSchema,
  type Endpoints,
  type QueryOf,
} from '@tact/api';
import type { OrganizationId, SuppressionListId } from '@tact/engine';
import type { ReadPlan, StatedSettings } from '@tact/files';
import {
  pagesOf,
  type KeptBadRow,
  type ListImportReference,
  type Store,
  type SuppressionListRow,
} from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import {
  beginListImport,
  inspectListFile,
  previewListImport,
  readDefaultCountry,
  settledPlan,
} from '../../commands/import-list.ts';
import { readInstant } from '../../commands/read-values.ts';
import { rollBackImport } from '../../commands/roll-back-import.ts';
import { answer, type Router } from '../../http/router.ts';
import type { JobRunner } from '../../jobs/runner.ts';
import { sourceOf } from '../../jobs/spool.ts';
import { safeCsvField } from '../../csv-field.ts';
import { jobJson } from '../jobs/job-json.ts';
import type { ReceivingParts } from '../file-look.ts';
import { pageJson, pageRequest } from '../page.ts';
import { readPlanChange } from '../read-plan-change.ts';
import { importJson } from './import-json.ts';

type ImportParts = Parts & ReceivingParts & { readonly jobs: JobRunner };

/** Registers the routes of imports into suppression lists. */
export function registerListImports(router: Router, parts: ImportParts): void {
  const { route, streamRoute } = router;
  const { listImports } = endpoints;
  const { store } = parts;
  registerFiles(router, parts);
  route(listImports.list, async ({ params, query, caller: { organizationId } }) => {
    const { id } = await listOf(store, organizationId, params.id);
    return answer(
      200,
      pageJson(await store.listImports.list(organizationId, id, pageRequest(query)), importJson),
    );
  });
  route(listImports.get, async ({ params, caller }) => {
    const one = await store.listImports.get(caller.organizationId, referenceOf(params));
    return answer(200, importJson(found(one, 'import')));
  });
  route(listImports.badRows, async ({ params, query, caller }) => {
    const page = await store.listImports.badRows(
      caller.organizationId,
      referenceOf(params),
      pageRequest(query),
    );
    return answer(200, { items: page.items, next: page.next });
  });
  streamRoute(listImports.badRowsCsv, async ({ params, caller: { organizationId } }) => {
    const reference = referenceOf(params);
    found(await store.listImports.get(organizationId, reference), 'import');
    return badRowsCsv(store, organizationId, reference);
  });
  route(listImports.rollBack, async ({ params, body, caller }) =>
    answer(200, importJson(await rollBackImport(parts, caller, referenceOf(params), body.reason))),
  );
}

/** The routes whose body is a file. */
function registerFiles({ fileRoute }: Router, parts: ImportParts): void {
  const { listImports } = endpoints;
  const { store, spool, jobs, look, withRoom } = parts;
  fileRoute(listImports.inspect, async ({ params, query, caller, stream, hasGone }) => {
    const list = await listOf(store, caller.organizationId, params.id);
    const [stated, change] = [statedOf(query), planChangeOf(query.plan)];
    return withRoom(caller.organizationId, async () => {
      const file = await spool.receive(stream, API_LIMITS.fileBytesMax);
      try {
        const source = await sourceOf(spool, file, query.fileName);
        const seen = await look(source, hasGone, (one) => previewListImport(one, list, stated, change));
        return answer(200, seen);
      } finally {
        await spool.remove(file.id);
      }
    });
  });
  fileRoute(listImports.create, async ({ params, query, caller, stream, assertStillIn }) => {
    const list = await listOf(store, caller.organizationId, params.id);
    const [stated, settings] = [statedOf(query), settingsOf(query)];
    return withRoom(caller.organizationId, async () => {
      const file = await spool.receive(stream, API_LIMITS.fileBytesMax);
      try {
        await assertStillIn();
        const source = await sourceOf(spool, file, query.fileName);
        // Whoever has sent a file may go: its import is begun all the same.
        const inspection = await look(
          source,
          () => false,
          (one) => inspectListFile(one, list, stated),
        );
        const begun = await beginListImport(parts, caller, list.id, {
          id: file.id,
          fileName: query.fileName,
          fileBytes: file.bytes,
          fileSha256: file.sha256,
          plan: settledPlan(inspection, settings.planChange),
          ...settings.rest,
        });
        jobs.wake();
        return answer(202, { job: jobJson(begun.job), import: importJson(begun.listImport) });
      } catch (error) {
        await spool.remove(file.id);
        throw error;
      }
    });
  });
}

async function listOf(store: Store, organizationId: OrganizationId, id: string): Promise<SuppressionListRow> {
  return found(await store.suppression.get(organizationId, id as SuppressionListId), 'suppression list');
}

function referenceOf(params: { readonly id: string; readonly importId: string }): ListImportReference {
  return { listId: params.id as SuppressionListId, importId: params.importId };
}

type ImportQuery = QueryOf<Endpoints['listImports']['create']>;

function statedOf(query: QueryOf<Endpoints['listImports']['inspect']>): StatedSettings {
  const { defaultCountry, zone, dateOrder, countedFromDate, baseVersion } = query;
  return {
    ...(defaultCountry === undefined ? {} : { defaultCountry: readDefaultCountry(defaultCountry) }),
    ...(zone === undefined ? {} : { zone }),
    ...(dateOrder === undefined ? {} : { dateOrder }),
    ...(countedFromDate === undefined ? {} : { countedFromDate }),
    ...(baseVersion === undefined ? {} : { baseVersion }),
  };
}

/** What the query says besides how the file is read: looked at before the file is received. */
function settingsOf({ mode = 'append', plan, label, versionAt, coverage }: ImportQuery) {
  return {
    planChange: planChangeOf(plan),
    rest: {
      mode,
      label: label ?? null,
      versionAt: versionAt === undefined ? null : readInstant(versionAt, '/versionAt'),
      coverage: coverage === undefined ? null : coverageOf(coverage),
    },
  };
}

const checkPlanChange = createCheck(readPlanChangeSchema);

function planChangeOf(text: string | undefined): Partial<ReadPlan> {
  return readPlanChange<ReadPlan>(text, checkPlanChange, '{"lostZero":"restore"}');
}

function coverageOf(text: string): readonly string[] {
  const prefixes = text.split(',').map((prefix) => prefix.trim());
  const wrong = prefixes.find((prefix) => !/^\+[1-9]\d{0,14}$/.test(prefix));
  if (wrong !== undefined || prefixes.length > API_LIMITS.coverageMax)
    throw new CommandError(
      'plan_invalid',
      'the coverage is number prefixes such as `+1212,+1646`, up to 1000',
      {
        path: '/coverage',
      },
    );
  return prefixes;
}

/** All bad rows that are kept, a page at a time. */
async function* badRowsCsv(
  store: Store,
  organizationId: OrganizationId,
  reference: ListImportReference,
): AsyncGenerator<string> {
  yield 'member,line,column,value,code,sentence\n';
  for await (const rows of pagesOf((page) => store.listImports.badRows(organizationId, reference, page)))
    yield rows.map(csvLine).join('');
}

function csvLine({ member, line, column, value, code, sentence }: KeptBadRow): string {
  return `${[member, String(line), column ?? '', value, code, sentence].map(safeCsvField).join(',')}\n`;
}
