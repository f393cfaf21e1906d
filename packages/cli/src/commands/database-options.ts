import { Option } from 'commander';

/** `--organization`: whose data; `whose` begins its help, such as `whose list`. */
export function organizationOption(whose = 'whose'): Option {
  return new Option('--organization <id>', `${whose}; needed where the database holds several organizations`);
}

/** `--data-dir`: which database, where `DATABASE_URL` names none. */
export function dataDirOption(): Option {
  return new Option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)');
}
