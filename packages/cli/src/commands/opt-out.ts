import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

/** The options of `tact opt-out`, as commander gives them. */
export interface OptOutOptions extends DatabaseOptions {
  readonly client?: string;
  readonly reason?: string;
  readonly channels?: string;
  readonly contactOnly?: true;
  readonly until?: string;
  readonly defaultCountry?: string;
  /** False: numbers of no contact are only told of. */
  readonly storeUnmatched: boolean;
  readonly json?: true;
}

/** The options of `tact opt-out lift`. */
export interface LiftOptions extends DatabaseOptions {
  readonly client?: string;
  readonly id?: string;
  readonly reason?: string;
  readonly json?: true;
}

/** The options of `tact opt-out list`. */
export interface ListOptOutsOptions extends DatabaseOptions {
  readonly page: string;
  readonly pageSize: string;
  readonly json?: true;
}

/** `tact opt-out`: records an opt-out; with `lift` and `list` under it. */
export function addOptOut(program: Command): void {
  const command = withJson(
    program
      .command('opt-out')
      .description(
        'Record that somebody does not want to be contacted: everybody who has a number, or one client. In force at once, on every node.',
      )
      .argument('[numbers...]', 'phone numbers in any written form')
      .option('--client <id>', 'one client and all its devices, instead of numbers')
      .option('--reason <text>', 'why; it is kept in the audit log (needed)')
      .option('--channels <channels>', 'with --client: only these, such as sms,email')
      .option(
        '--contact-only',
        "with --client: leave the client's devices free where other contacts have them too",
      )
      .option('--until <day or instant>', 'with --client: when it ends, such as 2026-12-31')
      .option('--default-country <code>', "the country of numbers that name none (else the organization's)")
      .option('--no-store-unmatched', "keep numbers of no contact off the organization's own list"),
  )
    .addHelpText('after', HELP)
    .action(async (numbers: readonly string[], options: OptOutOptions) => {
      const { optOut } = await import('../opt-outs/opt-out.ts');
      await optOut(numbers, options);
    });
  addLift(command);
  addList(command);
}

/** Options that `opt-out` has too are read by it, also behind `lift` and `list`: these ask for its options and their own together. */
function addLift(optOut: Command): void {
  withJson(
    optOut
      .command('lift')
      .description(
        'Lift opt-outs: all of a client that are in force, or one. Suppression lists stay as they are.',
      )
      .option('--client <id>', 'every opt-out of this client that is in force')
      .option('--id <id>', 'this opt-out alone')
      .option('--reason <text>', 'why; it is kept in the audit log (needed)'),
  ).action(async (_: unknown, command: Command) => {
    const { lift } = await import('../opt-outs/lift.ts');
    await lift(command.optsWithGlobals<LiftOptions>());
  });
}

function addList(optOut: Command): void {
  withJson(
    optOut
      .command('list')
      .description('List the opt-outs in force, newest first.')
      .option('--page <number>', 'which page, from 1', '1')
      .option('--page-size <number>', 'opt-outs of a page: 1 to 200', '25'),
  ).action(async (_: unknown, command: Command) => {
    const { listOptOuts } = await import('../opt-outs/list.ts');
    await listOptOuts(command.optsWithGlobals<ListOptOutsOptions>());
  });
}

function withJson(command: Command): Command {
  return command
    .option('--json', 'the answer as JSON')
    .addOption(organizationOption('whose opt-outs'))
    .addOption(dataDirOption());
}

const HELP = `
  tact opt-out "+1 212 555 0123" --reason "asked on the phone"
  tact opt-out --client A-1001 --reason "letter of 3 March" --channels sms,email
  tact opt-out lift --client A-1001 --reason "asked in writing to be called again"
  tact opt-out list --page 2

By number: every contact that has it is opted out, and the number is blocked at whoever else has it or gets it; a number that
nobody has is kept on the organization's own list.
`;
