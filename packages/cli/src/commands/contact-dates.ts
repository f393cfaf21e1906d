import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact contact-dates suggest`, as commander gives them. */
export interface SuggestOptions extends DatabaseOptions {
  readonly types?: string;
  readonly add?: true;
  readonly json?: true;
}

/** `tact contact-dates`. */
export function addContactDates(program: Command): void {
  const command = program.command('contact-dates').description('Days without contact.');
  command
    .command('suggest')
    .description('List the holidays of a place in one year; with --add, make contact dates of them.')
    .usage('[options] <country> [region] <year>')
    .argument('<words...>', 'a country such as US, perhaps a part of it such as US-NY, and a year')
    .option('--types <types>', 'kinds of holiday: public, bank, optional, school, observance', 'public')
    .option('--add', 'make a contact date of each day that has none yet')
    .option('--json', 'the days as JSON')
    .addOption(organizationOption('whose dates'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (words: readonly string[], options: SuggestOptions) => {
      const { suggest } = await import('../contact-dates/suggest.ts');
      await suggest(words, options);
    });
}

const HELP = `
  tact contact-dates suggest US 2027
  tact contact-dates suggest US US-NY 2027
  tact contact-dates suggest US US-NY 2027 --types public,bank --add

The days are a suggestion: which of them law or contract asks for, your compliance officer knows.
`;
