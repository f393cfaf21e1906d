import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact forecast`, as commander gives them. */
export interface ForecastOptions extends DatabaseOptions {
  readonly hours: string;
  readonly format?: string;
}

/** `tact forecast`: how much of a campaign's list is callable in each hour to come. */
export function addForecast(program: Command): void {
  program
    .command('forecast')
    .description(
      "How much of a campaign's contact list is callable in each hour to come. Nothing is recorded.",
    )
    .argument('<campaign>', 'the campaign, by name or id')
    .option('--hours <count>', 'how many hours, 1 to 336', '168')
    .option('--format <format>', 'text, json or csv (else text)')
    .addOption(organizationOption('whose campaign'))
    .addOption(dataDirOption())
    .action(async (campaign: string, options: ForecastOptions) => {
      const { forecast } = await import('../forecast/forecast.ts');
      await forecast(campaign, options);
    });
}
