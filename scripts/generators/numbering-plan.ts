import { dataFile, type DataFile } from './data-file.ts';
import { StatePool } from './digit-pattern.ts';
import {
  NUMBER_TYPES,
  phoneMetadataSource,
  plansByCallingCode,
  type NumberFormat,
  type NumberingPlan,
  type NumberType,
} from './phone-metadata.ts';

/** The longest number of E.164, calling code included. */
const E164_DIGITS_MAX = 15;

/**
 * What a whole number turns out to be, as text: country (`-` none), type (`-` none), `+` where its form fits the plan of that country,
 * or of the calling code's main one, and how many of its first digits are its national destination code (0 none or not known).
 */
type NumberClass = string;

/**
 * `packages/places/data/numbering-plan.json`: one machine of states for the digits of all numbers of the world. It answers what
 * libphonenumber-js/max answers with regular expressions (country, type, validity), at one array read a digit.
 */
export function generateNumberingPlan(): readonly DataFile[] {
  const machine = new Machine();
  const plans = plansByCallingCode();
  const roots: string[] = [];
  const written: string[] = [];
  for (const [callingCode, ofCode] of [...plans].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const builder = new PlanBuilder(ofCode, machine, E164_DIGITS_MAX - callingCode.length);
    const main = ofCode[0]?.country ?? '-';
    const only = ofCode.length === 1 ? main : '-';
    roots.push(`${callingCode} ${main} ${only} ${builder.build()}`);
    for (const plan of ofCode) if (plan.country !== null) written.push(writtenForm(plan.country, plan));
  }
  const source = phoneMetadataSource();
  const content = {
    version: source.version,
    roots,
    classes: machine.classes,
    states: machine.rows,
    written: written.sort(),
  };
  return [dataFile('packages/places/data/numbering-plan.json', [source], content)];
}

/** How a country writes its numbers: country, calling code, international prefix, trunk prefix and its replacement, general pattern, lengths. */
function writtenForm(country: string, plan: NumberingPlan): string {
  return [
    country,
    plan.callingCode,
    plan.internationalPrefix ?? '',
    plan.nationalPrefixForParsing ?? '',
    plan.nationalPrefixTransform ?? '',
    plan.general.pattern,
    plan.general.lengths.join(','),
  ].join(' ');
}

/**
 * Equal states are one state, over all calling codes. A row is `class` and then runs of digits with the same next state, each
 * `state*count`; state 0 leads nowhere. Rows are numbered from 1, and lead only to rows before them.
 */
class Machine {
  readonly classes: NumberClass[] = [];
  readonly rows: string[] = [];
  readonly #classIds = new Map<NumberClass, number>();
  readonly #rowIds = new Map<string, number>();

  state(numberClass: NumberClass | null, next: readonly number[]): number {
    if (numberClass === null && next.every((state) => state === 0)) return 0;
    const row = `${numberClass === null ? 0 : this.#classId(numberClass)} ${runs(next)}`;
    const known = this.#rowIds.get(row);
    if (known !== undefined) return known;
    const id = this.rows.push(row);
    this.#rowIds.set(row, id);
    return id;
  }

  #classId(numberClass: NumberClass): number {
    const known = this.#classIds.get(numberClass);
    if (known !== undefined) return known;
    const id = this.classes.push(numberClass);
    this.#classIds.set(numberClass, id);
    return id;
  }
}

function runs(next: readonly number[]): string {
  const parts: string[] = [];
  for (let digit = 0; digit < 10;) {
    let end = digit + 1;
    while (end < 10 && next[end] === next[digit]) end += 1;
    const state = (next[digit] ?? 0).toString(36);
    parts.push(end - digit === 1 ? state : `${state}*${end - digit}`);
    digit = end;
  }
  return parts.join(' ');
}

/** What the patterns of one plan are called in the shared pool of states. */
interface PlanIds {
  readonly plan: NumberingPlan;
  readonly general: number;
  readonly leadingDigits: number | null;
  readonly types: ReadonlyMap<NumberType, number>;
  readonly formats: readonly {
    readonly format: NumberFormat;
    readonly whole: number;
    readonly leading: number | null;
  }[];
}

/** Runs all patterns of one calling code side by side and writes the joint states into the machine. */
class PlanBuilder {
  readonly #pool = new StatePool();
  readonly #machine: Machine;
  readonly #plans: readonly PlanIds[];
  readonly #digitsMax: number;
  readonly #starts: number[] = [];
  readonly #known = new Map<string, number>();
  #ids = 0;

  constructor(plans: readonly NumberingPlan[], machine: Machine, digitsMax: number) {
    this.#machine = machine;
    this.#digitsMax = digitsMax;
    const [main] = plans;
    this.#plans = plans.map((plan) => ({
      plan,
      general: this.#add(plan.general.pattern),
      leadingDigits: plan.leadingDigits === null ? null : this.#add(plan.leadingDigits, true),
      types: new Map([...plan.types].map(([type, { pattern }]) => [type, this.#add(pattern)])),
      formats: (plan.formats ?? main?.formats ?? []).map((format) => ({
        format,
        whole: this.#add(format.pattern),
        leading: format.leadingDigits === null ? null : this.#add(format.leadingDigits, true),
      })),
    }));
  }

  build(): string {
    return this.#state(this.#pool.closure(this.#starts), 0).toString(36);
  }

  #add(pattern: string, prefixOnly = false): number {
    const id = this.#ids++;
    this.#starts.push(this.#pool.add(pattern, id, prefixOnly));
    return id;
  }

  #state(states: readonly number[], length: number): number {
    if (states.length === 0) return 0;
    const key = `${length}:${states.join(',')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const next =
      length === this.#digitsMax
        ? new Array<number>(10).fill(0)
        : Array.from({ length: 10 }, (_, digit) => this.#state(this.#pool.step(states, digit), length + 1));
    const id = this.#machine.state(this.#classOf(this.#pool.acceptsOf(states), length), next);
    this.#known.set(key, id);
    return id;
  }

  #classOf(accepts: ReadonlySet<number>, length: number): NumberClass | null {
    const found = this.#plans.length === 1 ? this.#plans[0] : this.#countryOf(accepts, length);
    const plan = found ?? this.#plans[0];
    const type = plan === undefined ? null : typeOf(plan, accepts, length);
    const fits =
      plan !== undefined && accepts.has(plan.general) && plan.plan.general.lengths.includes(length);
    if (!fits && type === null && (found === undefined || this.#plans.length === 1)) return null;
    const areaDigits = plan !== undefined && isGeographic(type) ? areaCodeDigits(plan, accepts) : 0;
    return `${found?.plan.country ?? '-'} ${type ?? '-'} ${fits ? '+' : '-'} ${areaDigits}`;
  }

  /** The first country whose leading digits match, or, where it has none, one of whose types does. */
  #countryOf(accepts: ReadonlySet<number>, length: number): PlanIds | undefined {
    return this.#plans.find((ids) =>
      ids.leadingDigits === null ? typeOf(ids, accepts, length) !== null : accepts.has(ids.leadingDigits),
    );
  }
}

type PlanType = NumberType | 'FIXED_LINE_OR_MOBILE';

function typeOf(ids: PlanIds, accepts: ReadonlySet<number>, length: number): PlanType | null {
  if (!accepts.has(ids.general)) return null;
  const matches = (type: NumberType): boolean => {
    const id = ids.types.get(type);
    return (
      id !== undefined && accepts.has(id) && (ids.plan.types.get(type)?.lengths.includes(length) ?? false)
    );
  };
  if (matches('FIXED_LINE')) {
    return ids.plan.mobileLikeFixedLine || matches('MOBILE') ? 'FIXED_LINE_OR_MOBILE' : 'FIXED_LINE';
  }
  return NUMBER_TYPES.find(matches) ?? null;
}

function isGeographic(type: PlanType | null): boolean {
  return type === 'FIXED_LINE' || type === 'FIXED_LINE_OR_MOBILE';
}

/** As libphonenumber: only where numbers have a trunk prefix (or Italy's zero, or in Mexico), the first group of the international form. */
function areaCodeDigits(ids: PlanIds, accepts: ReadonlySet<number>): number {
  const { callingCode, nationalPrefix } = ids.plan;
  if (nationalPrefix === null && callingCode !== '39' && callingCode !== '52') return 0;
  const found = ids.formats.find(
    ({ whole, leading }) => accepts.has(whole) && (leading === null || accepts.has(leading)),
  );
  if (found === undefined || !/^\$1\b.*\$2/.test(found.format.internationalFormat)) return 0;
  const group = /^\((?:\\d(?:\{(\d+)\})?|(\\d\\d))\)/.exec(found.format.pattern);
  if (group === null) return 0;
  return group[2] === undefined ? Number(group[1] ?? 1) : 2;
}
