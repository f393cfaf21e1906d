import type { Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createDecider, type Question } from '@tact/service';
import type { Store } from '@tact/store';
import { decisionCells } from '../packages/cli/src/scenario/decision-cells.ts';
import {
  resultOf,
  type CaseResult,
  type ScenarioRunner,
} from '../packages/cli/src/scenario/scenario-runner.ts';
import type { Scenario, ScenarioCase } from '../packages/cli/src/scenario/scenario.ts';
import { onClock } from '../packages/store/test/on-clock.ts';
import { storeScenario, type StoredScenario } from './store-scenario.ts';

/**
 * Answers the cases with the service on PostgreSQL: each scenario becomes an organization of its own, and each case a question to the decider
 * whose clock shows the instant at which the case is asked.
 */
export function createServiceRunner(store: Store): ScenarioRunner {
  let now = 0 as Instant;
  const clock = () => now;
  const decider = createDecider({ store: onClock(store, clock), clock, zoneTable: zoneTable() });

  async function answer(stored: StoredScenario, one: ScenarioCase): Promise<CaseResult> {
    now = one.askedAt;
    const [result] = await decider.ask(stored.organizationId, [questionOf(stored, one)], { record: false });
    if (result === undefined || !result.answered) {
      const sentence = result?.sentence ?? 'no answer came';
      throw new Error(`the service refused the case \`${one.name}\`: ${sentence}`);
    }
    return resultOf(one, decisionCells(result.decision));
  }

  return {
    name: 'service on PostgreSQL',
    async run(scenario: Scenario) {
      const stored = await storeScenario(store, scenario, async (organizationId, question, at) => {
        now = at;
        const [result] = await decider.reserve(organizationId, [question]);
        if (result?.answered !== true || result.attempt === null)
          throw new Error(`an attempt of the history of \`${scenario.fileName}\` could not be reserved`);
        return result.attempt.id;
      });
      const results: CaseResult[] = [];
      for (const one of scenario.cases) results.push(await answer(stored, one));
      return results;
    },
  };
}

function questionOf(stored: StoredScenario, one: ScenarioCase): Question {
  return {
    contact: { by: 'clientId', clientId: one.contact.clientId },
    device: { position: one.device.position },
    channel: one.channel,
    accountId: one.account === null ? null : stored.accountId(one.account),
    campaignGroupId: one.group === null ? null : stored.groupId(one.group),
    attributes: one.attributes,
    at: one.at,
  };
}
