import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact report compliance`, as commander gives them. */
export interface ComplianceOptions extends DatabaseOptions {
  readonly from: string;
  readonly to: string;
  readonly format?: string;
  readonly channel?: string;
  readonly direction?: string;
  readonly group?: string;
  readonly client?: string;
  readonly hours?: string;
  readonly decision?: string;
  readonly resume?: true;
}

/** `tact report`: what was done, for whoever has to show it. */
export function addReport(program: Command): void {
  program
    .command('report')
    .description('What was done, for whoever has to show it.')
    .command('compliance')
    .description(
      'Every interaction of some days: when, where, whom, and whether it fell within allowed hours.',
    )
    .argument('[file]', 'where to write it (else to standard output)')
    .requiredOption('--from <day or instant>', "the first day, in the organization's zone")
    .requiredOption('--to <day or instant>', 'the last day, included whole')
    .option(
      '--format <format>',
      'csv, ndjson, summary (JSON) or pdf (else by the name of the file, else csv)',
    )
    .option('--channel <channel>', 'only this channel')
    .option('--direction <direction>', 'only outbound or inbound')
    .option('--group <name>', 'only this campaign group, by name or id')
    .option('--client <id>', 'only this client')
    .option('--hours <hours>', 'only what fell inside, outside, unknown or not-applicable')
    .option('--decision <decision>', 'only what was reserved, asked, none or against')
    .option('--resume', 'go on in a file that was cut, after its last whole line')
    .addOption(organizationOption('whose report'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: ComplianceOptions) => {
      const { writeComplianceReport } = await import('../reports/compliance.ts');
      await writeComplianceReport(file ?? null, options);
    });
}

const HELP = `
  tact report compliance --from 2026-03-01 --to 2026-03-31 march.csv
  tact report compliance --from 2026-03-01 --to 2026-03-31 --hours outside
  tact report compliance --from 2026-03-01 --to 2026-03-31 march.pdf

A file that was cut (Ctrl-C, a full disk) is taken up again with --resume.
`;
