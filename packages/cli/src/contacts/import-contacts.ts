import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { countryCode } from '@tact/places';
import { commandLineActor } from '../command-line-actor.ts';
import { inspectCsv, type CsvFile } from '@tact/files';
import { withStore } from '../database.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { startProgress } from '../progress.ts';
import type { ImportOptions } from '../commands/import.ts';
import { describeMapping, mapColumns } from './columns.ts';
import { openErrorFile, type ErrorFile } from './error-file.ts';
import { importFile, type ImportResult } from './import-file.ts';

/** Carries out `tact import contacts`: says what was recognised, imports with a progress display, says what is in. */
export async function importContacts(path: string, options: ImportOptions): Promise<void> {
  const size = await sizeOf(path);
  const file = await inspectCsv(path);
  if (file === undefined)
    throw new Failure(`the file \`${path}\` has no row; it needs a header and contacts`);
  const columns = mapColumns(file.header, {
    overrides: options.map,
    ignoreUnknown: options.ignoreUnknown === true,
  });
  const stated = statedCountry(options.defaultCountry);
  say(`${path}: ${describe(file)}\n${describeMapping(columns)}`);
  await withStore(
    options,
    async ({ store, organization, signal }) => {
      const startedAtMs = performance.now();
      const errors = openErrorFile(`${path}.errors.csv`);
      const progress = await startProgress('import', size);
      const actor = commandLineActor();
      const result = await importFile({
        file,
        columns,
        settings: { defaultCountry: stated ?? organization.defaultCountry, addressCountry: stated },
        upsert:
          options.dryRun === true
            ? (contacts) => Promise.resolve({ created: contacts.length, updated: 0, unchanged: 0 })
            : (contacts) => store.contacts.upsertMany(organization.id, contacts, actor),
        errors,
        signal,
        onProgress: (bytes, rows) => progress.update(bytes, `${count(rows)} rows`),
      });
      progress.stop();
      await errors.close();
      report(result, performance.now() - startedAtMs, errors, options.dryRun === true);
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

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;

function describe({ encoding, delimiter, header }: CsvFile): string {
  return `${encoding}, ${DELIMITER_NAMES[delimiter]}, ${header.length} columns`;
}

function report(result: ImportResult, tookMs: number, errors: ErrorFile, isDryRun: boolean): void {
  const { rows, created, updated, unchanged, leftOut, repeated, repeatedDevices, failure } = result;
  const total = created + updated + unchanged;
  const isIn = isDryRun ? 'would be in' : 'are in';
  if (failure !== null) {
    throw new Failure(
      `the import ended early: ${failureLine(failure)}; ${count(total)} contacts ${isIn} and stay; mend the cause and run it again`,
    );
  }
  const seconds = tookMs / 1000;
  say(
    `${count(total)} contacts ${isIn}: ${isDryRun ? '' : `${count(created)} new, ${count(updated)} replaced, ${count(unchanged)} unchanged; `}${count(rows)} rows in ${seconds.toFixed(1)} s (${count(Math.round(rows / seconds))} rows/s)`,
  );
  if (leftOut > 0) say(`${count(leftOut)} rows were left out; \`${errors.path}\` says why`);
  if (repeated > 0)
    say(`${count(repeated)} rows repeat a client id; the last one counts; \`${errors.path}\` lists them`);
  if (repeatedDevices > 0) say(`${count(repeatedDevices)} devices stood twice in a row and are kept once`);
  if (result.stopped) {
    throw new Failure(
      `stopped after line ${count(result.doneToLine)}: everything before it is in or left out; run the same command again to go on`,
    );
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
