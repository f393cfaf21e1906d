import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { addQuestionOptions, type QuestionOptions } from './question-options.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact decide`, as commander gives them. */
export interface DecideOptions extends QuestionOptions, DatabaseOptions {
  readonly json?: true;
  readonly out?: string;
  readonly format?: string;
  readonly jobs?: string;
}

/** `tact decide`: one question, or a file of them. */
export function addDecide(program: Command): void {
  const command = program
    .command('decide')
    .description(
      'Ask whether somebody may be contacted: one number or contact, or every row of a CSV file. Nothing is recorded or reserved.',
    )
    .argument('[file]', 'a CSV file with a header, and a column of client ids or of numbers');
  addQuestionOptions(command)
    .option('--json', 'the answer as JSON')
    .option('--out <file>', 'with a file: a new file for the answers (else standard output)')
    .option('--format <format>', 'with a file: csv or ndjson (else csv)')
    .option('--jobs <number>', 'with a file: how many batches are under way at once')
    .addOption(organizationOption('whose rules'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: DecideOptions) => {
      if (file === undefined) {
        const { decideOne } = await import('../deciding/decide-one.ts');
        await decideOne(options);
      } else {
        const { decideFile } = await import('../deciding/decide-file.ts');
        await decideFile(file, options);
      }
    });
}

const HELP = `
  tact decide --number "+1 212 555 0123"
  tact decide --client-id A-1001 --channel sms --at 2026-11-21T02:15:00Z
  tact decide list.csv --out answers.csv

Answers of a file, in its order: clientId,device,decision,code,sentence,nextAllowedAt. The decision is allowed, blocked, or
refused: then the row is no question that can be answered, and must not be contacted. A row with a number and no client id is
decided by what the number alone tells. A file says whom it is about in its columns; --channel, --group, --at and --attribute
hold for all rows.
`;
