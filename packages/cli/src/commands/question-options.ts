import type { Command } from 'commander';

/** The options that say what is asked, as commander gives them. */
export interface QuestionOptions {
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
  readonly attribute?: readonly string[];
}

/** Adds the options that say what is asked. */
export function addQuestionOptions(command: Command): Command {
  return command
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
    .option(
      '--attribute <name=value>',
      'what custom rules read as `$name`: tier=gold, balance=120.5, vip=true; a text of digits in quotes: zip="02116"; may be given again',
      (text: string, before?: readonly string[]) => [...(before ?? []), text],
    );
}
