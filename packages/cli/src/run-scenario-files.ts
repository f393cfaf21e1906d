import { readFile } from 'node:fs/promises';
import { Failure, failureLine } from './failure.ts';
import { runScenarioOnEngine } from './scenario/engine-runner.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import type { CaseResult } from './scenario/scenario-runner.ts';
import type { Scenario } from './scenario/scenario.ts';

/**
 * Runs scenario files against the engine and shows a table of the cases that came out otherwise. Gives their number, files that cannot be
 * read counted as one each: the other files are run all the same.
 */
export async function runScenarioFiles(
  paths: readonly string[],
  say: (text: string) => void,
): Promise<number> {
  const failures: string[][] = [];
  let cases = 0;
  let unreadable = 0;
  for (const path of paths) {
    try {
      const scenario = await read(path);
      const results = runScenarioOnEngine(scenario);
      cases += results.length;
      failures.push(...results.flatMap((result) => rowsOf(scenario, result)));
    } catch (error) {
      unreadable++;
      say(`${failureLine(error)}\n`);
    }
  }
  if (failures.length > 0) say(tableOf([['case', 'column', 'expected', 'came out'], ...failures]));
  const failed = new Set(failures.map(([name]) => name)).size;
  say(
    `${cases} cases in ${paths.length} files: ${failed === 0 && unreadable === 0 ? 'all as expected' : `${failed} otherwise than expected, ${unreadable} files not read`}\n`,
  );
  return failed + unreadable;
}

async function read(path: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure(`${path}: cannot be read: ${failureLine(error)}`);
  }
  return parseScenario(text, path);
}

function rowsOf({ fileName }: Scenario, result: CaseResult): string[][] {
  return result.differences.map(({ column, expected, actual }) => [
    `${fileName}:${result.case.line} ${result.case.name}`,
    column,
    expected,
    actual,
  ]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n\n`;
}
