import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact replay`, as commander gives them. */
export interface ReplayOptions extends DatabaseOptions {
  readonly sample?: string;
  readonly from?: string;
  readonly to?: string;
}

/** `tact replay`: recomputes stored decisions from their records and compares the bytes (S31). */
export function addReplay(program: Command, end: (code: ExitCode) => void): void {
  program
    .command('replay')
    .description('Recompute recorded decisions from their records alone, and compare them byte for byte.')
    .argument('[id]', 'the id of the decision (else a sample)')
    .option('--sample <count>', 'so many decisions drawn at chance from the days')
    .option('--from <day or instant>', "of a sample: the first day, in the organization's zone")
    .option('--to <day or instant>', 'of a sample: the last day, included whole')
    .addOption(organizationOption('whose decisions'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (id: string | undefined, options: ReplayOptions) => {
      const { replayDecisions } = await import('../replay/replay-decisions.ts');
      if (!(await replayDecisions(id ?? null, options))) end(EXIT.failure);
    });
}

const HELP = `
  tact replay 0199c0f2-0000-7000-8000-000000000001
  tact replay --sample 1000 --from 2026-03-01 --to 2026-03-07

Ends with 1 where a decision does not follow from its record, and says where they differ. What cannot be compared (a record of
another version, or of somebody who was erased) is told, and ends with 0, alone as in a sample.
`;
