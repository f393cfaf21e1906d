import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { withReading, type ReadingOptions } from './import-list.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact scrub`, as commander gives them. */
export interface ScrubOptions extends DatabaseOptions, ReadingOptions {
  readonly set?: readonly string[];
  readonly list?: readonly string[];
  readonly columns?: true;
  readonly out?: string;
  readonly allowBadSetRows?: true;
}

/** `tact scrub`. */
export function addScrub(program: Command): void {
  withReading(
    program
      .command('scrub')
      .description(
        'Take out of a list whoever is on a suppression list: clean rows, suppressed rows with list and reason, and rows that name nobody who could be looked up, each in a file of their own.',
      )
      .argument('<file>', 'CSV, TXT or XLSX, packed or not')
      .option(
        '--set <files...>',
        'scrub by these files instead of the lists of the database; no server is needed',
      )
      .option('--list <lists...>', 'scrub by these suppression lists, by name or id (else by all of devices)')
      .option('--columns', 'write one file with the columns scrub, list and reason instead of three')
      .option('--out <path>', 'how the written files are called, up to `.clean.csv` (else as FILE)')
      .option(
        '--allow-bad-set-rows',
        'go on though rows of a --set file are bad: whom they name is not found',
      ),
  )
    .addOption(organizationOption('whose lists'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string, options: ScrubOptions) => {
      const { scrub } = await import('../scrub/scrub.ts');
      await scrub(file, options);
    });
}

const HELP = `
  tact scrub list.csv
  tact scrub list.csv --list "National registry" Complaints --columns
  tact scrub list.csv --set registry.txt complaints.xlsx --default-country US

A row with several numbers is suppressed where one of them is listed. Files that an earlier scrub wrote are taken away
first; new ones are there when all rows are in them. Lists are asked, not opt-outs of contacts and not rules: for whether
somebody may be contacted now, tact decide.
`;
