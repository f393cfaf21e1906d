import { createCustomTimezoneImport, type CustomTimezoneImport } from '@tact/service';
import { asFailure } from '../as-failure.ts';
import { commandLineActor } from '../command-line-actor.ts';
import type { ImportTimezonesOptions } from '../commands/import.ts';
import { leftOutText, openErrorFile } from '../contacts/error-file.ts';
import { csvRows, inspectCsv, type CsvFile } from '@tact/files';
import { counted } from '../counted.ts';
import { withStore } from '../database.ts';
import { Failure, failureLine } from '../failure.ts';

/** How every failure of it begins. */
const NOTHING = 'nothing was imported: ';

/**
 * Carries out `tact import custom-timezones`: good rows go in together, bad ones stand in `FILE.errors.csv`. A file that cannot be read to
 * its end changes nothing.
 */
export async function importCustomTimezones(path: string, options: ImportTimezonesOptions): Promise<void> {
  const file = await inspected(path);
  const errors = openErrorFile(`${path}.errors.csv`);
  try {
    const { started, refused } = await read(file, ({ line, column, value, sentence }) => {
      errors.add({ line, column, value, reason: sentence });
    });
    const isDryRun = options.dryRun === true;
    if (!isDryRun) await write(started, options);
    else say(`${counted(started.size)} custom timezones would be in`);
    if (refused > 0) throw new Failure(leftOutText(refused, errors.path));
  } finally {
    await errors.close();
  }
}

async function write(started: CustomTimezoneImport, options: ImportTimezonesOptions): Promise<void> {
  await withStore(options, async ({ store, organization }) => {
    const caller = { organizationId: organization.id, actor: commandLineActor() };
    const { created, updated, unchanged } = await asFailure(() => started.write({ store }, caller), NOTHING);
    say(
      `${counted(started.size)} custom timezones are in: ${counted(created)} new, ${counted(updated)} replaced, ${counted(unchanged)} unchanged`,
    );
  });
}

async function inspected(path: string): Promise<CsvFile> {
  let file: CsvFile | undefined;
  try {
    file = await inspectCsv(path);
  } catch (error) {
    throw new Failure(`the file \`${path}\` cannot be read: ${failureLine(error)}`);
  }
  if (file === undefined)
    throw new Failure(`the file \`${path}\` has no row; it needs a header and custom timezones`);
  return file;
}

async function read(
  file: CsvFile,
  refuse: Parameters<typeof createCustomTimezoneImport>[1],
): Promise<{ readonly started: CustomTimezoneImport; readonly refused: number }> {
  let refused = 0;
  const started = await asFailure(
    () => Promise.resolve(createCustomTimezoneImport(file.header, refuse)),
    NOTHING,
  );
  await asFailure(async () => {
    for await (const { rows } of csvRows(file)) for (const row of rows) if (!started.add(row)) refused++;
  }, NOTHING);
  return { started, refused };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
