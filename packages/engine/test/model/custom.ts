import { compileFunction } from 'node:vm';
import type { AttemptFact, CustomRule, Zone } from '../../src/index.ts';
import { DAY_MS, UNIT_MS, wallClock } from './clock.ts';
import { factFunctions } from './functions.ts';
import { blocked, type Blockings, type World, type Zones } from './world.ts';

const UNITS: Readonly<Record<string, number>> = { M: UNIT_MS.minutes, H: UNIT_MS.hours, D: DAY_MS };
const DURATION = /\b(\d+)([MHD])\b/g;
const DAYS_SINCE = 'DaysSinceLastConversation';
/** What may be missing, where the expression tests for it: `$name` and the functions of facts. */
const [TESTED_NAME, TESTED_CALL] = [
  /\$(\w+)(?=\s*(?:\?\?|[!=]==?\s*(?:null|undefined)))/g,
  /\b([A-Z]\w+)\((\w*)\)(?=\s*(?:\?\?|[!=]==?\s*(?:null|undefined)))/g,
];

/** Whether an expression reads the clock (S27). */
export function readsClock({ expression }: CustomRule): boolean {
  return /new Date|\b(?:Zone|LocalHour|Weekday)\(/.test(expression);
}

/** The periods that its counters count over, and every number of it as days, and one more, where it counts days since an attempt. */
export function periodsMsOf({ expression }: CustomRule): readonly number[] {
  const periodsMs = [...expression.matchAll(DURATION)].map(
    ([, amount, unit]) => Number(amount) * (UNITS[unit ?? ''] ?? 0),
  );
  const days = expression.includes(DAYS_SINCE) ? numbersOf(expression) : [];
  return [...periodsMs, ...days.flatMap((amount) => [amount * DAY_MS, (amount + 1) * DAY_MS])];
}

function numbersOf(expression: string): readonly number[] {
  return [...expression.matchAll(/\d+/g)].map(([text]) => Number(text));
}

/** Every hour, and every number of it as minutes, since midnight and where it reads minutes of each hour: what its clock is compared with. */
export function timesMsOf({ expression }: CustomRule): readonly number[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour * UNIT_MS.hours);
  const minutes = numbersOf(expression).map((amount) => amount * UNIT_MS.minutes);
  const ofHours = expression.includes('getMinutes') ? hours : [0];
  const times = ofHours.flatMap((hour) => minutes.map((minute) => hour + minute));
  return [...hours, ...times.filter((timeMs) => timeMs < DAY_MS)];
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
  const changes = /new Date|LocalHour|Weekday|Attempts|DaysSince/.test(rule.expression);
  return blocked('custom', rule.name, code, !changes).map((one) => ({ ...one, isUnsolvable }));
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
    .replaceAll(TESTED_NAME, 'tested("$1")')
    .replaceAll(TESTED_CALL, 'testedCall("$1", $2)');
  const ask = compileFunction(`with (scope) { return (${text}); }`, ['scope']) as Ask;
  compiled.set(expression, ask);
  return ask;
}

class MissingData extends Error {}

/** As it is compared: in any case, with or without spaces. */
function resultOf(text: string): string {
  return text.toLowerCase().replaceAll(' ', '');
}

/** The code of the verdict; null where the expression is true. */
function codeOf(
  world: World,
  { expression, missingData }: CustomRule,
  at: number,
  zone: Zone | null,
): string | null {
  const { facts } = world;
  const field = (name: string) => facts.fields[name] ?? undefined;
  const count = (isSubject: (attempt: AttemptFact) => boolean) => (periodMs: number, results?: readonly string[]) =>
    facts.attempts.filter(
      (attempt) =>
        isSubject(attempt) &&
        attempt.direction === 'outbound' &&
        Math.min(attempt.at, at) > at - periodMs &&
        (results === undefined || attempt.callResult === null || results.map(resultOf).includes(resultOf(attempt.callResult))),
    ).length; // prettier-ignore
  const needed = (name: string, value: unknown) => {
    if (value === undefined && missingData === 'block') throw new MissingData(name);
    return value;
  };
  const functions = Object.entries(factFunctions(world, at, zone));
  const names: Readonly<Record<string, unknown>> = {
    undefined,
    tested: field,
    testedCall: (name: string, ...given: []) => functions.find(([known]) => known === name)?.[1](...given),
    ...Object.fromEntries(
      functions.map(([name, ask]) => [name, (...given: []) => needed(name, ask(...given))] as const),
    ),
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
      return needed(name, field(name.slice(1)));
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
