import { formatInstant, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { questionOf } from '../packages/cli/src/scenario/facts-of-case.ts';
import { resultOf, type ScenarioRunner } from '../packages/cli/src/scenario/scenario-runner.ts';
import type { CaseCells } from '../packages/cli/src/scenario/scenario.ts';
import { modelDecide, type ModelAnswer } from '../packages/engine/test/model/decide.ts';

/** S4: how far ahead the next allowed instant is looked for. Scenarios are few, so that no rule is looked at less far. */
const SEARCH_DAYS = 400;

/** Answers the cases with the naive model, which was written from the semantics alone and shares no code with the engine. */
export const modelRunner: ScenarioRunner = {
  name: 'naive model',
  run: (scenario) =>
    Promise.resolve(
      scenario.cases.map((one) => {
        const { request, source, facts } = questionOf(scenario, one);
        return resultOf(one, modelCells(modelDecide(request, source, facts, zoneTable(), SEARCH_DAYS)));
      }),
    ),
};

/** The model gives neither sentences nor what follows from the deciding rule: it is not held to those columns. */
function modelCells({ decision, blocking, nextAllowedAt }: ModelAnswer): CaseCells {
  const [deciding, ...others] = blocking;
  return {
    decision,
    kind: deciding?.kind ?? '-',
    code: deciding?.code ?? '-',
    rule: deciding?.rule ?? '-',
    'also blocked by': others.map(({ rule }) => rule).join(', ') || '-',
    'next allowed':
      typeof nextAllowedAt === 'number' ? formatInstant(nextAllowedAt as Instant) : (nextAllowedAt ?? '-'),
  };
}
