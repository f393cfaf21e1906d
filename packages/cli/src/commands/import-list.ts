import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { collect } from './collect.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** What says how a file is read, as commander gives it. */
export interface ReadingOptions {
  readonly defaultCountry?: string;
  readonly zone?: string;
  readonly dateOrder?: string;
  readonly baseVersion?: string;
  readonly map?: readonly string[];
  readonly plan?: string;
}

/** The options of `tact import list`, as commander gives them. */
export interface ImportListOptions extends DatabaseOptions, ReadingOptions {
  readonly list?: string;
  readonly mode: string;
  readonly label?: string;
  readonly versionAt?: string;
  readonly coverage?: string;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** The options of `tact import rollback`. */
export interface RollBackOptions extends DatabaseOptions {
  readonly reason?: string;
}

/** `tact import list` and `tact import rollback`. */
export function addImportList(command: Command): void {
  withList(
    withReading(
      command
        .command('list')
        .description(
          'Bring a file into a suppression list: CSV, TXT, XLSX, registry files, packed or not. Shows what it found before anything is written; nothing is in force before all of it is. Bad rows stand in FILE.errors.csv.',
        )
        .argument('<file>', 'the file')
        .option('--list <list>', 'the name or the id of the list (needed)')
        .option(
          '--mode <mode>',
          'append: its rows come to the list; replace: they come instead of what earlier imports brought, and entries added by hand stay; remove: they go from the list',
          'append',
        ),
    )
      .option('--label <name>', "what the list's version is called after it")
      .option('--version-at <instant>', 'of a registry list: the instant that the file is of')
      .option('--coverage <prefixes>', 'of a registry list: number prefixes, such as +1212,+1646')
      .option('--dry-run', 'read the whole file, write nothing but FILE.errors.csv')
      .option('--yes', 'do not ask'),
  )
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportListOptions) => {
      const { importList } = await import('../lists/import-list.ts');
      await importList(file, options);
    });
  withList(
    command
      .command('rollback')
      .description('Take an import into a suppression list back, exactly; from the newest on.')
      .argument('<import>', 'the id of the import')
      .option('--reason <text>', 'why; it is kept in the audit log (needed)'),
  ).action(async (importId: string, options: RollBackOptions) => {
    const { rollBack } = await import('../lists/roll-back-import.ts');
    await rollBack(importId, options);
  });
}

/** Adds the options that say how a file is read. */
export function withReading(command: Command): Command {
  return command
    .option('--default-country <code>', "the country of numbers that name none (else the organization's)")
    .option('--zone <name>', 'the time zone of times that name none')
    .option('--date-order <order>', 'day_first or month_first, for dates such as 03/04/2026')
    .option('--base-version <name>', 'the version of the list that a change list was made for')
    .option(
      '--map <column=use>',
      'what a column, by name or place, is read as; may be given several times',
      collect,
      [],
    )
    .option('--plan <file>', 'changes of the plan that is proposed, as JSON');
}

function withList(command: Command): Command {
  return command.addOption(organizationOption('whose list')).addOption(dataDirOption());
}

const HELP = `
Columns are read as: number, email, email_domain, device, client_id, area_code, local_number,
                     from, until, days_to_expiry, reason, change_code, ignore

  tact import list full.zip --list "National registry" --mode replace --version-at 2026-11-01T00:00:00Z --label november
  tact import list changes.zip --list "National registry" --base-version november --label december
  tact import list complaints.xlsx --list Complaints --map "Tel=number" --map 4=ignore

Ctrl-C stops; the same command again goes on from there, also after a crash. Where rows are bad the good ones
are imported, and the exit code is 1.
`;
