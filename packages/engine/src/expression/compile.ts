import type {
  CallExpression,
  Expression as JavaScriptExpression,
  Identifier,
  MemberExpression,
  NewExpression,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from 'acorn';
import { readChannel, readCounter, type Read } from './arguments.ts';
import { FACT_FUNCTIONS, type FactFunction, type FactFunctionName } from './fact-functions.ts';
import { DATE_GETTERS, FUNCTIONS, LIST_METHODS, MATH, TEXT_METHODS } from './functions.ts';
import { nearestName } from './nearest-name.ts';
import {
  NESTED_TOO_DEEP,
  NESTING_MAX,
  parseExpression,
  positionAt,
  type ExpressionProblem,
} from './parse.ts';
import { applied, binary, conditional, constant, logical, ownMember, unary, type Missing, type Piece, type Run } from './pieces.ts'; // prettier-ignore
import { isNoValue, memberName, reviewExpression, type NegatedRead } from './review.ts';
import type { Counter, ExpressionReads, OptInChannel, Surroundings } from './surroundings.ts';
import { boundedText, ExpressionFailure, type Value } from './value.ts';

export type { NegatedRead } from './review.ts';
export type { Counter, ExpressionReads, OptInChannel, RequestPlace, Surroundings } from './surroundings.ts';

/** An expression made ready. */
export interface CompiledExpression {
  readonly reads: ExpressionReads;
  /** What an officer should look at, though it can be saved; in the order of the text. */
  readonly warnings: readonly ExpressionProblem[];
  /** Where a missing value would count as true because it stands under a negation. In `block` it is an error there like everywhere. */
  readonly negatedReads: readonly NegatedRead[];
  /** Throws an `ExpressionFailure` where there is no value. Ends always: the grammar has no loop and no function. */
  evaluate(surroundings: Surroundings): Value;
  /** The failure that `evaluate` would throw at once, where what it reads first is missing; else null, and it is to be evaluated. */
  missing(surroundings: Surroundings): ExpressionFailure | null;
}

/** An expression made ready, or all that is wrong with it. */
export type ExpressionCheck =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/** `block`: reading a `$name` without a value is an error, unless the expression tests for it (S27). */
export type MissingData = 'block' | 'undefined';

/**
 * Checks an expression and makes it ready: whitelisted syntax, known functions and members, positions for all that is wrong (S29).
 * `knownFields`: the names of attributes that contacts and requests of the organization have; where they are given, a `$name` that is neither
 * one of them nor a record's own field is warned of, with the one that may be meant.
 */
export function compileExpression(
  text: string,
  missingData: MissingData,
  knownFields?: ReadonlySet<string>,
): ExpressionCheck {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const compiler = new Compiler(text, missingData);
  const root = compiler.compile(parsed.tree);
  if (compiler.problems.length > 0) return { ok: false, problems: compiler.problems };
  const { warnings, negatedReads } = reviewExpression(parsed.tree, text, {
    isBoolean: root.gives === 'boolean',
    missingCountsAsValue: missingData === 'undefined',
    knownFields,
  });
  const { fields, counters, dateGetters, functions, optIns } = compiler;
  return {
    ok: true,
    expression: {
      reads: { fields, counters, dateGetters, functions, optIns },
      warnings,
      negatedReads,
      evaluate: root.run,
      missing: root.missing ?? nothingMissing,
    },
  };
}

const nothingMissing: Missing = () => null;

type AnyNode = JavaScriptExpression | SpreadElement | Super | PrivateIdentifier;

/** Stands where a part was refused. */
const REFUSED: Piece = { run: () => undefined, gives: 'anything' };

/** From this many constants on, a list is looked up and not walked. */
const LOOKED_UP_FROM = 8;

class Compiler {
  readonly problems: ExpressionProblem[] = [];
  readonly fields = new Set<string>();
  readonly counters: Counter[] = [];
  readonly dateGetters = new Set<string>();
  readonly functions = new Set<FactFunctionName>();
  readonly optIns = new Set<OptInChannel>();
  readonly #text: string;
  readonly #missingData: MissingData;
  #depth = 0;

  constructor(text: string, missingData: MissingData) {
    this.#text = text;
    this.#missingData = missingData;
  }

  /** `tested`: the value is only tested for being there, so a field without one is no error (S27). */
  compile(node: AnyNode, tested = false): Piece {
    this.#depth++;
    const piece =
      this.#depth > NESTING_MAX ? this.#refuse(node, NESTED_TOO_DEEP) : this.#compileNode(node, tested);
    this.#depth--;
    return piece;
  }

  #compileNode(node: AnyNode, tested: boolean): Piece {
    switch (node.type) {
      case 'Literal':
        return this.#literal(node);
      case 'TemplateLiteral': {
        const texts = node.quasis.map(({ value }) => value.cooked ?? '');
        const values = this.#all(node.expressions);
        return applied(values, 'anything', (around) =>
          boundedText(texts.reduce((all, part, i) => `${all}${String(values[i - 1]?.run(around))}${part}`)),
        );
      }
      case 'Identifier':
        return this.#identifier(node, tested);
      case 'UnaryExpression':
        return (
          unary(node.operator, this.compile(node.argument, node.operator === 'typeof')) ??
          this.#refuse(node, `the operator \`${node.operator}\` is not part of the grammar`)
        );
      case 'BinaryExpression': {
        const isEquality = /^[=!]==?$/.test(node.operator);
        const left = this.compile(node.left, isEquality && isNoValue(node.right));
        const right = this.compile(node.right, isEquality && isNoValue(node.left));
        return (
          binary(node.operator, left, right) ??
          this.#refuse(node, `the operator \`${node.operator}\` is not part of the grammar`)
        );
      }
      case 'LogicalExpression':
        return logical(
          node.operator,
          this.compile(node.left, node.operator === '??' || tested),
          this.compile(node.right, tested),
        );
      case 'ConditionalExpression':
        return conditional(
          this.compile(node.test),
          this.compile(node.consequent, tested),
          this.compile(node.alternate, tested),
        );
      case 'CallExpression':
        return this.#call(node, tested);
      case 'MemberExpression':
        return this.#member(node);
      default:
        return this.#refuse(node, this.#whyNotPart(node));
    }
  }

  /** The list of what is refused is JavaScript's, not ours: whatever the grammar does not name is outside it. */
  #whyNotPart(node: AnyNode): string {
    switch (node.type) {
      case 'ArrayExpression':
        return 'a list stands only before `.includes(…)` or `.indexOf(…)`, or as the second argument of a counter';
      case 'NewExpression':
        return 'only `new Date()` exists, and only with one of its getters, such as `new Date().getHours()`';
      case 'AssignmentExpression':
        return `\`${node.operator}\` would change something; a comparison is written \`==\``;
      default:
        return `\`${this.#text.slice(node.start, Math.min(node.end, node.start + 40))}\` is not part of the grammar; the guide lists what is`;
    }
  }

  #literal(node: Extract<JavaScriptExpression, { type: 'Literal' }>): Piece {
    const { value } = node;
    if (typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number')
      return constant(value);
    if (value === null && node.raw === 'null') return constant(null);
    return this.#refuse(node, 'regular expressions and big integers are not part of the grammar');
  }

  #identifier(node: Identifier, tested: boolean): Piece {
    const { name } = node;
    if (name.startsWith('$')) return this.#field(name.slice(1), node, tested);
    if (name === 'undefined') return constant(undefined);
    if (name === 'NaN' || name === 'Infinity') return constant(Number(name));
    if (CALLED_NAMES.includes(name)) return this.#refuse(node, `\`${name}\` is a function; call it`);
    return constant(name);
  }

  #field(name: string, node: Identifier, tested: boolean): Piece {
    if (name === '') return this.#refuse(node, 'a name is missing after `$`');
    this.fields.add(name);
    return this.#read((around) => valueOrNothing(around.field(name)), 'anything', `$${name}`, tested);
  }

  /** Where nothing tests for it, no value is a failure (S27). */
  #read(read: Run, gives: Piece['gives'], what: string, tested: boolean): Piece {
    if (tested || this.#missingData === 'undefined') return { run: read, gives };
    // Made when it is first needed and given again from then on: what takes time in an error is its stack, which nobody reads.
    let failure: ExpressionFailure | undefined;
    const failing = () => (failure ??= new ExpressionFailure('missing_data', `\`${what}\` has no value`));
    return {
      gives,
      run: (around) => {
        const value = read(around);
        if (value === undefined) throw failing();
        return value;
      },
      missing: (around) => (read(around) === undefined ? failing() : null),
    };
  }

  #call(node: CallExpression, tested: boolean): Piece {
    const { callee } = node;
    if (callee.type === 'MemberExpression') return this.#methodCall(node, callee);
    if (callee.type !== 'Identifier' || node.optional)
      return this.#refuse(node, 'only a function of the guide can be called');
    const { name } = callee;
    if (name === 'AttemptsOnDevice') return this.#counter(node, 'device');
    if (name === 'AttemptsOnContact') return this.#counter(node, 'contact');
    const ofFacts = ownMember(FACT_FUNCTIONS as Readonly<Record<string, FactFunction>>, name);
    if (ofFacts !== undefined) return this.#factFunction(node, name as FactFunctionName, ofFacts, tested);
    const known = ownMember(FUNCTIONS, name);
    if (known === undefined) {
      const meant = nearestName(name, FUNCTION_NAMES);
      const hint = meant === undefined ? 'the guide lists those that exist' : `is \`${meant}\` meant?`;
      return this.#refuse(callee, `there is no function \`${name}\`; ${hint}`);
    }
    const args = this.#all(node.arguments);
    return applied(args, known.givesBoolean ? 'boolean' : 'anything', (around) =>
      known.call(...args.map(({ run }) => run(around))),
    );
  }

  #methodCall(node: CallExpression, callee: MemberExpression): Piece {
    const name = memberName(callee);
    if (name === undefined || callee.optional || node.optional)
      return this.#refuse(callee, 'members are named with a dot: `.length`, `.includes(…)`');
    const { object } = callee;
    if (object.type === 'Identifier' && object.name === 'Math') {
      const math = ownMember(MATH, name);
      if (math === undefined) return this.#refuse(callee, `there is no \`Math.${name}\``);
      const numbers = this.#all(node.arguments);
      return applied(numbers, 'anything', (around) => math(...numbers.map(({ run }) => Number(run(around)))));
    }
    if (object.type === 'NewExpression') return this.#dateGetter(object, name, node);
    if (object.type === 'ArrayExpression') {
      if (!Object.hasOwn(LIST_METHODS, name)) return this.#refuse(callee, `a list has no \`.${name}(…)\``);
      const items = object.elements.map((item) =>
        item === null ? this.#refuse(object, 'a list has no holes') : this.compile(item),
      );
      return listCall(name, items, this.#all(node.arguments));
    }
    const method = ownMember(TEXT_METHODS, name);
    if (method === undefined) return this.#refuse(callee, `a text has no \`.${name}(…)\``);
    const [text, args] = [this.compile(object), this.#all(node.arguments)];
    const run: Run = (around) =>
      method.call(
        textOf(text.run(around), name),
        args.map((one) => one.run(around)),
      );
    return applied([text, ...args], method.givesBoolean ? 'boolean' : 'anything', run, [text]);
  }

  #dateGetter(date: NewExpression, name: string, node: CallExpression): Piece {
    const getter = ownMember(DATE_GETTERS, name);
    const isNow =
      date.callee.type === 'Identifier' && date.callee.name === 'Date' && date.arguments.length === 0;
    if (!isNow) return this.#refuse(date, 'only `new Date()` exists: the instant of the decision');
    if (getter === undefined || node.arguments.length > 0)
      return this.#refuse(node, `\`new Date()\` has no \`.${name}(…)\` here`);
    this.dateGetters.add(name);
    return { run: (around) => getter.read(around.clock(getter.granularity)), gives: 'anything' };
  }

  #member(node: MemberExpression): Piece {
    if (memberName(node) !== 'length' || node.optional)
      return this.#refuse(node, 'the only member without a call is `.length` of a text');
    const text = this.compile(node.object);
    return applied([text], 'anything', (around) => textOf(text.run(around), 'length').length);
  }

  #counter(node: CallExpression, on: Counter['on']): Piece {
    const counter = this.#argument(readCounter(node, on));
    if (counter === undefined) return REFUSED;
    this.counters.push(counter);
    return { run: (around) => around.attempts(counter), gives: 'anything' };
  }

  #factFunction(node: CallExpression, name: FactFunctionName, known: FactFunction, tested: boolean): Piece {
    const [argument] = node.arguments;
    if (!known.takesChannel && argument !== undefined)
      return this.#refuse(argument, `\`${name}()\` has nothing between its brackets`);
    const channel = this.#argument(readChannel(node));
    if (channel === undefined) return REFUSED;
    this.functions.add(name);
    if (known.takesChannel) this.optIns.add(channel);
    if (known.counter !== undefined) this.counters.push(known.counter);
    if (known.dateGetter !== undefined) this.dateGetters.add(known.dateGetter);
    const mayBeNothing = tested || this.#missingData === 'undefined';
    const gives = !known.givesBoolean ? 'anything' : mayBeNothing ? 'boolean or nothing' : 'boolean';
    const { read } = known;
    const run: Run = known.takesChannel ? (around) => read(around, channel) : read;
    return this.#read(run, gives, `${name}()`, tested);
  }

  #argument<T>(read: Read<T>): T | undefined {
    if (read.ok) return read.value;
    for (const { node, sentence } of read.problems) this.#refuse(node, sentence);
    return undefined;
  }

  #all(nodes: readonly AnyNode[]): readonly Piece[] {
    return nodes.map((node) => this.compile(node));
  }

  #refuse(node: { readonly start: number }, sentence: string): Piece {
    this.problems.push({ ...positionAt(this.#text, node.start), sentence });
    return REFUSED;
  }
}

const FUNCTION_NAMES: readonly string[] = [
  'AttemptsOnDevice',
  'AttemptsOnContact',
  ...Object.keys(FACT_FUNCTIONS),
  ...Object.keys(FUNCTIONS),
];

/** Names that mean something only where they are called. */
const CALLED_NAMES: readonly string[] = [...FUNCTION_NAMES, 'Math', 'Date'];

/** A method of a list. Whether a value is among constants is asked most often. */
function listCall(name: string, items: readonly Piece[], args: readonly Piece[]): Piece {
  const method = ownMember(LIST_METHODS, name);
  if (method === undefined) return REFUSED;
  const gives = method.givesBoolean ? 'boolean' : 'anything';
  const [wanted, further] = args;
  if (name === 'includes' && wanted !== undefined && further === undefined) {
    const constants = items.flatMap((item) => (item.constant === undefined ? [] : [item.constant.value]));
    if (constants.length === items.length) {
      const among: { has(value: Value): boolean } =
        constants.length < LOOKED_UP_FROM
          ? { has: (value) => constants.includes(value) }
          : new Set<Value>(constants);
      return applied([wanted], gives, (around) => among.has(wanted.run(around)));
    }
  }
  return applied([...items, ...args], gives, (around) =>
    method.call(
      items.map(({ run }) => run(around)),
      args.map(({ run }) => run(around)),
    ),
  );
}

/** Whatever is no text, number or boolean is no value: a fact that is none of them cannot come in. */
function valueOrNothing(value: Value): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}

function textOf(value: Value, member: string): string {
  if (typeof value === 'string') return value;
  throw new ExpressionFailure('expression_failed', `\`.${member}\` is asked of something that is not a text`);
}
