import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { countryCode } from '@tact/places';
import { commandLineActor } from '../command-line-actor.ts';
import { API_LIMITS } from '@tact/api/without-schemas';
import { FileError, openTable, type Table } from '@tact/files';
import type { RecordAdded } from '@tact/store';
import { counted } from '../counted.ts';
import { withStore } from '../database.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { withProgress } from '../progress.ts';
import type { ImportOptions } from '../commands/import.ts';
import { describeMapping, mapColumns } from './columns.ts';
import { leftOutText, openErrorFile, type ErrorFile } from './error-file.ts';
import { importFile, type ImportResult, type ImportRow } from './import-file.ts';
import { contactListNamed, writeRows } from './write-rows.ts';

/** Carries out `tact import contacts`: says what was recognised, imports with a progress display, says what is in. */
export async function importContacts(path: string, options: ImportOptions): Promise<void> {
  const size = await sizeOf(path);
  const table = await tableAt(path);
  const listName = statedList(options.list);
  const columns = mapColumns(table.header, {
    overrides: options.map,
    ignoreUnknown: options.ignoreUnknown === true,
  });
  const stated = statedCountry(options.defaultCountry);
  say(`${path}: ${table.about}, ${table.header.length} columns\n${describeMapping(columns)}`);
  await withStore(
    options,
    async ({ store, organization, signal }) => {
      const startedAtMs = performance.now();
      const errors = openErrorFile(`${path}.errors.csv`);
      const actor = commandLineActor();
      const target = { store, organizationId: organization.id, actor, currency: organization.currency };
      const isDryRun = options.dryRun === true;
      const contactListId = listName === null || isDryRun ? null : await contactListNamed(target, listName);
      const records: RecordCounts = {};
      const upsert = async (rows: readonly ImportRow[]) => {
        if (isDryRun) return { created: rows.length, updated: 0, unchanged: 0 };
        const written = await writeRows({ ...target, contactListId }, rows);
        for (const [name, added] of Object.entries(written.records) as [RecordAdded, number][])
          records[name] = (records[name] ?? 0) + added;
        return written;
      };
      const settings = { defaultCountry: stated ?? organization.defaultCountry, addressCountry: stated };
      const result = await withProgress('import', size, (progress) => {
        const onProgress = (bytes: number, rows: number) => progress.update(bytes, `${counted(rows)} rows`);
        return importFile({ table, columns, settings, upsert, errors, signal, onProgress });
      }).finally(() => errors.close());
      if (listName !== null && !isDryRun) reportList(listName, records);
      report(result, performance.now() - startedAtMs, errors, isDryRun);
    },
    { graceful: true },
  );
}

async function sizeOf(path: string): Promise<number> {
  try {
    const { size } = await stat(path);
    return size;
  } catch (error) {
    throw new Failure(`the file \`${path}\` cannot be read: ${failureLine(error)}`);
  }
}

function statedCountry(text: string | undefined): string | null {
  if (text === undefined) return null;
  const country = countryCode(text);
  if (country === null)
    throw usage(`--default-country \`${text}\` is no country; use a code of two letters such as \`US\``);
  return country;
}

async function tableAt(path: string): Promise<Table> {
  try {
    const table = await openTable(path);
    if (table !== undefined) return table;
  } catch (error) {
    if (error instanceof FileError) throw new Failure(error.message);
    throw error;
  }
  throw new Failure(`the file \`${path}\` has no row; it needs a header and contacts`);
}

function statedList(text: string | undefined): string | null {
  if (text === undefined) return null;
  const name = text.trim();
  if (name === '' || name.length > API_LIMITS.nameLengthMax)
    throw usage(`--list needs the name of a contact list, of at most ${API_LIMITS.nameLengthMax} characters`);
  return name;
}

/** Records of the contact list by what became of them. */
type RecordCounts = Partial<Record<RecordAdded, number>>;

function reportList(name: string, { added = 0, unchanged = 0, ...others }: RecordCounts): void {
  const refused = Object.values(others).reduce((sum, some) => sum + some, 0);
  say(
    `the contact list \`${name}\`: ${counted(added)} records are new, ${counted(unchanged)} were in it${refused === 0 ? '' : `, ${counted(refused)} could not be added`}`,
  );
}

function report(result: ImportResult, tookMs: number, errors: ErrorFile, isDryRun: boolean): void {
  const { rows, created, updated, unchanged, leftOut, repeated, repeatedDevices, failure } = result;
  const total = created + updated + unchanged;
  const isIn = isDryRun ? 'would be in' : 'are in';
  if (failure !== null) {
    throw new Failure(
      `the import ended early: ${failureLine(failure)}; ${counted(total)} contacts ${isIn} and stay; mend the cause and run it again`,
    );
  }
  const seconds = tookMs / 1000;
  say(
    `${counted(total)} contacts ${isIn}: ${isDryRun ? '' : `${counted(created)} new, ${counted(updated)} replaced, ${counted(unchanged)} unchanged; `}${counted(rows)} rows in ${seconds.toFixed(1)} s (${counted(Math.round(rows / seconds))} rows/s)`,
  );
  if (repeated > 0)
    say(`${counted(repeated)} rows repeat a client id; the last one counts; \`${errors.path}\` lists them`);
  if (repeatedDevices > 0) say(`${counted(repeatedDevices)} devices stood twice in a row and are kept once`);
  if (result.stopped) {
    throw new Failure(
      `stopped after line ${counted(result.doneToLine)}: everything before it is in or left out; run the same command again to go on${leftOut === 0 ? '' : ` (${leftOutText(leftOut, errors.path)})`}`,
    );
  }
  // Whoever runs it in a job has to hear of it: those whom the rows name are not in.
  if (leftOut > 0) throw new Failure(leftOutText(leftOut, errors.path));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
