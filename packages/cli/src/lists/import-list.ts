import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseInstant } from '@tact/api';
import type { Instant } from '@tact/engine';
import type { FileSource, ReadPlan } from '@tact/files';
import { beginListImport, inspectListFile, settledPlan, type JobCarriedOut } from '@tact/service';
import type { Job, ListImport, ListImportMode, SuppressionListRow } from '@tact/store';
import { commandLineActor } from '../command-line-actor.ts';
import type { ImportListOptions } from '../commands/import-list.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { asFailure } from '../as-failure.ts';
import { badRowsText, type KeptBadRows } from './bad-rows.ts';
import { carryOutImport, type BegunImport } from './carry-out-import.ts';
import { counted } from '../counted.ts';
import { oneOf } from '../one-of.ts';
import { describeInspection } from './describe-inspection.ts';
import { findList } from './find-list.ts';
import { planChange, statedSettings } from './read-plan-options.ts';
import { sourceAt } from './source-at.ts';
import { tryFile } from './try-file.ts';

/** Carries out `tact import list`: shows what was found, imports with a progress display, says what is in force. */
export async function importList(path: string, options: ImportListOptions): Promise<void> {
  const mode = oneOf(MODES, '--mode', options.mode);
  if (options.list === undefined) throw usage('say which list with --list, by its name or its id');
  const nameOrId = options.list;
  const source = await sourceAt(path);
  await withStore(
    options,
    async (database) => {
      const list = await findList(database.store, database.organization.id, nameOrId);
      if (options.dryRun === true) {
        const plan = await lookAt(database, list, { source, path, mode, options });
        await tryFile({ source, path, plan, signal: database.signal });
        return;
      }
      const fileSha256 = await hashOf(path);
      const begun =
        (await unfinished(database, list, fileSha256, mode)) ??
        (await asFailure(() => begin(database, list, fileSha256, { source, path, mode, options })));
      const { ended, badRows } = await carryOutImport(database, begun, source, path);
      report(ended, mode, badRows);
    },
    { graceful: true },
  );
}

const MODES: readonly ListImportMode[] = ['append', 'replace', 'remove'];

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    hash.update(chunk);
  return hash.digest('hex');
}

interface GivenFile {
  readonly source: FileSource;
  readonly path: string;
  readonly mode: ListImportMode;
  readonly options: ImportListOptions;
}

/** Shows what was found and how it will be read, and gives that plan. */
async function lookAt(
  { organization }: OpenedStore,
  list: SuppressionListRow,
  { source, path, mode, options }: GivenFile,
): Promise<ReadPlan> {
  return asFailure(async () => {
    const stated = statedSettings(options, organization.defaultCountry);
    const inspection = await inspectListFile(source, list, stated);
    const change = await planChange(options, inspection);
    say(describeInspection(path, inspection, { ...inspection.plan, ...change }));
    say(`  for the list ${list.name}: ${MODE_TEXTS[mode]}`);
    return settledPlan(inspection, change);
  });
}

const MODE_TEXTS: Readonly<Record<ListImportMode, string>> = {
  append: 'its rows come to what is there',
  replace: 'its rows come instead of what earlier imports brought',
  remove: 'its rows go from it',
};

/** Shows what was found, asks, and begins. */
async function begin(
  database: OpenedStore,
  list: SuppressionListRow,
  fileSha256: string,
  given: GivenFile,
): Promise<BegunImport> {
  const { store, organization } = database;
  const { source, path, mode, options } = given;
  const plan = await lookAt(database, list, given);
  if (options.yes !== true) await confirm();
  const caller = { organizationId: organization.id, actor: commandLineActor() };
  return beginListImport({ store }, caller, list.id, {
    id: randomUUID(),
    fileName: basename(path),
    fileBytes: source.bytes,
    fileSha256,
    mode,
    plan,
    label: options.label ?? null,
    versionAt: options.versionAt === undefined ? null : instantOf(options.versionAt),
    coverage: options.coverage?.split(',').map((prefix) => prefix.trim()) ?? null,
  });
}

function instantOf(text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw usage(`--version-at \`${text}\` is no instant; write \`2026-11-21T00:00:00Z\``);
  return at;
}

async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) throw usage('nothing was imported; say --yes where nobody can be asked');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question('Import it so? [y/N] ');
    if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('nothing was imported');
  } finally {
    lines.close();
  }
}

/** An import of the same file that was stopped or cut off: it goes on by the plan that it was begun with. */
async function unfinished(
  { store, organization }: OpenedStore,
  list: SuppressionListRow,
  fileSha256: string,
  mode: ListImportMode,
): Promise<BegunImport | undefined> {
  const listImport = await store.listImports.unfinished(organization.id, list.id, { fileSha256, mode });
  if (listImport === undefined) return undefined;
  const job = await jobOf({ store, organization }, listImport);
  say(
    `the import of this file was not finished: it goes on after ${counted(listImport.good + listImport.bad)} rows`,
  );
  return { listImport, job };
}

async function jobOf(
  { store, organization }: Pick<OpenedStore, 'store' | 'organization'>,
  { jobId }: ListImport,
): Promise<Job> {
  const job = await store.jobs.get(organization.id, jobId);
  if (job === undefined) throw new Error('an import has a job');
  return job;
}

/** Says what is in force; rows that are bad end the command as a failure, since whom they name is not on the list. */
function report(ended: JobCarriedOut, mode: ListImportMode, badRows: KeptBadRows): void {
  switch (ended.kind) {
    case 'finished': {
      const { id, good, bad, repeated, label } = ended.listImport;
      const done = mode === 'remove' ? 'off the list' : 'in force';
      say(`${done}: ${counted(good)} good rows, ${counted(repeated)} of them repeated`);
      say(`import ${id}, version ${label}; to take it back: tact import rollback ${id} --reason "…"`);
      if (bad > 0) throw new Failure(badRowsText(bad, badRows));
      return;
    }
    case 'stopped':
      throw new Failure('stopped: nothing of the file is in force; run the same command again to go on');
    case 'lost':
      throw new Failure('another process has taken the import over; nothing more was done here');
    case 'failed':
      throw new Failure(`nothing was imported: ${ended.sentence}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
