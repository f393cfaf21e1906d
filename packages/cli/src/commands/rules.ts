import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../failure.ts';

/** The options of `tact rules check`, as commander gives them. */
export interface RulesCheckOptions {
  readonly group?: string;
  readonly file?: string;
  readonly json?: true;
  readonly organization?: string;
  readonly dataDir?: string;
}

/** `tact rules check`: what deserves a look in the rules, without any request. */
export function addRules(program: Command, end: (code: ExitCode) => void): void {
  const rules = program.command('rules').description('What the rules say together.');
  rules
    .command('check')
    .description(
      'List rules that never allow, that never block, and that another one always covers. Nothing is changed.',
    )
    .option('--group <name>', 'the rules of a campaign group, by name or id (else of requests without one)')
    .option('--file <file>', 'a ruleset as JSON instead of the one in the database')
    .option('--json', 'the findings as JSON')
    .option('--organization <id>', 'whose rules; needed where the database holds several organizations')
    .option('--data-dir <folder>', 'where the database that tact brings is kept (TACT_DATA_DIR)')
    .addHelpText('after', HELP)
    .action(async (options: RulesCheckOptions) => {
      const { checkRules } = await import('../rules/check-rules.ts');
      if (await checkRules(options)) end(EXIT.failure);
    });
}

const HELP = `
  tact rules check
  tact rules check --group "Late campaign"
  tact rules check --file ruleset.json

Exit code 1 where something is never allowed (an error); warnings and notes leave it at 0.
`;
