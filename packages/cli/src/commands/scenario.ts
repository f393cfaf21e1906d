import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../failure.ts';

/** `tact scenario run`: tables of cases that an officer reads. */
export function addScenario(program: Command, end: (code: ExitCode) => void): void {
  const scenario = program
    .command('scenario')
    .description('Tables of cases: what must be allowed, and what must not.');
  scenario
    .command('run')
    .description('Run scenario files against the engine and list every case that came out otherwise.')
    .argument('<file...>', 'scenario files')
    .action(async (files: readonly string[]) => {
      const { runScenarioFiles } = await import('../run-scenario-files.ts');
      const failures = await runScenarioFiles(files, (text) => void process.stdout.write(text));
      if (failures > 0) end(EXIT.failure);
    });
}
