import { judge } from '@tact/engine';
import { jsonRulesEngine, nodeRules, nools, rools, zenGraph } from './async-peers.ts';
import { handDecision } from './hand-written.ts';
import { handVerdicts } from './hand-written-verdicts.ts';
import { peerFacts } from './peer-facts.ts';
import { lookUpIn, type LookUp, type Peer } from './peer.ts';
import { rawQuestions } from './raw-questions.ts';
import { casbin, cedar, zenExpression } from './sync-peers.ts';
import { tactDecision, tactFacts, tactList, tactRuleset } from './tact-decision.ts';

/** Answers some questions, the next ones at every call, and says how many; at once or in time. */
export type Runner = () => number | Promise<number>;

/** Tact from the raw question. */
export const TACT = 'Tact, raw question, every verdict';
/** The same, and when it would be allowed. */
export const TACT_NEXT = 'Tact, raw question, every verdict, next allowed instant';
/** Tact where places and histories are worked out already. */
export const TACT_READY = 'Tact, facts ready, every verdict';
/** The limit: the same by hand. */
export const HAND = 'hand-written, raw question, every verdict';
/** By hand with only the first reason, for comparison. */
export const HAND_FIRST = 'hand-written, raw question, first reason only';

/** The public rule engines, by name. */
export const PEERS: Readonly<Record<string, (lookUp: LookUp) => Peer | Promise<Peer>>> = {
  casbin,
  'node-rules': nodeRules,
  rools,
  '@gorules/zen-engine, expression': zenExpression,
  '@gorules/zen-engine, decision graph': zenGraph,
  '@cedar-policy/cedar-wasm, parsed beforehand': cedar,
  'json-rules-engine': jsonRulesEngine,
  nools,
};

/** As many questions as the peers' own bench has facts. */
const QUESTIONS = 2_048;

/** Makes the contender of a name ready to be timed, with the first of the questions that the agreement was tested on. */
export async function makeRunner(name: string, suppressedCount: number, seed: number): Promise<Runner> {
  const { questions, suppressed } = rawQuestions(QUESTIONS, suppressedCount, seed);
  if (name === HAND) return forEach(questions, (question) => handVerdicts(question, suppressed));
  if (name === HAND_FIRST) return forEach(questions, (question) => handDecision(question, suppressed));
  const ruleset = tactRuleset();
  const list = tactList(suppressed);
  if (name === TACT)
    return forEach(questions, (question) => {
      const { request, facts } = tactFacts(question, list, ruleset);
      return judge(request, ruleset, facts);
    });
  if (name === TACT_NEXT) return forEach(questions, (question) => tactDecision(question, ruleset, list));
  if (name === TACT_READY) {
    const ready = questions.map((question) => tactFacts(question, list, ruleset));
    return forEach(ready, ({ request, facts }) => judge(request, ruleset, facts));
  }
  const peer = await PEERS[name]?.(lookUpIn(suppressed));
  if (peer === undefined) throw new Error(`there is no contender \`${name}\``);
  const facts = questions.map(peerFacts);
  return peer.kind === 'sync' ? forEach(facts, peer.isAllowed) : atOnce(facts, peer.isAllowed);
}

/** How many questions at a time: a synchronous engine in a row, an asynchronous one at once, which is its best. */
const BATCH = 64;

/** The last answer, kept so that nothing is optimised away. */
const kept: { answer: unknown } = { answer: undefined };

function forEach<Item>(items: readonly Item[], answer: (item: Item) => unknown): Runner {
  const nextBatch = batchesOf(items);
  return () => {
    for (const item of nextBatch()) kept.answer = answer(item);
    return BATCH;
  };
}

function atOnce<Item>(items: readonly Item[], answer: (item: Item) => Promise<unknown>): Runner {
  const nextBatch = batchesOf(items);
  return async () => {
    kept.answer = await Promise.all(nextBatch().map(answer));
    return BATCH;
  };
}

function batchesOf<Item>(items: readonly Item[]): () => readonly Item[] {
  const batches = Array.from({ length: Math.floor(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
  let next = 0;
  return () => batches[next++ % batches.length] ?? [];
}
