import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact retention`, as commander gives them. */
export interface RetentionOptions extends DatabaseOptions {
  readonly decisions?: string;
  readonly attempts?: string;
  readonly optOuts?: string;
  readonly json?: true;
}

/** `tact retention`: for how long records are kept. */
export function addRetention(program: Command): void {
  program
    .command('retention')
    .description('Show for how long records are kept, or change it. `tact serve` removes what is older.')
    .option('--decisions <days>', 'decisions, since they were recorded; a number of days, or `forever`')
    .option('--attempts <days>', 'attempts and their results, since they were recorded')
    .option('--opt-outs <days>', 'opt-outs, since they were lifted or ended; those in force stay')
    .option('--json', 'as JSON')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .action(async (options: RetentionOptions) => {
      const { retention } = await import('../retention.ts');
      await retention(options);
    });
}
