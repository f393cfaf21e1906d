import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openStore, startEmbedded, type EmbeddedDatabase, type Store } from '@tact/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineRunner } from '../packages/cli/src/scenario/engine-runner.ts';
import { parseScenario } from '../packages/cli/src/scenario/parse-scenario.ts';
import { differenceLines, type ScenarioRunner } from '../packages/cli/src/scenario/scenario-runner.ts';
import { modelRunner } from './model-runner.ts';
import { createServiceRunner } from './service-runner.ts';

const FOLDER = import.meta.dirname;
const files = (await readdir(FOLDER, { recursive: true }))
  .filter((name) => name.endsWith('.scenario.md'))
  .toSorted();

let dataDirectory: string | undefined;
let database: EmbeddedDatabase | undefined;
let store: Store | undefined;
let runners: readonly ScenarioRunner[] = [];

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'tact-scenarios-'));
  database = await startEmbedded({ dataDirectory });
  await migrate(database.connectionString);
  store = await openStore({ connectionString: database.connectionString });
  runners = [engineRunner, modelRunner, createServiceRunner(store)];
});

afterAll(async () => {
  await store?.close();
  await database?.stop();
  if (dataDirectory !== undefined) await rm(dataDirectory, { recursive: true, force: true });
});

describe('engine, naive model and service agree with every cell of every scenario', () => {
  test.each(files)('%s', async (file) => {
    const scenario = parseScenario(await readFile(join(FOLDER, file), 'utf8'), file);
    const told: string[] = [];
    const answers: (readonly unknown[])[] = [];
    for (const runner of runners) {
      const results = await runner.run(scenario);
      expect(results).toHaveLength(scenario.cases.length);
      told.push(
        ...results
          .flatMap((result) => differenceLines(scenario, result))
          .map((line) => `${runner.name}: ${line}`),
      );
      answers.push(results.map(({ actual }) => actual));
    }
    expect(told).toEqual([]);
    // Where a cell is left empty they must still say the same.
    const [engine = [], model = [], service = []] = answers;
    expect(service).toEqual(engine);
    for (const [index, answer] of model.entries()) expect(engine[index]).toMatchObject(answer as object);
  });
});
