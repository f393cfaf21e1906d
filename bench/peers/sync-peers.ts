import { loadPackage, type EngineFacts, type LookUp, type Peer } from './peer.ts';
import { RULES } from './question.ts';

const REGIONS: ReadonlySet<string> = new Set(RULES.regions);
const HOLIDAYS: ReadonlySet<string> = new Set(RULES.holidays);

interface Casbin {
  readonly newModel: (text: string) => unknown;
  readonly StringAdapter: new (text: string) => unknown;
  readonly newEnforcer: (model: unknown, adapter: unknown) => Promise<CasbinEnforcer>;
}
interface CasbinEnforcer {
  addFunction(name: string, call: (text: string) => boolean): Promise<void>;
  enforceSync(facts: EngineFacts): boolean;
}

/** casbin: the rules as one matcher over attributes, sets as functions of JavaScript. */
export async function casbin(lookUp: LookUp): Promise<Peer> {
  const { newModel, newEnforcer, StringAdapter } = loadPackage('casbin') as Casbin;
  const matcher = [
    'inRegion(r.f.region)',
    `r.f.localMinute >= ${RULES.opensAtLocalMinute}`,
    `r.f.localMinute < ${RULES.closesAtLocalMinute}`,
    '!isHoliday(r.f.date)',
    '!r.f.isSuppressed',
    `r.f.attempts24h < ${RULES.attemptsInDayMax}`,
    `r.f.attempts7d < ${RULES.attemptsInWeekMax}`,
    '(r.f.region != "US-WA" || r.f.consent)',
  ].join(' && ');
  const model = newModel(
    [
      '[request_definition]\nr = f',
      '[policy_definition]\np = act',
      '[policy_effect]\ne = some(where (p.eft == allow))',
      `[matchers]\nm = ${matcher}`,
    ].join('\n'),
  );
  const enforcer = await newEnforcer(model, new StringAdapter('p, contact'));
  await enforcer.addFunction('inRegion', (region) => REGIONS.has(region));
  await enforcer.addFunction('isHoliday', (date) => HOLIDAYS.has(date));
  return { name: 'casbin', kind: 'sync', isAllowed: (facts) => enforcer.enforceSync(lookUp(facts)) };
}

/** The rules as one expression of `@gorules/zen-engine`. */
export const ZEN_EXPRESSION = [
  `region in ${JSON.stringify(RULES.regions)}`,
  `localMinute >= ${RULES.opensAtLocalMinute}`,
  `localMinute < ${RULES.closesAtLocalMinute}`,
  `not(date in ${JSON.stringify(RULES.holidays)})`,
  'isSuppressed == false',
  `attempts24h < ${RULES.attemptsInDayMax}`,
  `attempts7d < ${RULES.attemptsInWeekMax}`,
  '(region != "US-WA" or consent == true)',
].join(' and ');

interface ZenExpressions {
  evaluateExpressionSync(expression: string, facts: EngineFacts): unknown;
}

/** zen-engine: an expression, read anew at every call. */
export function zenExpression(lookUp: LookUp): Peer {
  const zen = loadPackage('@gorules/zen-engine') as ZenExpressions;
  return {
    name: '@gorules/zen-engine, expression',
    kind: 'sync',
    isAllowed: (facts) => zen.evaluateExpressionSync(ZEN_EXPRESSION, lookUp(facts)) === true,
  };
}

type CedarAnswer = { readonly type: 'success'; readonly response: { readonly decision: string } };
interface Cedar {
  preparsePolicySet(name: string, set: { readonly staticPolicies: string }): { readonly type: string };
  statefulIsAuthorized(call: object): CedarAnswer | { readonly type: 'failure' };
}

/** Cedar in WebAssembly, its text parsed beforehand. */
export function cedar(lookUp: LookUp): Peer {
  const wasm = loadPackage('@cedar-policy/cedar-wasm/nodejs') as Cedar;
  const conditions = [
    `${JSON.stringify(RULES.regions)}.contains(context.region)`,
    `context.localMinute >= ${RULES.opensAtLocalMinute}`,
    `context.localMinute < ${RULES.closesAtLocalMinute}`,
    `!(${JSON.stringify(RULES.holidays)}.contains(context.date))`,
    '!context.isSuppressed',
    `context.attempts24h < ${RULES.attemptsInDayMax}`,
    `context.attempts7d < ${RULES.attemptsInWeekMax}`,
    '(context.region != "US-WA" || context.consent)',
  ].join(' && ');
  const text = `permit(principal, action == Action::"contact", resource) when { ${conditions} };`;
  const parsed = wasm.preparsePolicySet('rules', { staticPolicies: text });
  if (parsed.type !== 'success') throw new Error(`cedar refuses the rules: ${JSON.stringify(parsed)}`);
  const request = {
    principal: { type: 'Agent', id: 'agent' },
    action: { type: 'Action', id: 'contact' },
    resource: { type: 'Device', id: 'device' },
    preparsedPolicySetId: 'rules',
    validateRequest: false,
    entities: [],
  };
  return {
    name: '@cedar-policy/cedar-wasm, parsed beforehand',
    kind: 'sync',
    isAllowed(facts) {
      const answer = wasm.statefulIsAuthorized({ ...request, context: lookUp(facts) });
      if (answer.type === 'failure') throw new Error(`cedar has no answer: ${JSON.stringify(answer)}`);
      return answer.response.decision === 'allow';
    },
  };
}
