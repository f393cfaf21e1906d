import { readFile } from 'node:fs/promises';
import { failureLine } from './failure.ts';
import { runScenarioOnEngine } from './scenario/engine-runner.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { differenceLines } from './scenario/scenario-runner.ts';

/**
 * Runs scenario files on the engine and says, file by file, every case that came out otherwise, and every file that cannot be read. Gives the
 * number of both: 0 means that all is as expected.
 */
export async function runScenarioFiles(
  files: readonly string[],
  say: (text: string) => void,
): Promise<number> {
  let cases = 0;
  let failures = 0;
  for (const file of files) {
    try {
      const scenario = parseScenario(await readFile(file, 'utf8'), file);
      for (const result of runScenarioOnEngine(scenario)) {
        cases++;
        if (result.differences.length > 0) failures++;
        for (const line of differenceLines(scenario, result)) say(`${line}\n`);
      }
    } catch (error) {
      failures++;
      say(`${failureLine(error)}\n`);
    }
  }
  const plural = cases === 1 ? 'case' : 'cases';
  say(
    failures === 0
      ? `${cases} ${plural}, all as expected\n`
      : `${cases} ${plural}, ${failures} not as expected\n`,
  );
  return failures;
}
