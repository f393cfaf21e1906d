import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestStore, type TestStore } from '@tact/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineRunner } from '../packages/cli/src/scenario/engine-runner.ts';
import { parseScenario } from '../packages/cli/src/scenario/parse-scenario.ts';
import { differenceLines, type ScenarioRunner } from '../packages/cli/src/scenario/scenario-runner.ts';
import type { CaseCells } from '../packages/cli/src/scenario/scenario.ts';
import { modelRunner } from './model-runner.ts';
import { createServiceRunner } from './service-runner.ts';

const FOLDER = import.meta.dirname;
const files = (await readdir(FOLDER, { recursive: true }))
  .filter((name) => name.endsWith('.scenario.md'))
  .toSorted();

let database: TestStore | undefined;
let runners: readonly ScenarioRunner[] = [];

beforeAll(async () => {
  database = await openTestStore();
  runners = [engineRunner, modelRunner, createServiceRunner(database.store)];
});

afterAll(() => database?.close());

describe('engine, naive model and service agree with every cell of every scenario', () => {
  test('there are scenarios', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(files)('%s', async (file) => {
    const scenario = parseScenario(await readFile(join(FOLDER, file), 'utf8'), file);
    const told: string[] = [];
    const answers: (readonly CaseCells[])[] = [];
    for (const runner of runners) {
      const results = await runner.run(scenario);
      expect(results).toHaveLength(scenario.cases.length);
      const lines = results.flatMap((result) => differenceLines(scenario, result));
      told.push(...lines.map((line) => `${runner.name}: ${line}`));
      answers.push(results.map(({ actual }) => actual));
    }
    expect(told).toEqual([]);
    // Where a cell is left empty they must still say the same.
    const [engine = [], model = [], service = []] = answers;
    expect(service).toEqual(engine);
    expect(engine).toMatchObject(model);
  });
});
