import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.ts';
import { addBacktest } from './commands/backtest.ts';
import { addBackup } from './commands/backup.ts';
import { addContactDates } from './commands/contact-dates.ts';
import { addDecide } from './commands/decide.ts';
import { addForecast } from './commands/forecast.ts';
import { addImport } from './commands/import.ts';
import { addMigrate } from './commands/migrate.ts';
import { addOptOut } from './commands/opt-out.ts';
import { addPerson } from './commands/person.ts';
import { addPlaces } from './commands/places.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addRetention } from './commands/retention.ts';
import { addRules } from './commands/rules.ts';
import { addScenario } from './commands/scenario.ts';
import { addScrub } from './commands/scrub.ts';
import { addServe } from './commands/serve.ts';
import { addWindows } from './commands/windows.ts';
import { EXIT, Failure, failureLine, type ExitCode } from './failure.ts';

/** Runs one command line and gives the exit code. Every failure is one line on standard error. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram((code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has already said what is wrong with the line, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    // Whoever has stopped reading wants to hear no more.
    if (error instanceof Failure && error.exitCode === EXIT.unread) return error.exitCode;
    process.stderr.write(`tact: ${failureLine(error)}\n`);
    if (process.env['TACT_LOG_LEVEL'] === 'debug' && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    return error instanceof Failure ? error.exitCode : EXIT.failure;
  }
}

/** The commands, each in a file of its own; what a command needs is loaded when it is called. `end` takes an exit code other than 0. */
function createProgram(end: (code: ExitCode) => void): Command {
  const program = new Command('tact')
    .description(
      'May this person be contacted, on this device, now? Tact answers, says why, and keeps the proof.',
    )
    .version(version(), '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showSuggestionAfterError(true)
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .trim()
            .replace(/^error: /, 'tact: ')
            .replaceAll(/\s*\n\s*/g, ' ')}\n`,
        ),
    })
    .addHelpText('after', HELP);
  addServe(program);
  addMigrate(program);
  addBackup(program);
  addImport(program);
  addDecide(program);
  addWindows(program);
  addScenario(program, end);
  addPlaces(program);
  addReplay(program, end);
  addReport(program);
  addBacktest(program);
  addForecast(program);
  addAudit(program, end);
  addRetention(program);
  addPerson(program);
  addRules(program, end);
  addContactDates(program);
  addOptOut(program);
  addScrub(program);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ])
    command.exitOverride();
  return program;
}

const HELP = `
First steps:
  tact serve --demo                     start with a made-up organization to look around in
  tact import contacts list.csv         bring in your own list
  tact decide --number "+1 212 555 0123"

Where the data is:
  DATABASE_URL     your own PostgreSQL; without it tact brings one, under
  TACT_DATA_DIR    this folder (commands use the database of a server that runs there)

Exit codes: 0 done, 1 failure, 2 wrong usage, 141 output that was not read to its end, as by head.
With TACT_LOG_LEVEL=debug an error shows where it came from.
`;

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
