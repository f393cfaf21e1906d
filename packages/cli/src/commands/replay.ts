import type { Command } from 'commander';
import { EXIT, Failure, type ExitCode } from '../failure.ts';

/** `tact replay`: recomputes a stored decision from its record and compares the bytes (S31). */
export function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('Recompute a recorded decision from its record alone, and compare it byte for byte.')
    .argument('<id>', 'the id of the decision')
    .option('--organization <id>', 'whose decision; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)')
    .action(async (id: string, options: { organization?: string; dataDir?: string }) => {
      const { withStore } = await import('../database.ts');
      const { replay } = await import('@tact/service/without-http');
      const { zoneTable } = await import('@tact/places');
      await withStore(options, async ({ store, organization }) => {
        const stored = await store.decisions.get(organization.id, id);
        if (stored === undefined)
          throw new Failure(`there is no decision \`${id}\` in \`${organization.name}\``);
        const source = await store.rules.findRuleset(organization.id, stored.ruleset);
        if (source === undefined)
          throw new Failure(
            `the rules of decision \`${id}\` (\`${stored.ruleset}\`) are not in the database`,
          );
        const result = replay(stored.record, source, zoneTable());
        process.stdout.write(sentenceOf(result));
        if (result.replayed !== 'equal') end(EXIT.failure);
      });
    });
}

function sentenceOf(
  result:
    | { readonly replayed: 'equal' }
    | { readonly replayed: 'different'; readonly recorded: string; readonly recomputed: string }
    | { readonly replayed: 'other version'; readonly recorded: string; readonly running: string },
): string {
  switch (result.replayed) {
    case 'equal':
      return 'equal: the decision follows from its record, byte for byte\n';
    case 'different':
      return `different: the record was changed, or this program decides otherwise\nrecorded    ${result.recorded}\nrecomputed  ${result.recomputed}\n`;
    case 'other version':
      return `not compared: the record was made by \`${result.recorded}\`, and this is \`${result.running}\`; use that version\n`;
  }
}
