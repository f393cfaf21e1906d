import { compileFunction } from 'node:vm';
import type { AttemptFact, CustomRule, Zone } from '../../src/index.ts';
import { DAY_MS, UNIT_MS, wallClock } from './clock.ts';
import { blocked, type Blockings, type World, type Zones } from './world.ts';

const UNITS: Readonly<Record<string, number>> = { M: UNIT_MS.minutes, H: UNIT_MS.hours, D: DAY_MS };
const DURATION = /\b(\d+)([MHD])\b/g;

/** Whether an expression reads the clock (S27). */
export function readsClock({ expression }: CustomRule): boolean {
  return expression.includes('new Date');
}

/** The periods that its counters count over. */
export function periodsMsOf({ expression }: CustomRule): readonly number[] {
  return [...expression.matchAll(DURATION)].map(
    ([, amount, unit]) => Number(amount) * (UNITS[unit ?? ''] ?? 0),
  );
}

/** Every number of it, read as minutes and as hours since midnight: what its clock is compared with. */
export function timesMsOf({ expression }: CustomRule): readonly number[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour * UNIT_MS.hours);
  const minutes = [...expression.matchAll(/\d+/g)].map(([text]) => Number(text) * UNIT_MS.minutes);
  return [...hours, ...minutes.filter((timeMs) => timeMs < DAY_MS)];
}

/** S27, S28: JavaScript itself evaluates the expression, once for each zone where it reads the clock. */
export function custom(
  world: World,
  rule: CustomRule & { readonly name: string },
  at: number,
  zones: Zones,
): Blockings {
  if (!readsClock(rule)) {
    const code = codeOf(world, rule, at, null);
    if (code === null) return [];
    const changes = periodsMsOf(rule).flatMap((periodMs) =>
      world.facts.attempts.map((one) => one.at + periodMs),
    );
    const passesLater = changes.some((change) => change > at && codeOf(world, rule, change, null) === null);
    return blocked('custom', rule.name, code, !passesLater);
  }
  if (zones === 'unknown') return blocked('custom', rule.name, 'zone_unknown', true);
  const code = zones.map((zone) => codeOf(world, rule, at, zone)).find((found) => found !== null);
  if (code === undefined) return [];
  const isUnsolvable = /getSeconds|getMilliseconds|getTime/.test(rule.expression);
  return blocked('custom', rule.name, code, false).map((one) => ({ ...one, isUnsolvable }));
}

type Ask = (scope: unknown) => unknown;
const compiled = new Map<string, Ask>();

/** The expression as JavaScript's own, in which every name is looked up in a scope. Compiling is slow, and the search tries many instants. */
function javascriptOf(expression: string): Ask {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const text = expression
    .replaceAll(DURATION, (_, amount: string, unit: string) => String(Number(amount) * (UNITS[unit] ?? 0)))
    .replaceAll(/typeof \$(\w+)/g, 'typeof tested("$1")')
    .replaceAll(/\$(\w+)(?=\s*(?:\?\?|[!=]==?\s*(?:null|undefined)))/g, 'tested("$1")');
  const ask = compileFunction(`with (scope) { return (${text}); }`, ['scope']) as Ask;
  compiled.set(expression, ask);
  return ask;
}

class MissingData extends Error {}

/** The code of the verdict; null where the expression is true. */
function codeOf(
  { facts }: World,
  { expression, missingData }: CustomRule,
  at: number,
  zone: Zone | null,
): string | null {
  const field = (name: string) => facts.fields[name] ?? undefined;
  const count = (isSubject: (attempt: AttemptFact) => boolean) => (periodMs: number, results?: readonly string[]) =>
    facts.attempts.filter(
      (attempt) =>
        isSubject(attempt) &&
        attempt.direction === 'outbound' &&
        Math.min(attempt.at, at) > at - periodMs &&
        (results === undefined || attempt.callResult === null || results.includes(attempt.callResult.replaceAll(' ', '')) || results.includes(attempt.callResult)),
    ).length; // prettier-ignore
  const names: Readonly<Record<string, unknown>> = {
    undefined,
    tested: field,
    AttemptsOnDevice: count(({ sameDevice }) => sameDevice),
    AttemptsOnContact: count(({ sameClient }) => sameClient),
    Date: zone === null ? undefined : clockOf(zone, at),
  };
  const scope = new Proxy(names, {
    has: () => true,
    get(_, name) {
      if (typeof name !== 'string') return undefined;
      if (Object.hasOwn(names, name)) return names[name];
      // A bare word that names nothing is a text.
      if (!name.startsWith('$')) return name;
      const value = field(name.slice(1));
      if (value === undefined && missingData === 'block') throw new MissingData(name);
      return value;
    },
  });
  try {
    const value = javascriptOf(expression)(scope);
    if (value === true) return null;
    return value === false ? 'expression_false' : 'not_boolean';
  } catch (error) {
    if (error instanceof MissingData) return 'missing_data';
    // JavaScript fails where it asks something of nothing.
    if (error instanceof TypeError) return 'expression_failed';
    throw error;
  }
}

/** A `Date` that stands at the instant and whose local time is the zone's. */
function clockOf(zone: Zone, at: number): unknown {
  const { day, timeMs } = wallClock(zone, at);
  const local = new Date(day * DAY_MS + timeMs);
  return class {
    getFullYear = () => local.getUTCFullYear();
    getMonth = () => local.getUTCMonth();
    getDate = () => local.getUTCDate();
    getDay = () => local.getUTCDay();
    getHours = () => local.getUTCHours();
    getMinutes = () => local.getUTCMinutes();
    getSeconds = () => local.getUTCSeconds();
  };
}
