import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganizationId, ZoneTable } from '@tact/engine';
import type { Store } from '@tact/store';
import type { Clock, Decider } from './decider.ts';
import { createGathering } from './gathering.ts';
import type { Answer, Question } from './question.ts';
import { tooContended } from './not-answered.ts';
import { Rounds, type Keeping } from './rounds.ts';
import { createRulesetCache } from './ruleset-cache.ts';
import { windowsOf, type WindowsAnswer } from './windows.ts';

/** Questions in one call that are recorded: what the store takes at once. */
export const QUESTIONS_MAX = 1_000;
/** Questions in one call that are not: what the store surveys at once. */
export const UNRECORDED_QUESTIONS_MAX = 10_000;
/** How long a question may be decided again and again because its facts keep moving, milliseconds. */
const CONTENTION_MS_MAX = 10_000;

/**
 * Creates the one way from a question to a verdict. Each round reads the clock once, loads the facts of all open questions, decides,
 * and makes the decisions durable; what moved meanwhile is decided again in the next round.
 */
export function createDecider({
  store,
  clock,
  zoneTable,
}: {
  store: Store;
  clock: Clock;
  zoneTable: ZoneTable;
}): Decider {
  const cache = createRulesetCache(store.rules, zoneTable);
  const parts = { store, cache, clock, zoneTable };
  const gather = createGathering(parts);

  /** Runs rounds until each question has its answer or its failure. */
  async function settleAll(
    organizationId: OrganizationId,
    questions: readonly Question[],
    keeping: Keeping,
  ): Promise<Rounds> {
    const questionsMax = keeping.record ? QUESTIONS_MAX : UNRECORDED_QUESTIONS_MAX;
    if (questions.length > questionsMax)
      throw new RangeError(`at most ${questionsMax} questions are answered at once`);
    const rounds = new Rounds(organizationId, questions, keeping, parts);
    const startedAtMs = performance.now();
    try {
      for (let fruitless = 0; rounds.isOpen();) {
        const settled = await rounds.run();
        fruitless = settled > 0 ? 0 : fruitless + 1;
        if (!rounds.isOpen()) break;
        if (performance.now() - startedAtMs > CONTENTION_MS_MAX) throw tooContended();
        if (fruitless > 1) await sleep(Math.random() * Math.min(2 ** fruitless, 50));
      }
    } catch (error) {
      rounds.failOpen(error);
    }
    return rounds;
  }

  const answerAll = async (...asked: Parameters<typeof settleAll>) => (await settleAll(...asked)).answers();

  /** One question about now is answered with whatever else waits; several are a batch of their own, and past instants need other facts. */
  async function answerRecorded(
    organizationId: OrganizationId,
    questions: readonly Question[],
    expiresInMs: (index: number) => number | null,
  ): Promise<readonly Answer[]> {
    const [question] = questions;
    if (question?.at === null && questions.length === 1)
      return [await gather(organizationId, { question, expiresInMs: expiresInMs(0) })];
    return answerAll(organizationId, questions, { record: true, expiresInMs });
  }

  return {
    ask: (organizationId, questions, { record, onDecided = null }) =>
      record
        ? answerRecorded(organizationId, questions, () => null)
        : answerAll(organizationId, questions, { record: false, onDecided }),
    askEach: async (organizationId, questions, { onDecided }) =>
      (await settleAll(organizationId, questions, { record: false, onDecided })).settled(),
    reserve: (organizationId, questions) =>
      answerRecorded(organizationId, questions, () => questions[0].expiresInMs),
    async reserveEach(organizationId, questions) {
      const expiresInMs = (index: number) => questions[index]?.expiresInMs ?? 0;
      return (await settleAll(organizationId, questions, { record: true, expiresInMs })).settled();
    },
    async windows(organizationId, question, days) {
      const [found] = await windowsOfAll(answerAll, organizationId, [question], days);
      if (found === undefined) throw new Error('a question was left without its windows');
      return found;
    },
    windowsOfAll: (...asked) => windowsOfAll(answerAll, ...asked),
  };
}

/** The windows of questions that are decided without a record. */
async function windowsOfAll(
  answerAll: (
    organizationId: OrganizationId,
    questions: readonly Question[],
    keeping: Keeping,
  ) => Promise<readonly Answer[]>,
  organizationId: OrganizationId,
  questions: readonly Question[],
  days: number,
): Promise<readonly WindowsAnswer[]> {
  const found: WindowsAnswer[] = [];
  const answers = await answerAll(organizationId, questions, {
    record: false,
    onDecided: (resolved, ruleset, decision, index) =>
      (found[index] = windowsOf(resolved, ruleset, decision, days)),
  });
  return answers.map((answer, index) => {
    const windows = answer.answered ? found[index] : answer;
    if (windows === undefined) throw new Error('a question was left without its windows');
    return windows;
  });
}
