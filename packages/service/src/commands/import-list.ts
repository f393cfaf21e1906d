import { quote } from '@tact/api';
import type { CountryCode, Instant, SuppressionListId } from '@tact/engine';
import {
  FileError,
  inspectFile,
  planProblems,
  type ColumnUse,
  type FileSource,
  type Inspection,
  type ReadPlan,
  type StatedSettings,
} from '@tact/files';
import type { Job, ListImport, ListImportMode, SuppressionListRow } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { previewListFile, type ListFilePreview } from './preview-list-file.ts';

/** A file to bring into a list, and how. */
export interface NewListImport {
  /** Chosen by who has kept the file by it. */
  readonly id: string;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly fileSha256: string;
  readonly mode: ListImportMode;
  readonly plan: ReadPlan;
  readonly label: string | null;
  readonly versionAt: Instant | null;
  readonly coverage: readonly string[] | null;
}

/**
 * Looks at a file for a list, before anything of it is written. On a list of clients a column that could be client ids is proposed as one.
 * `file_invalid` for a file that cannot be read.
 */
export async function inspectListFile(
  source: FileSource,
  list: Pick<SuppressionListRow, 'type'>,
  stated: StatedSettings,
): Promise<Inspection> {
  try {
    const inspection = await inspectFile(source, stated);
    return list.type === 'client' ? forClients(inspection) : inspection;
  } catch (error) {
    if (error instanceof FileError) throw new CommandError('file_invalid', error.message);
    throw error;
  }
}

/** The plan that is proposed, with what the caller changes of it. `plan_invalid` where something is left open. */
export function settledPlan({ plan, questions }: Inspection, change: Partial<ReadPlan>): ReadPlan {
  const settled = { ...plan, ...change };
  const [problem] = planProblems(settled);
  if (problem !== undefined) throw new CommandError('plan_invalid', problem.sentence, { path: '/plan' });
  const open = questions.find(({ code }) => isOpen(code, settled));
  if (open !== undefined) throw new CommandError('plan_invalid', open.sentence, { path: '/plan' });
  return settled;
}

/** Whether a question of the inspection is still one, once the plan is settled. */
function isOpen(code: Inspection['questions'][number]['code'], plan: ReadPlan): boolean {
  switch (code) {
    case 'default_country_missing':
      return plan.defaultCountry === null;
    case 'zone_missing':
      return plan.zone === null;
    case 'date_order_missing':
      return plan.dateOrder === null;
    default:
      // The others are problems of the plan itself, or were asked of a column whose use is stated now.
      return false;
  }
}

/** What a file is, and how its first rows would be read by the proposal with the caller's changes; `preview` null while a question is open. */
export interface PreviewedFile extends Inspection {
  readonly preview: ListFilePreview | null;
}

/** Looks at a file as `inspectListFile`, with the caller's changes of the plan, and reads its beginning. */
export async function previewListImport(
  source: FileSource,
  list: Pick<SuppressionListRow, 'type'>,
  stated: StatedSettings,
  change: Partial<ReadPlan>,
): Promise<PreviewedFile> {
  const inspection = await inspectListFile(source, list, stated);
  const plan = { ...inspection.plan, ...change };
  const questions = [...planProblems(plan), ...inspection.questions.filter(({ code }) => isOpen(code, plan))];
  const preview = questions.length === 0 ? await previewListFile(source, plan) : null;
  return { ...inspection, plan, questions, preview };
}

/** Begins an import: it is stored with its job, and nothing of it is in force before the job has finished. */
export async function beginListImport(
  { store }: Pick<Parts, 'store'>,
  { organizationId, actor }: Caller,
  listId: SuppressionListId,
  given: NewListImport,
): Promise<{ readonly listImport: ListImport; readonly job: Job }> {
  const list = found(await store.suppression.get(organizationId, listId), 'suppression list');
  assertFits(list, given);
  const { plan, versionAt, ...rest } = given;
  const baseLabel = plan.list === 'change' ? plan.baseVersion : null;
  const fields = { ...rest, plan, baseLabel, dataAt: versionAt };
  return store.listImports.begin(organizationId, listId, fields, { ...actor, source: 'bulk' });
}

function assertFits(list: SuppressionListRow, { mode, plan, versionAt, coverage }: NewListImport): void {
  const [problem] = planProblems(plan);
  if (problem !== undefined) throw new CommandError('plan_invalid', problem.sentence, { path: '/plan' });
  const refuse = (sentence: string, path: string) => new CommandError('plan_invalid', sentence, { path });
  const namesClients = plan.columns.includes('client_id');
  const namesDevices =
    plan.layout === 'area_pairs' ||
    plan.layout === 'ftc_xml' ||
    plan.columns.some((use) => DEVICE_USES.has(use));
  if (list.type === 'client' && (namesDevices || !namesClients))
    throw refuse(
      'this is a list of clients; read one column as `client_id` and none as a number or address',
      '/plan/columns',
    );
  if (list.type === 'device' && namesClients)
    throw refuse('this is a list of devices; read no column as `client_id`', '/plan/columns');
  if (plan.list === 'change' && mode !== 'append')
    throw refuse(
      'a change list says itself what it adds and deletes; import it with the mode `append`',
      '/mode',
    );
  if (list.registry === null && (versionAt !== null || coverage !== null))
    throw refuse('only a registry list has a version date and a coverage; leave them out', '/versionAt');
  if (list.registry !== null && mode === 'replace' && versionAt === null)
    throw refuse(
      'this is a registry list; state the instant that the file is of as `versionAt`',
      '/versionAt',
    );
}

const DEVICE_USES: ReadonlySet<ColumnUse> = new Set<ColumnUse>([
  'number',
  'email',
  'email_domain',
  'device',
  'area_code',
  'local_number',
]);

/** Of a file for a list of clients: the first column that holds no date and no reason is the client ids. */
function forClients(inspection: Inspection): Inspection {
  const { plan, columns } = inspection;
  if (plan.layout === 'area_pairs' || plan.layout === 'ftc_xml') return inspection;
  if (plan.columns.includes('client_id')) return inspection;
  const named = columns.findIndex(({ name }) =>
    /client|cust\w*|account|reference|(^|[^a-z])id([^a-z]|$)/i.test(name),
  );
  const first = columns.findIndex(
    ({ looksLike }) => !['empty', 'date', 'time', 'change_code'].includes(looksLike),
  );
  const place = named >= 0 ? named : first;
  const uses = plan.columns.map((use, index): ColumnUse => {
    if (index === place) return 'client_id';
    return DEVICE_USES.has(use) ? 'ignore' : use;
  });
  const settled = { ...plan, columns: uses };
  return {
    ...inspection,
    plan: settled,
    columns: columns.map((column, index) => ({ ...column, proposedUse: uses[index] ?? 'ignore' })),
    questions: [
      ...planProblems(settled),
      ...inspection.questions.filter(({ code }) => code === 'zone_missing' || code === 'date_order_missing'),
    ],
    remarks: inspection.remarks.filter(({ code }) => code !== 'client_ids_not_read'),
  };
}

/** Where the caller names a country as text. */
export function readDefaultCountry(text: string): CountryCode {
  const code = /^[a-z]{2}$/i.test(text) ? text.toUpperCase() : undefined;
  if (code === undefined)
    throw new CommandError('address_invalid', `${quote(text)} is no country; use two letters such as \`US\``);
  return code as CountryCode;
}
