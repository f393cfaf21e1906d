import type { Command } from 'commander';
import type { DatabaseOptions } from '../database.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { dataDirOption, organizationOption } from './database-options.ts';

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
    .addOption(organizationOption('whose rules'))
    .addOption(dataDirOption())
    .addHelpText('after', HELP)
    .action(async (options: RulesCheckOptions) => {
      const { checkRules } = await import('../rules/check-rules.ts');
      if (await checkRules(options)) end(EXIT.failure);
    });
  addRulesAsOf(rules);
}

/** The options of `tact rules as-of` and `tact rules diff`. */
export interface RulesAsOfOptions extends DatabaseOptions {
  readonly group?: string;
}

/** `tact rules as-of`, `diff` and `history`: which rules were in force when. */
function addRulesAsOf(rules: Command): void {
  const withOptions = (command: Command) =>
    command
      .option('--group <name>', 'the rules of a campaign group, by name or id (else of requests without one)')
      .addOption(organizationOption('whose rules'))
      .addOption(dataDirOption());
  withOptions(
    rules
      .command('as-of')
      .description('Show the rules that were in force at an instant, as JSON, with their fingerprint.')
      .argument('<instant>', 'such as 2026-03-01T00:00:00Z'),
  ).action(async (at: string, options: RulesAsOfOptions) => {
    const { showRulesAsOf } = await import('../rules/rules-as-of.ts');
    await showRulesAsOf(at, options);
  });
  withOptions(
    rules
      .command('diff')
      .description('Show what changed in the rules between two instants.')
      .argument('<from>', 'an instant')
      .argument('<to>', 'a later one'),
  ).action(async (from: string, to: string, options: RulesAsOfOptions) => {
    const { showRulesDiff } = await import('../rules/rules-as-of.ts');
    await showRulesDiff(from, to, options);
  });
  rules
    .command('history')
    .description('Show every change of a rule, oldest first: when, by whom, and what.')
    .argument('<rule>', 'by id, or by any name that it ever had')
    .addOption(organizationOption('whose rule'))
    .addOption(dataDirOption())
    .action(async (rule: string, options: DatabaseOptions) => {
      const { showRuleHistory } = await import('../rules/rule-history.ts');
      await showRuleHistory(rule, options);
    });
}

const HELP = `
  tact rules check
  tact rules check --group "Late campaign"
  tact rules check --file ruleset.json

Exit code 1 where something is never allowed (an error); warnings and notes leave it at 0.
`;
