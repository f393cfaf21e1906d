import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decide } from '@tact/engine';
import { withDatabase } from './bench-database.ts';
import { fewRulesCases, fewRulesRuleset } from './few-rule-cases.ts';
import { figure, type Bench } from './figure.ts';
import { makeContactList } from './make-contact-list.ts';
import { roundsOf, sideBySide } from './measure.ts';
import { runTact } from './tact-command.ts';

/** `tact decide FILE` over imported contacts, the database on the same cores; beside the engine alone, in memory, on one core. */
export const cliDecideBench: Bench = async ({ smoke, say }) => {
  const rows = smoke ? 3_000 : 100_000;
  const folder = await mkdtemp(join(tmpdir(), 'tact-decide-bench-'));
  try {
    const listPath = join(folder, 'list.csv');
    const outPath = join(folder, 'answers.csv');
    await makeContactList(listPath, rows, 1);
    return await withDatabase(async ({ connectionString }) => {
      const settings = { DATABASE_URL: connectionString };
      await runTact(['import', 'contacts', listPath], settings);
      const run = await runTact(
        ['decide', listPath, '--out', outPath, '--at', '2026-11-20T17:00:00Z'],
        settings,
      );
      const answers = (await readFile(outPath, 'utf8')).trimEnd().split('\n');
      const decided = answers.filter((line) => /^C\d+,,(allowed|blocked),/.test(line)).length;
      if (answers.length !== rows + 1 || decided !== rows)
        throw new Error(
          `${decided} of ${rows} rows were decided: ${answers.find((line) => line.includes(',refused,')) ?? ''}`,
        );
      say(`  ${run.output.trim().split('\n').at(-1) ?? ''}`);
      const own = Number((/\(([\d,]+) a second\)/.exec(run.output)?.[1] ?? 'NaN').replaceAll(',', ''));
      const limit = { name: 'the engine alone, in memory, one core', value: engineAlone(smoke) };
      return [
        figure('cli-decide', 'rows decided, the whole command', rows / run.seconds, '/s', limit),
        figure('cli-decide', 'rows decided, without starting up', own, '/s', limit),
        figure('cli-decide', 'memory of the command at most', run.memoryBytesMax / 1_048_576, 'MB'),
      ];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function engineAlone(smoke: boolean): number {
  const ruleset = fewRulesRuleset();
  const cases = fewRulesCases(smoke ? 64 : 2_048, 1);
  const one = (index: number) => {
    const found = cases[index];
    if (found === undefined) throw new RangeError('there is no such case');
    return found;
  };
  const run = (index: number) => decide(one(index).request, ruleset, one(index).facts);
  return sideBySide(cases.length, run, run, roundsOf(smoke)).subject;
}
