import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';

/** The options of `tact import list`, as commander gives them. */
export interface ImportListOptions extends DatabaseOptions {
  readonly replace?: true;
  readonly append?: true;
  readonly remove?: true;
  readonly defaultCountry?: string;
  readonly zone?: string;
  readonly baseVersion?: string;
  readonly label?: string;
  readonly versionAt?: string;
  readonly coverage?: string;
  readonly plan?: string;
  readonly yes?: true;
}

/** The options of `tact import rollback`. */
export interface RollBackOptions extends DatabaseOptions {
  readonly reason?: string;
}

/** `tact import list` and `tact import rollback`. */
export function addImportList(command: Command): void {
  withDatabase(
    command
      .command('list')
      .description(
        'Bring a file into a suppression list: CSV, TXT, XLSX, registry files, packed or not. Shows what it found before anything is written; nothing is in force before all of it is. Bad rows stand in FILE.errors.csv.',
      )
      .argument('<list>', 'the name or the id of the list')
      .argument('<file>', 'the file')
      .option('--append', 'its rows come to the list (so where nothing is said)')
      .option('--replace', 'they come instead of what earlier imports brought; entries added by hand stay')
      .option('--remove', 'they go from the list')
      .option('--default-country <code>', "the country of numbers that name none (else the organization's)")
      .option('--zone <name>', 'the time zone of times that name none')
      .option('--base-version <name>', 'the version of the list that a change list was made for')
      .option('--label <name>', "what the list's version is called after it")
      .option('--version-at <instant>', 'of a registry list: the instant that the file is of')
      .option('--coverage <prefixes>', 'of a registry list: number prefixes, such as +1212,+1646')
      .option('--plan <file>', 'changes of the plan that is proposed, as JSON')
      .option('--yes', 'do not ask'),
  )
    .addHelpText('after', HELP)
    .action(async (list: string, file: string, options: ImportListOptions) => {
      const { importList } = await import('../lists/import-list.ts');
      await importList(list, file, options);
    });
  withDatabase(
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

function withDatabase(command: Command): Command {
  return command
    .option('--organization <id>', 'whose list; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)');
}

const HELP = `
  tact import list "National registry" full.zip --replace --version-at 2026-11-01T00:00:00Z --label november
  tact import list "National registry" changes.zip --base-version november --label december
  tact import list "Complaints" complaints.xlsx --default-country GB

Ctrl-C stops; the same command again goes on from there.
`;
