import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { addQuestionOptions, type QuestionOptions } from './question-options.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact windows`, as commander gives them. */
export interface WindowsOptions extends QuestionOptions, DatabaseOptions {
  readonly days: string;
  readonly json?: true;
}

/** `tact windows`: when somebody could be contacted in the days to come. */
export function addWindows(program: Command): void {
  const command = program
    .command('windows')
    .description(
      'Show when somebody could be contacted in the days to come, by all that is known now. Nothing is recorded or reserved.',
    )
    .argument('[number]', 'a phone number in any written form, the same as --number');
  addQuestionOptions(command)
    .option('--days <number>', 'how far ahead, in times of 24 hours: 1 to 31', '7')
    .option('--json', 'the windows as JSON')
    .addOption(organizationOption('whose rules'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (number: string | undefined, options: WindowsOptions) => {
      const { showWindows } = await import('../deciding/show-windows.ts');
      await showWindows(number, options);
    });
}

const HELP = `
  tact windows "+1 212 555 0123"
  tact windows --client-id A-1001 --channel sms --days 14

An attempt, an opt-out or another rule in between changes them: they are for planning. Ask again before each attempt.
`;
