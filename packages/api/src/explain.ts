import { didYouMean } from './did-you-mean.ts';
import { parseInstant } from './instant.ts';
import { shortJson } from './short-json.ts';

/** What is wrong at one place of a value. `path` is a JSON pointer; the sentence says what would be right. */
export interface ShapeProblem {
  readonly path: string;
  readonly sentence: string;
}

/** The part of JSON Schema that our schemas use. */
export interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Shape;
  readonly propertyNames?: Shape;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
}

/** Problems that are told of one value; somebody who sends twenty wrong fields needs no longer list. */
const PROBLEMS_MAX = 20;

/**
 * What is wrong with a value, in words that help; empty where nothing is. This is the slow, talkative twin of the compiled check: it
 * is asked only after that one has refused, and decides nothing. It stops at what is told, however deep or wide the value is.
 */
export function explain(shape: Shape, value: unknown, path = ''): readonly ShapeProblem[] {
  return problemsOf(shape, value, path).slice(0, PROBLEMS_MAX);
}

/** What a schema takes, as a phrase: `one of …`, `a whole number from 1 to 10`. */
export function describe(shape: Shape): string {
  const options = shape.anyOf ?? shape.oneOf;
  if (options !== undefined) return [...new Set(options.map(describe))].join(' or ');
  if (shape.const !== undefined) return quote(shape.const);
  if (shape.enum !== undefined) return describeWords(shape.enum);
  switch (shape.type) {
    case 'string':
      return describeText(shape);
    case 'integer':
    case 'number':
      return `a ${shape.type === 'integer' ? 'whole ' : ''}number${describeRange(shape)}`;
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return '`null`';
    case 'array':
      return `a list${shape.minItems === undefined ? '' : ` of at least ${shape.minItems}`}`;
    case 'object': {
      const required = shape.required ?? [];
      return required.length === 0 ? 'an object' : `an object with ${required.map(quote).join(', ')}`;
    }
    case undefined:
    default:
      return 'a value';
  }
}

function problemsOf(shape: Shape, value: unknown, path: string): readonly ShapeProblem[] {
  const options = shape.anyOf ?? shape.oneOf;
  if (options !== undefined) return problemsOfUnion(shape, options, value, path);
  if (!fits(shape, value))
    return [problem(path, `${quote(value)} is not right here; give ${describe(shape)}`)];
  if (Array.isArray(value)) return problemsOfList(shape, value, path);
  if (isObject(value)) return problemsOfObject(shape, value, path);
  if (typeof value === 'string') return problemsOfText(shape, value, path);
  if (typeof value === 'number') return problemsOfNumber(shape, value, path);
  return [];
}

function problemsOfUnion(
  shape: Shape,
  options: readonly Shape[],
  value: unknown,
  path: string,
): readonly ShapeProblem[] {
  const tried = options.map((option) => ({ option, problems: problemsOf(option, value, path) }));
  if (tried.some(({ problems }) => problems.length === 0)) return [];
  const meant = tried
    .filter(({ option }) => fits(option, value))
    .toSorted((one, other) => likeness(other.option, value) - likeness(one.option, value))[0];
  if (meant !== undefined) return meant.problems;
  return [problem(path, `${quote(value)} is not right here; give ${describe(shape)}`)];
}

/** How much an object looks like one that an option describes: its words in `const` fields weigh most, then how many of its fields are known. */
function likeness(option: Shape, value: unknown): number {
  if (!isObject(value)) return 0;
  let score = 0;
  for (const [name, property] of Object.entries(option.properties ?? {})) {
    if (!Object.hasOwn(value, name)) continue;
    if (property.const === undefined) score += 2;
    else score += property.const === value[name] ? 101 : -99;
  }
  return score;
}

function problemsOfObject(
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly ShapeProblem[] {
  const properties = shape.properties ?? {};
  const problems: ShapeProblem[] = [];
  for (const name of shape.required ?? []) {
    if (Object.hasOwn(value, name)) continue;
    const wanted = properties[name];
    problems.push(
      problem(join(path, name), `it is missing; give ${wanted === undefined ? 'a value' : describe(wanted)}`),
    );
  }
  for (const name in value) {
    if (problems.length >= PROBLEMS_MAX) return problems;
    if (!Object.hasOwn(value, name)) continue;
    const member = value[name];
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property !== undefined) problems.push(...problemsOf(property, member, join(path, name)));
    else problems.push(...problemsOfOtherField(shape, name, member, path));
  }
  const count = Object.keys(value).length;
  if (count < (shape.minProperties ?? 0))
    problems.push(problem(path, 'it is empty; give at least one field'));
  if (count > (shape.maxProperties ?? Infinity))
    problems.push(problem(path, `it has ${count} fields; at most ${shape.maxProperties ?? 0} are taken`));
  return problems;
}

function problemsOfOtherField(
  shape: Shape,
  name: string,
  member: unknown,
  path: string,
): readonly ShapeProblem[] {
  const at = join(path, name);
  const names = shape.propertyNames;
  if (names?.pattern !== undefined && !matches(names.pattern, name))
    return [problem(at, `${quote(name)} is not usable as a name; use letters, digits and underscores`)];
  const others = shape.additionalProperties;
  if (typeof others === 'object') return problemsOf(others, member, at);
  if (others !== false) return [];
  const known = Object.keys(shape.properties ?? {});
  const meant = didYouMean(name, known);
  const advice =
    meant === undefined ? `the fields are ${known.map(quote).join(', ')}` : `did you mean ${quote(meant)}?`;
  return [problem(at, `${quote(name)} is not a field here; ${known.length === 0 ? 'leave it out' : advice}`)];
}

function problemsOfList(shape: Shape, value: readonly unknown[], path: string): readonly ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  if (value.length < (shape.minItems ?? 0))
    problems.push(problem(path, `it has ${value.length} items; give at least ${shape.minItems ?? 0}`));
  if (value.length > (shape.maxItems ?? Infinity))
    problems.push(problem(path, `it has ${value.length} items; at most ${shape.maxItems ?? 0} are taken`));
  if (shape.uniqueItems === true && new Set(value).size < value.length)
    problems.push(problem(path, 'an item stands twice; give each once'));
  const { items } = shape;
  if (items !== undefined)
    for (const [index, item] of value.entries()) {
      if (problems.length >= PROBLEMS_MAX) break;
      problems.push(...problemsOf(items, item, join(path, `${index}`)));
    }
  return problems;
}

function problemsOfText(shape: Shape, value: string, path: string): readonly ShapeProblem[] {
  const length = Array.from(value).length;
  if (length < (shape.minLength ?? 0)) {
    const empty = value === '' ? 'it is empty' : `${quote(value)} is too short`;
    return [problem(path, `${empty}; give ${describe(shape)}`)];
  }
  if (length > (shape.maxLength ?? Infinity))
    return [problem(path, `it has ${length} characters; at most ${shape.maxLength ?? 0} are taken`)];
  const isNoInstant = shape.format === 'date-time' && parseInstant(value) === undefined;
  if (isNoInstant || (shape.pattern !== undefined && !matches(shape.pattern, value)))
    return [problem(path, `${quote(value)} is not right here; give ${describe(shape)}`)];
  return [];
}

function problemsOfNumber(shape: Shape, value: number, path: string): readonly ShapeProblem[] {
  const inRange = value >= (shape.minimum ?? -Infinity) && value <= (shape.maximum ?? Infinity);
  return inRange ? [] : [problem(path, `${quote(value)} is out of range; give ${describe(shape)}`)];
}

/** Whether a value is of the kind that a schema is about, whatever its details. */
function fits(shape: Shape, value: unknown): boolean {
  if (shape.const !== undefined) return shape.const === value;
  if (shape.enum !== undefined) return shape.enum.includes(value);
  switch (shape.type) {
    case undefined:
      return true;
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === shape.type;
  }
}

function describeText(shape: Shape): string {
  if (shape.format === 'uuid') return 'an id';
  const example = shape.examples?.[0];
  if (shape.format === 'date-time') return `an instant such as ${quote(example)}`;
  if (example !== undefined) return `a text such as ${quote(example)}`;
  if (shape.description !== undefined && shape.pattern !== undefined)
    return `a text: ${lowerFirst(shape.description)}`;
  const { minLength = 0, maxLength } = shape;
  if (maxLength === undefined) return 'a text';
  return minLength === maxLength
    ? `a text of ${maxLength} characters`
    : `a text of ${minLength} to ${maxLength} characters`;
}

function describeWords(words: readonly unknown[]): string {
  const shown = words.slice(0, 12).map(quote).join(', ');
  if (words.length === 1) return shown;
  return `one of ${shown}${words.length > 12 ? ` and ${words.length - 12} more` : ''}`;
}

function describeRange({ minimum, maximum }: Shape): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function problem(path: string, sentence: string): ShapeProblem {
  return { path, sentence };
}

function join(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value in backticks, cut where it is long. */
export function quote(value: unknown): string {
  return `\`${shortJson(value, QUOTED_MAX)}\``;
}

/** Characters of a value that are repeated. */
const QUOTED_MAX = 64;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(pattern, 'u').test(text);
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`;
}
