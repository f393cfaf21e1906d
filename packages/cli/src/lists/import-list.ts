import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCheck, parseInstant, readPlanChangeSchema } from '@tact/api';
import type { Instant } from '@tact/engine';
import { fileAt, type FileSource, type ReadPlan, type StatedSettings } from '@tact/files';
import {
  beginListImport,
  carryOutJob,
  inspectListFile,
  readDefaultCountry,
  settledPlan,
  type JobCarriedOut,
} from '@tact/service';
import {
  StoreError,
  type Job,
  type ListImport,
  type ListImportMode,
  type SuppressionListRow,
} from '@tact/store';
import { commandLineActor } from '../command-line-actor.ts';
import type { ImportListOptions } from '../commands/import-list.ts';
import { openErrorFile } from '../contacts/error-file.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { asFailure } from '../opt-outs/as-failure.ts';
import { startProgress } from '../progress.ts';
import { describeInspection } from './describe-inspection.ts';
import { findList } from './find-list.ts';

/** Carries out `tact import list`: shows what was found, imports with a progress display, says what is in force. */
export async function importList(nameOrId: string, path: string, options: ImportListOptions): Promise<void> {
  const mode = modeOf(options);
  const source = await opened(path);
  const fileSha256 = await hashOf(path);
  await withStore(
    options,
    async (database) => {
      const { store, organization } = database;
      const list = await findList(store, organization.id, nameOrId);
      const unfinished = await store.listImports.unfinished(organization.id, list.id, { fileSha256, mode });
      const begun =
        unfinished === undefined
          ? await asFailure(() => begin(database, list, { source, path, fileSha256, mode, options }))
          : await takenUp(database, unfinished);
      await carryOut(database, begun, source, path);
    },
    { graceful: true },
  );
}

function modeOf({ replace, append, remove }: ImportListOptions): ListImportMode {
  const asked = [replace, append, remove].filter((one) => one === true).length;
  if (asked > 1) throw usage('give one of --append, --replace and --remove');
  if (replace === true) return 'replace';
  return remove === true ? 'remove' : 'append';
}

async function opened(path: string): Promise<FileSource> {
  try {
    return await fileAt(path);
  } catch (error) {
    throw new Failure(`the file \`${path}\` cannot be read: ${failureLine(error)}`);
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

interface GivenFile {
  readonly source: FileSource;
  readonly path: string;
  readonly fileSha256: string;
  readonly mode: ListImportMode;
  readonly options: ImportListOptions;
}

interface Begun {
  readonly listImport: ListImport;
  readonly job: Job;
}

/** Shows what was found, asks, and begins. */
async function begin(
  { store, organization }: OpenedStore,
  list: SuppressionListRow,
  { source, path, fileSha256, mode, options }: GivenFile,
): Promise<Begun> {
  const country = options.defaultCountry ?? organization.defaultCountry;
  const stated: StatedSettings = {
    defaultCountry: readDefaultCountry(country),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
    ...(options.baseVersion === undefined ? {} : { baseVersion: options.baseVersion }),
  };
  const inspection = await inspectListFile(source, list, stated);
  const plan = settledPlan(inspection, options.plan === undefined ? {} : await planChangeIn(options.plan));
  say(describeInspection(path, inspection, plan));
  say(`  to be imported into ${list.name} (${mode})`);
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

async function planChangeIn(path: string): Promise<Partial<ReadPlan>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure(`the plan \`${path}\` cannot be read: ${failureLine(error)}`);
  }
  const checked = createCheck(readPlanChangeSchema)(value);
  if (checked.valid) return checked.value as Partial<ReadPlan>;
  const [first] = checked.problems;
  throw usage(`the plan \`${path}\` does not fit: \`${first?.path ?? ''}\` ${first?.sentence ?? ''}`);
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
async function takenUp({ store, organization }: OpenedStore, listImport: ListImport): Promise<Begun> {
  const job = await store.jobs.get(organization.id, listImport.jobId);
  if (job === undefined) throw new Error('an import has a job');
  const rows = (listImport.good + listImport.bad).toLocaleString('en-US');
  say(`the import of this file was not finished: it goes on after ${rows} rows`);
  return { listImport, job };
}

async function carryOut(
  database: OpenedStore,
  { listImport, job }: Begun,
  source: FileSource,
  path: string,
): Promise<void> {
  const { store, organization } = database;
  const progress = await startProgress('import', source.bytes);
  const ended = await asFailure(() =>
    whenFree(() =>
      carryOutJob(
        {
          store,
          organizationId: organization.id,
          source,
          signal: database.signal,
          onAbort: 'stopped',
          onProgress: (bytes, rows) => {
            progress.update(bytes, `${rows.toLocaleString('en-US')} rows`);
          },
        },
        job,
        randomUUID(),
      ),
    ),
  ).finally(() => {
    progress.stop();
  });
  const errorFile = await writeBadRows(database, listImport, `${path}.errors.csv`);
  report(ended, errorFile);
}

/** How often it is asked whether the job is free: longer than the lease of a process that was killed. */
const ASKED_MAX = 15;

/** Waits where a process that was killed still holds the job. */
async function whenFree<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let asked = 1; ; asked++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'job_running' || asked === ASKED_MAX) throw error;
      await sleep(1_000);
    }
  }
}

/** Writes the bad rows that are kept; gives the file, or null where there are none. */
async function writeBadRows(
  { store, organization }: OpenedStore,
  { id, listId }: ListImport,
  path: string,
): Promise<string | null> {
  const errors = openErrorFile(path);
  let cursor: string | null = null;
  try {
    do {
      const page = await store.listImports.badRows(
        organization.id,
        { listId, importId: id },
        { limit: 200, cursor },
      );
      for (const { line, column, value, sentence } of page.items)
        errors.add({ line, column: column ?? '', value, reason: sentence });
      await errors.drained();
      cursor = page.next;
    } while (cursor !== null);
  } finally {
    await errors.close();
  }
  return errors.count === 0 ? null : path;
}

function report(ended: JobCarriedOut, errorFile: string | null): void {
  switch (ended.kind) {
    case 'finished': {
      const { id, good, bad, repeated, label } = ended.listImport;
      const counted = (value: number) => value.toLocaleString('en-US');
      say(
        `in force: ${counted(good)} good rows, ${counted(repeated)} of them repeated; ${counted(bad)} bad rows`,
      );
      if (errorFile !== null) say(`\`${errorFile}\` says which rows are bad, and why`);
      say(`import ${id}, version ${label}; to take it back: tact import rollback ${id} --reason "…"`);
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
