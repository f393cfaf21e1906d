import { compileRuleset, decide } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { decisionCells } from './decision-cells.ts';
import { questionOf } from './facts-of-case.ts';
import { resultOf, type CaseResult, type ScenarioRunner } from './scenario-runner.ts';
import type { Scenario } from './scenario.ts';

/** Answers every case of a scenario with the engine alone, without a database. */
export function runScenarioOnEngine(scenario: Scenario): readonly CaseResult[] {
  return scenario.cases.map((one) => {
    const { request, source, facts } = questionOf(scenario, one);
    return resultOf(one, decisionCells(decide(request, compileRuleset(source, zoneTable()), facts)));
  });
}

/** The engine as one of the ways to answer a scenario. */
export const engineRunner: ScenarioRunner = {
  name: 'engine',
  run: (scenario) => Promise.resolve(runScenarioOnEngine(scenario)),
};
