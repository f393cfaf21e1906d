import {
  EXPECTED_COLUMNS,
  type CaseCells,
  type ExpectedColumn,
  type Scenario,
  type ScenarioCase,
} from './scenario.ts';

/** One way to answer the cases of a scenario: the engine, the naive model, the service. */
export interface ScenarioRunner {
  readonly name: string;
  run(scenario: Scenario): Promise<readonly CaseResult[]>;
}

/** What came out of one case. */
export interface CaseResult {
  readonly case: ScenarioCase;
  /** Every cell that the runner can tell. */
  readonly actual: CaseCells;
  /** Empty: as expected. */
  readonly differences: readonly CaseDifference[];
}

/** One cell that came out otherwise. */
export interface CaseDifference {
  readonly column: ExpectedColumn;
  readonly expected: string;
  readonly actual: string;
}

/** Compares what came out with the cells that are to be checked. A runner that cannot tell a column leaves it out, and is not held to it. */
export function resultOf(one: ScenarioCase, actual: CaseCells): CaseResult {
  const differences: CaseDifference[] = [];
  for (const column of EXPECTED_COLUMNS) {
    const expected = one.expected[column];
    const came = actual[column];
    if (expected !== undefined && came !== undefined && expected !== came)
      differences.push({ column, expected, actual: came });
  }
  return { case: one, actual, differences };
}

/** `FILE:LINE: CASE: COLUMN is ACTUAL, expected EXPECTED`, one line a difference. */
export function differenceLines(scenario: Scenario, result: CaseResult): readonly string[] {
  return result.differences.map(
    ({ column, expected, actual }) =>
      `${scenario.fileName}:${result.case.line}: ${result.case.name}: ${column} is \`${actual}\`, expected \`${expected}\``,
  );
}
