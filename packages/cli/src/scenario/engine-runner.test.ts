import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runScenarioOnEngine } from './engine-runner.ts';
import { parseScenario } from './parse-scenario.ts';
import { differenceLines } from './scenario-runner.ts';

const README = new URL('../../../../scenarios/README.md', import.meta.url);
const EXAMPLE = /```markdown\n([^]*?)```/.exec(readFileSync(README, 'utf8'))?.[1] ?? '';

function differences(page: string): readonly string[] {
  const scenario = parseScenario(page, 'page.md');
  return runScenarioOnEngine(scenario).flatMap((result) => differenceLines(scenario, result));
}

describe('answering a scenario with the engine', () => {
  test('the example of the guide comes out as it says', () => {
    expect(runScenarioOnEngine(parseScenario(EXAMPLE, 'page.md'))).toHaveLength(2);
    expect(differences(EXAMPLE)).toEqual([]);
  });

  test.each([
    ['| allowed  |', '| blocked  |', 'page.md:38: after one call: decision is `allowed`, expected `blocked`'],
    ['Two a day |', 'opt-outs  |', 'page.md:39: after two calls: rule is `Two a day`, expected `opt-outs`'],
    [
      '2026-02-11 08:00',
      '2026-02-11 00:00',
      'page.md:39: after two calls: next allowed is `2026-02-11T13:00:00Z`, expected `2026-02-11T05:00:00Z`',
    ],
    [
      '2026-02-10 12:00',
      '2026-02-10 22:00',
      'page.md:39: after two calls: rule is `organization hours`, expected `Two a day`',
    ],
  ])('a page that says `%s` as `%s` comes out otherwise', (right, wrong, line) => {
    expect(EXAMPLE).toContain(right);
    expect(differences(EXAMPLE.replace(right, wrong))).toEqual([line]);
  });

  test('a cell that is empty is not checked', () => {
    expect(differences(EXAMPLE.replace('| Two a day |', '|           |'))).toEqual([]);
  });
});
