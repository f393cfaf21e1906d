import type { Command } from 'commander';

/** `tact backup` and `tact restore`: the database that tact brings, with the installation's keys, in one file. */
export function addBackup(program: Command): void {
  program
    .command('backup')
    .description(
      'Write the database that tact brings, as it is at one instant, and the keys of the installation to one file. The service may run meanwhile.',
    )
    .argument('<file>', 'where to write it; it must not exist')
    .option('--data-dir <folder>', 'where the database is kept (TACT_DATA_DIR)')
    .option('--without-keys', 'leave the keys out; what they encrypt is then lost without a copy of them')
    .action(async (file: string, options: { dataDir?: string; withoutKeys?: true }) => {
      const { backUp } = await import('../backup/back-up.ts');
      await backUp(file, options);
    });
  program
    .command('restore')
    .description(
      'Make a data folder from a backup. The folder must be empty or not exist; nothing is overwritten.',
    )
    .argument('<file>', 'a backup')
    .option('--data-dir <folder>', 'where the database is to be kept (TACT_DATA_DIR)')
    .action(async (file: string, options: { dataDir?: string }) => {
      const { restore } = await import('../backup/restore.ts');
      await restore(file, options);
    });
}
