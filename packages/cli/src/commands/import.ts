import type { Command } from 'commander';
import { addImportList } from './import-list.ts';
import { collect } from './collect.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact import contacts`, as commander gives them. */
export interface ImportOptions {
  readonly map: readonly string[];
  readonly ignoreUnknown?: true;
  readonly defaultCountry?: string;
  readonly list?: string;
  readonly dryRun?: true;
  readonly organization?: string;
  readonly dataDir?: string;
}

/** The options of `tact import custom-timezones`. */
export type ImportTimezonesOptions = Pick<ImportOptions, 'dryRun' | 'organization' | 'dataDir'>;

/** `tact import`. */
export function addImport(program: Command): void {
  const command = program.command('import').description('Bring in lists.');
  addContacts(command);
  addCustomTimezones(command);
  addImportList(command);
}

function addCustomTimezones(command: Command): void {
  command
    .command('custom-timezones')
    .description(
      'Bring in time zones of your own for numbers, from a CSV list. Digits that have a time zone already get the new one; rows that cannot be used are left out and listed in FILE.errors.csv.',
    )
    .argument('<file>', 'a CSV file with a header; encoding and delimiter are found out')
    .option('--dry-run', 'read the whole file, write nothing but FILE.errors.csv')
    .addOption(organizationOption('whose map'))
    .addOption(dataDirOption())
    .addHelpText('after', TIMEZONES_HELP)
    .action(async (file: string, options: ImportTimezonesOptions) => {
      const { importCustomTimezones } = await import('../custom-timezones/import-custom-timezones.ts');
      await importCustomTimezones(file, options);
    });
}

const TIMEZONES_HELP = `
Columns, in any order: country code, area code, exchange (may be left out), timezone

  country code,area code,exchange,timezone
  1,800,,America/Chicago
  44,844,,Europe/London

Good rows are imported though others are left out; the exit code is then 1, with --dry-run as well.
`;

function addContacts(command: Command): void {
  command
    .command('contacts')
    .description(
      'Bring in a list of contacts, CSV or XLSX. A contact that is there already (same client id) is replaced; rows that cannot be used are left out and listed in FILE.errors.csv.',
    )
    .argument(
      '<file>',
      'a CSV file with a header, of which encoding and delimiter are found out; or an XLSX workbook, of which the first sheet is read',
    )
    .option('--map <column=field>', 'say what a column is; may be given several times', collect, [])
    .option('--ignore-unknown', 'leave out columns that are no field; without it they become attributes')
    .option(
      '--default-country <code>',
      "the country of numbers and addresses that name none (numbers: else the organization's)",
    )
    .option(
      '--list <name>',
      'also put them on this contact list, for campaigns; it is made where there is none',
    )
    .option('--dry-run', 'read the whole file, write nothing but FILE.errors.csv')
    .addOption(organizationOption('whose contacts'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportOptions) => {
      const { importContacts } = await import('../contacts/import-contacts.ts');
      await importContacts(file, options);
    });
}

const HELP = `
Fields: clientId, name, firstName, lastName, zone, country, region, postalCode, language,
        device1 to device10, device1.type to device10.type,
        account.reference, account.amount, account.currency, attribute, attribute:NAME, ignore
Many spellings are known: "Client ID", "First Name", "tz", "State", "ZIP", "Home Phone", "Mobile", "E-mail" …

  tact import contacts list.csv --dry-run
  tact import contacts list.csv --map "Ref no=clientId" --map "Tel A=device1" --ignore-unknown
  tact import contacts march.xlsx --list "March" --map "Invoice=account.reference" --map "Total amount=account.amount"

Good rows are imported though others are left out; the exit code is then 1, with --dry-run as well.
Ctrl-C stops after the batch that is being written; the same command again goes on from there.
`;
