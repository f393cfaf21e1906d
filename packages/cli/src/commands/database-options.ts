import type { Command } from 'commander';

/** Adds the options that say which database, and whose data in it; `whose` begins the help of the second, such as `whose list`. */
export function addDatabaseOptions(command: Command, whose = 'whose'): Command {
  return command
    .option('--organization <id>', `${whose}; needed where the database holds several organizations`)
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)');
}
