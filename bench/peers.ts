import { figure, type Bench, type Figure } from './figure.ts';
import { roundsOf } from './measure.ts';
import { isSameDecision, shortDecision } from './peers/agreement.ts';
import { jsonRulesEngine, nodeRules, nools, rools, zenGraph } from './peers/async-peers.ts';
import { handDecision } from './peers/hand-written.ts';
import { inTurn, type Runner } from './peers/in-turn.ts';
import { arePeersInstalled } from './peers/install.ts';
import { peerFacts, type PeerFacts } from './peers/peer-facts.ts';
import { lookUpIn, type LookUp, type Peer } from './peers/peer.ts';
import type { RawQuestion, SuppressedNumbers } from './peers/question.ts';
import { rawQuestions } from './peers/raw-questions.ts';
import { casbin, cedar, zenExpression } from './peers/sync-peers.ts';
import { tactDecision, tactRuleset } from './peers/tact-decision.ts';

/**
 * Tact beside public rule engines with the same rules. They get their facts worked out beforehand; Tact and the hand-written function start
 * from the raw question, and Tact gives every verdict with its reasons and the next allowed instant. All agree, or nothing is timed.
 */
export const peersBench: Bench = async ({ smoke, say }) => {
  const { questions, suppressed } = rawQuestions(smoke ? 2_000 : 100_000, smoke ? 2_000 : 100_000, 1);
  const peers = arePeersInstalled(!smoke, say) ? await makePeers(lookUpIn(suppressed)) : [];
  await assertAgreement(questions, suppressed, peers);
  say(`  Tact, the hand-written function and ${peers.length} peers agree on ${questions.length} questions`);
  const timed = questions.slice(0, TIMED);
  const facts = timed.map(peerFacts);
  const rates = await inTurn(
    [...ownRunners(timed, suppressed), ...peers.map((peer) => peerRunner(peer, facts))],
    roundsOf(smoke),
  );
  return figuresOf(rates);
};

/** As many questions as the peers' own bench has facts. */
const TIMED = 2_048;
const TACT = 'Tact, raw question, every verdict';
const HAND = 'hand-written, raw question, first reason';

async function makePeers(lookUp: LookUp): Promise<readonly Peer[]> {
  return Promise.all(
    [casbin, zenExpression, cedar, nodeRules, rools, nools, jsonRulesEngine, zenGraph].map(async (make) =>
      make(lookUp),
    ),
  );
}

async function assertAgreement(
  questions: readonly RawQuestion[],
  suppressed: SuppressedNumbers,
  peers: readonly Peer[],
): Promise<void> {
  const ruleset = tactRuleset();
  const wrong = new Map<string, number>();
  const miss = (name: string) => wrong.set(name, (wrong.get(name) ?? 0) + 1);
  for (const question of questions) {
    const byHand = handDecision(question, suppressed);
    if (!isSameDecision(shortDecision(tactDecision(question, ruleset, suppressed)), byHand)) miss('Tact');
    const facts = peerFacts(question);
    for (const peer of peers) {
      const isAllowed = peer.kind === 'sync' ? peer.isAllowed(facts) : await peer.isAllowed(facts);
      if (isAllowed !== (byHand.reason === 'allowed')) miss(peer.name);
    }
  }
  if (wrong.size === 0) return;
  const counts = [...wrong].map(([name, count]) => `${name} on ${count}`).join(', ');
  throw new Error(`not the hand-written function's answer of ${questions.length}: ${counts}`);
}

function ownRunners(questions: readonly RawQuestion[], suppressed: SuppressedNumbers): readonly Runner[] {
  const ruleset = tactRuleset();
  return [
    {
      name: TACT,
      run() {
        for (const question of questions) kept.answer = tactDecision(question, ruleset, suppressed);
        return questions.length;
      },
    },
    {
      name: HAND,
      run() {
        for (const question of questions) kept.answer = handDecision(question, suppressed);
        return questions.length;
      },
    },
  ];
}

/** The last answer, kept so that nothing is optimised away. */
const kept: { answer: unknown } = { answer: undefined };

/** How many questions at a time: a synchronous engine in a row, an asynchronous one at once, which is its best. */
const BATCH = 64;

function peerRunner(peer: Peer, facts: readonly PeerFacts[]): Runner {
  const { name } = peer;
  const batch = (first: number) => facts.slice(first % facts.length, (first % facts.length) + BATCH);
  if (peer.kind === 'sync')
    return {
      name,
      run(first) {
        const asked = batch(first);
        for (const one of asked) kept.answer = peer.isAllowed(one);
        return asked.length;
      },
    };
  return {
    name,
    async run(first) {
      const asked = batch(first);
      kept.answer = await Promise.all(asked.map((one) => peer.isAllowed(one)));
      return asked.length;
    },
  };
}

function figuresOf(rates: ReadonlyMap<string, number>): readonly Figure[] {
  const rate = (name: string) => rates.get(name) ?? NaN;
  const peers = [...rates].filter(([name]) => name !== TACT && name !== HAND);
  return [
    figure('peers', TACT, rate(TACT), '/s', { name: HAND, value: rate(HAND) }),
    ...peers
      .toSorted(([, one], [, other]) => other - one)
      .map(([name, value]) =>
        figure('peers', 'Tact, beside a peer with its facts ready', rate(TACT), '/s', { name, value }),
      ),
  ];
}
