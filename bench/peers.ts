import { figure, type Bench, type Figure } from './figure.ts';
import { roundsOf } from './measure.ts';
import { isSameDecision, shortDecision } from './peers/agreement.ts';
import { HAND, HAND_FIRST, PEERS, TACT, TACT_NEXT, TACT_READY } from './peers/contenders.ts';
import { handDecision } from './peers/hand-written.ts';
import { inTurn } from './peers/in-turn.ts';
import { arePeersInstalled } from './peers/install.ts';
import { peerFacts } from './peers/peer-facts.ts';
import { lookUpIn, type Peer } from './peers/peer.ts';
import type { RawQuestion, SuppressedNumbers } from './peers/question.ts';
import { rawQuestions } from './peers/raw-questions.ts';
import { tactDecision, tactList, tactRuleset } from './peers/tact-decision.ts';

/**
 * Tact beside public rule engines with the same rules. They get their facts worked out beforehand; Tact and the hand-written function start
 * from the raw question and give every verdict with its reasons; Tact also with the next allowed instant. All agree, or nothing is timed.
 */
export const peersBench: Bench = async ({ smoke, say }) => {
  const count = smoke ? 2_000 : 100_000;
  const isComplete = arePeersInstalled(!smoke, say);
  const names = isComplete ? Object.keys(PEERS) : [];
  const { questions, suppressed } = rawQuestions(count, count, SEED);
  await assertAgreement(questions, suppressed, names);
  say(`  Tact, the hand-written function and ${names.length} peers agree on ${count} questions`);
  const asked = { suppressedCount: count, seed: SEED };
  return figuresOf(
    await inTurn([TACT, TACT_NEXT, TACT_READY, HAND, HAND_FIRST, ...names], roundsOf(smoke), asked),
    names,
  );
};

const SEED = 1;

async function assertAgreement(
  questions: readonly RawQuestion[],
  suppressed: SuppressedNumbers,
  names: readonly string[],
): Promise<void> {
  const ruleset = tactRuleset();
  const list = tactList(suppressed);
  const lookUp = lookUpIn(suppressed);
  const peers: Peer[] = [];
  for (const make of names.map((name) => PEERS[name])) if (make !== undefined) peers.push(await make(lookUp));
  const wrong = new Map<string, number>();
  const miss = (name: string) => wrong.set(name, (wrong.get(name) ?? 0) + 1);
  for (const question of questions) {
    const byHand = handDecision(question, suppressed);
    if (!isSameDecision(shortDecision(tactDecision(question, ruleset, list)), byHand)) miss('Tact');
    const facts = peerFacts(question);
    for (const peer of peers) {
      const isAllowed = peer.kind === 'sync' ? peer.isAllowed(facts) : await peer.isAllowed(facts);
      if (isAllowed !== (byHand.reason === 'allowed')) miss(peer.name);
    }
  }
  if (wrong.size === 0) return;
  const counts = [...wrong].map(([name, missed]) => `${name} on ${missed}`).join(', ');
  throw new Error(`not the hand-written function's answer of ${questions.length}: ${counts}`);
}

function figuresOf(rates: ReadonlyMap<string, number>, names: readonly string[]): readonly Figure[] {
  const rate = (name: string) => rates.get(name) ?? NaN;
  const byHand = { name: HAND, value: rate(HAND) };
  const peers = names
    .map((name) => ({ name: `${name}; facts ready`, value: rate(name) }))
    .toSorted((one, other) => other.value - one.value);
  return [
    figure('peers', TACT, rate(TACT), '/s', byHand),
    figure('peers', TACT, rate(TACT), '/s', { name: HAND_FIRST, value: rate(HAND_FIRST) }),
    ...peers.map((peer) => figure('peers', TACT, rate(TACT), '/s', peer)),
    figure('peers', TACT_NEXT, rate(TACT_NEXT), '/s', byHand),
    figure('peers', TACT_READY, rate(TACT_READY), '/s', byHand),
    ...peers
      .slice(0, 1)
      .flatMap((fastest) => [
        figure('peers', TACT_READY, rate(TACT_READY), '/s', fastest),
        figure('peers', HAND, rate(HAND), '/s', fastest),
      ]),
  ];
}
