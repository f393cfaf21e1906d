import type { Command } from 'commander';
import { dataDirOption } from './database-options.ts';

/** `tact migrate`: brings the database's tables up to this version. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description(
      'Bring the tables of the database up to this version: of DATABASE_URL, or of the one that tact brings.',
    )
    .addOption(dataDirOption())
    .action(async (options: { dataDir?: string }) => {
      const { withDatabase } = await import('../database.ts');
      const { ensurePartitions, migrate } = await import('@tact/store');
      await withDatabase(
        options,
        async ({ connectionString }) => {
          const applied = await migrate(connectionString);
          const { made, waiting } = await ensurePartitions(connectionString, Date.now());
          process.stdout.write(
            applied.length === 0
              ? 'the tables are up to date\n'
              : applied.map((name) => `applied ${name}\n`).join(''),
          );
          if (made.length > 0) process.stdout.write(`made ${made.length} monthly partitions\n`);
          const [next] = waiting;
          if (next !== undefined)
            process.stderr.write(
              `${waiting.length} monthly partitions, \`${next.name}\` first, could not be made: somebody holds a lock, such as a backup; run \`tact migrate\` again when it is over\n`,
            );
        },
        { migrated: false },
      );
    });
}
