import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { EXIT, usage, type ExitCode } from '../failure.ts';
import { oneOf } from '../one-of.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact audit verify`, as commander gives them. */
export interface VerifyOptions extends DatabaseOptions {
  readonly checkpoint?: readonly string[];
  readonly key?: readonly string[];
  readonly json?: true;
}

/** The options of `tact audit export`, as commander gives them. */
export interface ExportOptions extends DatabaseOptions {
  readonly format?: string;
  readonly entity?: string;
  readonly entityId?: string;
  readonly action?: string;
  readonly actorId?: string;
  readonly actorKind?: string;
  readonly source?: string;
  readonly requestId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: string;
}

const FORMATS = ['proof', 'csv', 'ndjson'] as const;
const FILTERS = [
  'entity',
  'entityId',
  'action',
  'actorId',
  'actorKind',
  'source',
  'requestId',
  'from',
  'to',
  'after',
] as const;

/** What the options ask for: a filter never makes a proof, which is of everything. */
function formatOf(file: string, options: ExportOptions): (typeof FORMATS)[number] {
  const isFiltered = file === '-' || FILTERS.some((name) => options[name] !== undefined);
  const byName = file.endsWith('.csv') ? 'csv' : isFiltered ? 'ndjson' : 'proof';
  const format = oneOf(FORMATS, '--format', options.format) ?? byName;
  if (format === 'proof' && isFiltered)
    throw usage('a proof is of everything and goes to a file; entries with a filter are csv or ndjson');
  return format;
}

/** `tact audit`: the proof that nothing was changed afterwards, for whoever has to check it. */
export function addAudit(program: Command, end: (code: ExitCode) => void): void {
  const audit = program.command('audit').description('The proof that nothing was changed afterwards.');
  addExport(audit);
  audit
    .command('checkpoint')
    .description('Print the newest signed checkpoint; keep it where the database is not.')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .action(async (options: DatabaseOptions) => {
      const { printCheckpoint } = await import('../audit/print-checkpoint.ts');
      await printCheckpoint(options);
    });
  audit
    .command('verify')
    .description('Check an export, offline, or the database itself: every hash, number, batch and signature.')
    .argument('[file]', 'an export (else the database)')
    .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere')
    .option(
      '--key <key...>',
      'the public keys that may sign, as `tact audit checkpoint` shows them (else any)',
    )
    .option('--json', 'the findings as JSON')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: VerifyOptions) => {
      const { verifyAudit } = await import('../audit/verify-audit.ts');
      if (!(await verifyAudit(file ?? null, options))) end(EXIT.failure);
    });
}

function addExport(audit: Command): void {
  audit
    .command('export')
    .description(
      'Write the audit log, all decisions and attempts, their seals and checkpoints to one file that `audit verify` checks; or, as CSV or with a filter, entries of the audit log to read.',
    )
    .argument('<file>', 'where to write it, one JSON object a line; entries also to standard output: -')
    .option('--format <format>', 'proof; or entries: csv, ndjson (else csv by the name of the file)')
    .option('--entity <kind>', 'entries: only about this kind of thing, such as opt-out')
    .option('--entity-id <id>', 'entries: only about this one')
    .option('--action <action>', 'entries: only this kind of change, such as rule.create')
    .option('--actor-id <id>', 'entries: only by this user, key or job')
    .option('--actor-kind <kind>', 'entries: only by a user, api-key, command-line or job')
    .option('--source <source>', 'entries: only made one by one (individual), in bulk, or by a program (api)')
    .option('--request-id <id>', 'entries: only of this request')
    .option('--from <day or instant>', "entries: the first day, in the organization's zone")
    .option('--to <day or instant>', 'entries: the last day, included whole')
    .option('--after <number>', 'entries: only those behind this number, without a header')
    .addOption(organizationOption())
    .addOption(dataDirOption())
    .addHelpText('after', EXPORT_HELP)
    .action(async (file: string, options: ExportOptions) => {
      const format = formatOf(file, options);
      if (format === 'proof') {
        const { exportAudit } = await import('../audit/export-audit.ts');
        await exportAudit(file, options);
      } else {
        const { exportEntries } = await import('../audit/export-entries.ts');
        await exportEntries(file, format, options);
      }
    });
}

const EXPORT_HELP = `
  tact audit export everything.ndjson
  tact audit export march.csv --from 2026-03-01 --to 2026-03-31
  tact audit export - --entity opt-out --source bulk | wc -l
`;

const HELP = `
  tact audit checkpoint > checkpoint-2026-03-31.json
  tact audit verify
  tact audit export all.ndjson
  tact audit verify all.ndjson --checkpoint checkpoint-2026-03-31.json

Exit code 1 where anything is not as it was; each line says what and where.
`;
