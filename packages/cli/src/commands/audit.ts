import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { EXIT, type ExitCode } from '../failure.ts';

/** The options of `tact audit verify`, as commander gives them. */
export interface VerifyOptions extends DatabaseOptions {
  readonly checkpoint?: readonly string[];
  readonly key?: readonly string[];
  readonly json?: true;
}

/** `tact audit`: the proof that nothing was changed afterwards, for whoever has to check it. */
export function addAudit(program: Command, end: (code: ExitCode) => void): void {
  const audit = program.command('audit').description('The proof that nothing was changed afterwards.');
  withDatabase(
    audit
      .command('export')
      .description(
        'Write the audit log, all decisions and attempts, their seals and checkpoints to one file.',
      )
      .argument('<file>', 'where to write it, one JSON object a line'),
  ).action(async (file: string, options: DatabaseOptions) => {
    const { exportAudit } = await import('../audit/export-audit.ts');
    await exportAudit(file, options);
  });
  withDatabase(
    audit
      .command('checkpoint')
      .description('Print the newest signed checkpoint; keep it where the database is not.'),
  ).action(async (options: DatabaseOptions) => {
    const { printCheckpoint } = await import('../audit/print-checkpoint.ts');
    await printCheckpoint(options);
  });
  withDatabase(
    audit
      .command('verify')
      .description(
        'Check an export, offline, or the database itself: every hash, number, batch and signature.',
      )
      .argument('[file]', 'an export (else the database)')
      .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
      .option(
        '--key <key...>',
        'the public keys that may sign, as `tact audit checkpoint` shows them (else any)',
      )
      .option('--json', 'the findings as JSON'),
  )
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const { verifyAudit } = await import('../audit/verify-audit.ts');
      if (!(await verifyAudit(file ?? null, options))) end(EXIT.failure);
    });
}

function withDatabase(command: Command): Command {
  return command
    .option('--organization <id>', 'whose; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)');
}

const HELP = `
  tact audit checkpoint > checkpoint-2026-03-31.json
  tact audit verify
  tact audit export all.ndjson
  tact audit verify all.ndjson --checkpoint checkpoint-2026-03-31.json

Exit code 1 where anything is not as it was; each line says what and where.
`;
