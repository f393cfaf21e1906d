import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact backtest`, as commander gives them. */
export interface BacktestOptions extends DatabaseOptions {
  readonly from: string;
  readonly to: string;
  readonly format?: string;
  readonly output?: string;
  readonly threads?: string;
}

/** `tact backtest`: what proposed rules would have changed. */
export function addBacktest(program: Command): void {
  program
    .command('backtest')
    .description('What proposed rules would have changed, had they been in force. Nothing is changed.')
    .argument(
      '<proposal>',
      'a file of JSON: rules, removedRuleIds, contactDates, removedContactDateIds, allowedHours, limits',
    )
    .requiredOption('--from <day or instant>', "the first day, in the organization's zone")
    .requiredOption('--to <day or instant>', 'the last day, included whole')
    .option('--format <format>', 'text, json or csv (else text)')
    .option('--output <file>', 'where to write it (else to standard output)')
    .option('--threads <count>', 'how many threads work on it (else one for each processor)')
    .addOption(organizationOption('whose history'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string, options: BacktestOptions) => {
      const { backtest } = await import('../backtest/backtest.ts');
      await backtest(file, options);
    });
}

const HELP = `
  tact backtest stricter.json --from 2026-03-01 --to 2026-03-31
  tact backtest stricter.json --from 2026-03-01 --to 2026-03-31 --format csv --output changes.csv

A proposal has the rules as they would be, with the id of the one that each takes the place of, or none:
  {"limits": {"attemptsPerDayMax": 2, "attemptsPerWeekMax": 7, "intervalHoursMin": null}}
  {"removedRuleIds": ["0199c0f2-0000-7000-8000-000000000001"]}
`;
