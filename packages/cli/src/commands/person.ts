import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact person erase`, as commander gives them. */
export interface ErasePersonOptions extends DatabaseOptions {
  readonly device?: string;
  readonly reason?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** `tact person`: what is stored about one person, for whoever asks for it by right. */
export function addPerson(program: Command): void {
  const person = program.command('person').description('What is stored about one person.');
  person
    .command('export')
    .description('Write everything about a client to a new file, one JSON object a line.')
    .argument('<client>', 'the client id')
    .argument('<file>', 'where to write it')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .action(async (client: string, file: string, options: DatabaseOptions) => {
      const { exportPerson } = await import('../export-person.ts');
      await exportPerson(client, file, options);
    });
  person
    .command('erase')
    .description('Erase a person for good. Opt-outs and suppressions stay in force, by keyed hashes.')
    .argument('[client]', 'the client id')
    .option('--device <number>', 'or a number with + or an e-mail address that only one person has')
    .option('--reason <text>', 'why, without a name or a number: it stays in the audit log')
    .option('--yes', 'do not ask')
    .option('--json', 'what was erased as JSON')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (client: string | undefined, options: ErasePersonOptions) => {
      const { erasePerson } = await import('../erase-person.ts');
      await erasePerson(client ?? null, options);
    });
}

const HELP = `
  tact person export A-1001 everything.ndjson
  tact person erase A-1001 --reason "request of 3 March"
  tact person erase --device +12125550123 --reason "request of 3 March"

Ctrl-C ends it after the part under way; the same command again, or the service, goes on. Backups that
were made before still hold the person: the guide says what to do about them.
`;
