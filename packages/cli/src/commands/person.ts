import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';

/** `tact person`: what is stored about one person, for whoever asks for it by right. */
export function addPerson(program: Command): void {
  program
    .command('person')
    .description('What is stored about one person.')
    .command('export')
    .description('Write everything about a client to a new file, one JSON object a line.')
    .argument('<client>', 'the client id')
    .argument('<file>', 'where to write it')
    .option('--organization <id>', 'whose; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)')
    .action(async (client: string, file: string, options: DatabaseOptions) => {
      const { exportPerson } = await import('../export-person.ts');
      await exportPerson(client, file, options);
    });
}
