import { loadPackage, type EngineFacts, type LookUp, type Peer } from './peer.ts';
import { RULES } from './question.ts';
import { ZEN_EXPRESSION } from './sync-peers.ts';

const REGIONS: ReadonlySet<string> = new Set(RULES.regions);
const HOLIDAYS: ReadonlySet<string> = new Set(RULES.holidays);

/** The rules one by one, each true where it blocks, for engines whose conditions are functions. */
const BLOCKS: readonly (readonly [name: string, blocks: (facts: EngineFacts) => boolean])[] = [
  ['region', ({ region }) => !REGIONS.has(region)],
  [
    'hours',
    ({ localMinute }) => localMinute < RULES.opensAtLocalMinute || localMinute >= RULES.closesAtLocalMinute,
  ],
  ['holiday', ({ date }) => HOLIDAYS.has(date)],
  ['list', ({ isSuppressed }) => isSuppressed],
  ['day', ({ attempts24h }) => attempts24h >= RULES.attemptsInDayMax],
  ['week', ({ attempts7d }) => attempts7d >= RULES.attemptsInWeekMax],
  ['state', ({ region, consent }) => region === RULES.consentIn && !consent],
];

interface JsonRulesEngine {
  readonly Engine: new (rules: readonly object[]) => {
    run(facts: EngineFacts): Promise<{ readonly events: readonly unknown[] }>;
  };
}

/** json-rules-engine: one rule of all conditions. */
export function jsonRulesEngine(lookUp: LookUp): Peer {
  const { Engine } = loadPackage('json-rules-engine') as JsonRulesEngine;
  const is = (fact: keyof EngineFacts, operator: string, value: unknown) => ({ fact, operator, value });
  const all = [
    is('region', 'in', RULES.regions),
    is('localMinute', 'greaterThanInclusive', RULES.opensAtLocalMinute),
    is('localMinute', 'lessThan', RULES.closesAtLocalMinute),
    is('date', 'notIn', RULES.holidays),
    is('isSuppressed', 'equal', false),
    is('attempts24h', 'lessThan', RULES.attemptsInDayMax),
    is('attempts7d', 'lessThan', RULES.attemptsInWeekMax),
    { any: [is('region', 'notEqual', RULES.consentIn), is('consent', 'equal', true)] },
  ];
  const engine = new Engine([{ conditions: { all }, event: { type: 'allow' } }]);
  return {
    name: 'json-rules-engine',
    kind: 'async',
    isAllowed: async (facts) => (await engine.run(lookUp(facts))).events.length === 1,
  };
}

interface ZenGraphs {
  readonly ZenEngine: new () => {
    createDecision(graph: Buffer): {
      evaluate(facts: EngineFacts): Promise<{ readonly result: { readonly allow?: unknown } }>;
    };
  };
}

/** zen-engine: a decision graph of one expression. */
export function zenGraph(lookUp: LookUp): Peer {
  const { ZenEngine } = loadPackage('@gorules/zen-engine') as ZenGraphs;
  const node = (id: string, type: string, content?: object) => ({
    id,
    name: id,
    type,
    position: { x: 0, y: 0 },
    ...(content === undefined ? {} : { content }),
  });
  const edge = (id: string, sourceId: string, targetId: string) => ({ id, sourceId, targetId, type: 'edge' });
  const graph = {
    contentType: 'application/vnd.gorules.decision',
    nodes: [
      node('in', 'inputNode'),
      node('rules', 'expressionNode', { expressions: [{ id: 'a', key: 'allow', value: ZEN_EXPRESSION }] }),
      node('out', 'outputNode'),
    ],
    edges: [edge('1', 'in', 'rules'), edge('2', 'rules', 'out')],
  };
  const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(graph)));
  return {
    name: '@gorules/zen-engine, decision graph',
    kind: 'async',
    isAllowed: async (facts) => (await decision.evaluate(lookUp(facts))).result.allow === true,
  };
}

type Answered = EngineFacts & { result: boolean };
interface NodeRulesRun {
  when(isTrue: boolean): void;
  stop(): void;
}
interface NodeRules {
  readonly RuleEngine: new (
    rules: readonly {
      readonly name: string;
      readonly condition: (run: NodeRulesRun, facts: Answered) => void;
      readonly consequence: (run: NodeRulesRun, facts: Answered) => void;
    }[],
    options: { readonly ignoreFactChanges: boolean },
  ) => { execute(facts: Answered, done: (answered: Answered) => void): void };
}

/** node-rules: one rule a condition, the first that blocks stops. */
export function nodeRules(lookUp: LookUp): Peer {
  const { RuleEngine } = loadPackage('node-rules') as NodeRules;
  const engine = new RuleEngine(
    BLOCKS.map(([name, blocks]) => ({
      name,
      condition: (run, facts) => {
        run.when(blocks(facts));
      },
      consequence: (run, facts) => {
        facts.result = false;
        run.stop();
      },
    })),
    { ignoreFactChanges: true },
  );
  return {
    name: 'node-rules',
    kind: 'async',
    isAllowed: (facts) =>
      new Promise((resolve) => {
        engine.execute({ ...lookUp(facts), result: true }, ({ result }) => {
          resolve(result);
        });
      }),
  };
}

type Blockable = EngineFacts & { isBlocked?: boolean };
interface RoolsPackage {
  readonly Rools: new (options: object) => {
    register(rules: readonly unknown[]): Promise<void>;
    evaluate(facts: Blockable): Promise<unknown>;
  };
  readonly Rule: new (rule: {
    readonly name: string;
    readonly when: (facts: Blockable) => boolean;
    readonly then: (facts: Blockable) => void;
  }) => unknown;
}

/** rools: one rule a condition. */
export async function rools(lookUp: LookUp): Promise<Peer> {
  const { Rools, Rule } = loadPackage('rools') as RoolsPackage;
  const engine = new Rools({ logging: { error: false, debug: false } });
  const then = (facts: Blockable) => {
    facts.isBlocked = true;
  };
  await engine.register(BLOCKS.map(([name, when]) => new Rule({ name, when, then })));
  return {
    name: 'rools',
    kind: 'async',
    async isAllowed(facts) {
      const known: Blockable = lookUp(facts);
      await engine.evaluate(known);
      return known.isBlocked !== true;
    },
  };
}

/** Facts as nools asserts them: an instance of a class. */
class NoolsFact {
  readonly facts: EngineFacts;
  isBlocked = false;

  constructor(facts: EngineFacts) {
    this.facts = facts;
  }
}
interface NoolsFlow {
  rule(
    name: string,
    condition: readonly [typeof NoolsFact, string, (facts: { readonly f: NoolsFact }) => boolean],
    action: (facts: { readonly f: NoolsFact }) => void,
  ): void;
  getSession(fact: NoolsFact): {
    match(done: (error: Error | null | undefined) => void): void;
    dispose(): void;
  };
}
interface Nools {
  flow(name: string, build: (flow: NoolsFlow) => void): NoolsFlow;
}

/** nools (Rete): one rule a condition. */
export function nools(lookUp: LookUp): Peer {
  const made = (loadPackage('nools') as Nools).flow('contact', (flow) => {
    for (const [name, blocks] of BLOCKS)
      flow.rule(name, [NoolsFact, 'f', ({ f }) => blocks(f.facts)], ({ f }) => {
        f.isBlocked = true;
      });
  });
  return {
    name: 'nools',
    kind: 'async',
    isAllowed: (facts) =>
      new Promise((resolve, reject) => {
        const fact = new NoolsFact(lookUp(facts));
        const session = made.getSession(fact);
        session.match((error) => {
          session.dispose();
          if (error instanceof Error) reject(error);
          else resolve(!fact.isBlocked);
        });
      }),
  };
}
