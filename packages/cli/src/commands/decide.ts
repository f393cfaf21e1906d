import type { Command } from 'commander';

/** The options of `tact decide`, as commander gives them. */
export interface DecideOptions {
  readonly number?: string;
  readonly email?: string;
  readonly clientId?: string;
  readonly account?: string;
  readonly channel?: string;
  readonly group?: string;
  readonly at?: string;
  readonly zone?: string;
  readonly country?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly json?: true;
  readonly out?: string;
  readonly format?: string;
  readonly jobs?: string;
  readonly organization?: string;
  readonly dataDir?: string;
}

/** `tact decide`: one question, or a file of them. */
export function addDecide(program: Command): void {
  program
    .command('decide')
    .description(
      'Ask whether somebody may be contacted: one number or contact, or every row of a CSV file. Nothing is recorded or reserved.',
    )
    .argument('[file]', 'a CSV file with a header, and a column of client ids or of numbers')
    .option('--number <number>', 'a phone number in any written form')
    .option('--email <address>', 'an e-mail address')
    .option('--client-id <id>', 'a contact by its client id; with --number or --email, that device of it')
    .option('--account <id>', 'the account that the contact is about')
    .option('--channel <channel>', 'call, sms, email or whatsapp (else call, or email with --email)')
    .option('--group <name>', 'the campaign group, by name or id')
    .option('--at <instant>', 'another instant than now, such as 2026-11-21T02:15:00Z')
    .option('--zone <zone>', 'describe the contact: its stated zone, such as America/New_York')
    .option('--country <code>', 'describe the contact: its country')
    .option('--region <code>', 'describe the contact: its state or province')
    .option('--postal-code <code>', 'describe the contact: its postal code')
    .option('--json', 'the answer as JSON')
    .option('--out <file>', 'with a file: where the answers go (else standard output)')
    .option('--format <format>', 'with a file: csv or ndjson', 'csv')
    .option('--jobs <number>', 'with a file: how many batches are under way at once')
    .option('--organization <id>', 'whose rules; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)')
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
decided by what the number alone tells.
`;
