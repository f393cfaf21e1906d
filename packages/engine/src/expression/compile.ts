import type {
  CallExpression,
  Expression as JavaScriptExpression,
  Identifier,
  MemberExpression,
  SpreadElement,
  Super,
  PrivateIdentifier,
} from 'acorn';
import { parseCallResult, type CallResult } from '../call-result.ts';
import { LIMITS } from '../limits.ts';
import { DAY_MS } from '../time/instant.ts';
import { DATE_GETTERS, FUNCTIONS, LIST_METHODS, MATH, TEXT_METHODS, type WallClock } from './functions.ts';
import { parseExpression, positionAt, type ExpressionProblem } from './parse.ts';
import { BINARY, boundedText, COMPARISONS, ExpressionFailure, UNARY, type Value } from './value.ts';

/** All that an expression can reach while it is evaluated: nothing else exists for it (S29). */
export interface Surroundings {
  /** The value of `$name`; undefined and null are no value (S27). */
  field(name: string): Value;
  /** The attempts that a counter finds. */
  attempts(counter: Counter): number;
  readonly clock: WallClock;
}

/** `AttemptsOnDevice` or `AttemptsOnContact` with its constant arguments: known before anything is decided, so the store can load for it. */
export interface Counter {
  readonly on: 'device' | 'contact';
  readonly periodMs: number;
  /** Null: all results. */
  readonly results: readonly CallResult[] | null;
}

/** What an expression reads, worked out from its text. */
export interface ExpressionReads {
  /** Names of `$name`, without the `$`. */
  readonly fields: ReadonlySet<string>;
  readonly counters: readonly Counter[];
  readonly dateGetters: ReadonlySet<string>;
}

/** An expression made ready. */
export interface CompiledExpression {
  readonly reads: ExpressionReads;
  /** What an officer should look at, though it can be saved. */
  readonly warnings: readonly ExpressionProblem[];
  /** Throws an `ExpressionFailure` where there is no value. Ends always: the grammar has no loop and no function. */
  evaluate(surroundings: Surroundings): Value;
}

/** An expression made ready, or all that is wrong with it. */
export type ExpressionCheck =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

/** `block`: reading a `$name` without a value is an error, unless the expression tests for it (S27). */
export type MissingData = 'block' | 'undefined';

/** Checks an expression and makes it ready: whitelisted syntax, known functions and members, positions for all that is wrong (S29). */
export function compileExpression(text: string, missingData: MissingData): ExpressionCheck {
  const parsed = parseExpression(text);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const compiler = new Compiler(text, missingData);
  const root = compiler.compile(parsed.tree);
  if (compiler.problems.length > 0) return { ok: false, problems: compiler.problems };
  if (!root.isBoolean)
    compiler.warn(
      parsed.tree,
      'this may be something else than true or false, which would block as an error',
    );
  return {
    ok: true,
    expression: {
      reads: { fields: compiler.fields, counters: compiler.counters, dateGetters: compiler.dateGetters },
      warnings: compiler.warnings,
      evaluate: root.run,
    },
  };
}

type Run = (surroundings: Surroundings) => Value;
type AnyNode = JavaScriptExpression | SpreadElement | Super | PrivateIdentifier;

/** A piece of an expression, made ready. */
interface Piece {
  readonly run: Run;
  readonly isBoolean: boolean;
}

const NOTHING: Piece = { run: () => undefined, isBoolean: false };

/** Depth of a tree: deeper ones are refused before they could exhaust the stack. */
const DEPTH_MAX = 200;

class Compiler {
  readonly problems: ExpressionProblem[] = [];
  readonly warnings: ExpressionProblem[] = [];
  readonly fields = new Set<string>();
  readonly counters: Counter[] = [];
  readonly dateGetters = new Set<string>();
  readonly #text: string;
  readonly #missingData: MissingData;
  #depth = 0;

  constructor(text: string, missingData: MissingData) {
    this.#text = text;
    this.#missingData = missingData;
  }

  warn(node: { readonly start: number }, sentence: string): void {
    this.warnings.push({ ...positionAt(this.#text, node.start), sentence });
  }

  /** `tested`: the value is only tested for being there, so a field without one is no error (S27). */
  compile(node: AnyNode, tested = false): Piece {
    this.#depth++;
    const piece =
      this.#depth > DEPTH_MAX
        ? this.#refuse(node, `an expression is nested at most ${DEPTH_MAX} deep`)
        : this.#compileNode(node, tested);
    this.#depth--;
    return piece;
  }

  #compileNode(node: AnyNode, tested: boolean): Piece {
    switch (node.type) {
      case 'Literal':
        return this.#literal(node);
      case 'TemplateLiteral': {
        const texts = node.quasis.map(({ value }) => value.cooked ?? '');
        const values = node.expressions.map((part) => this.compile(part).run);
        return other((around) =>
          boundedText(texts.reduce((all, part, i) => `${all}${String(values[i - 1]?.(around))}${part}`)),
        );
      }
      case 'Identifier':
        return this.#identifier(node, tested);
      case 'UnaryExpression':
        return this.#unary(node.operator, this.compile(node.argument, node.operator === 'typeof'), node);
      case 'BinaryExpression':
        return this.#binary(node, node.operator, node.left, node.right);
      case 'LogicalExpression':
        return logical(
          node.operator,
          this.compile(node.left, node.operator === '??' || tested),
          this.compile(node.right, tested),
        );
      case 'ConditionalExpression': {
        const [test, yes, no] = [
          this.compile(node.test),
          this.compile(node.consequent, tested),
          this.compile(node.alternate, tested),
        ];
        return {
          run: (around) => (test.run(around) ? yes.run(around) : no.run(around)),
          isBoolean: yes.isBoolean && no.isBoolean,
        };
      }
      case 'CallExpression':
        return this.#call(node);
      case 'MemberExpression':
        return this.#member(node);
      case 'ArrayExpression':
        return this.#refuse(
          node,
          'a list stands only before `.includes(…)` or `.indexOf(…)`, or as the second argument of a counter',
        );
      case 'NewExpression':
        return this.#refuse(
          node,
          'only `new Date()` exists, and only with one of its getters, such as `new Date().getHours()`',
        );
      // The list of what is refused is JavaScript's, not ours: whatever is not named above is outside the grammar.
      default:
        return this.#refuse(
          node,
          `\`${this.#text.slice(node.start, Math.min(node.end, node.start + 40))}\` is not part of the grammar; the guide lists what is`,
        );
    }
  }

  #literal(node: Extract<JavaScriptExpression, { type: 'Literal' }>): Piece {
    const { value } = node;
    if (value === null && node.raw === 'null') return other(() => null);
    if (typeof value === 'boolean') return { run: () => value, isBoolean: true };
    if (typeof value === 'string' || typeof value === 'number') return other(() => value);
    return this.#refuse(node, 'regular expressions and big integers are not part of the grammar');
  }

  #identifier(node: Identifier, tested: boolean): Piece {
    const { name } = node;
    if (name.startsWith('$')) return this.#field(name.slice(1), node, tested);
    if (name === 'undefined') return other(() => undefined);
    if (name === 'NaN' || name === 'Infinity') return other(() => (name === 'NaN' ? Number.NaN : Infinity));
    if (isKnownName(name)) return this.#refuse(node, `\`${name}\` is a function; call it`);
    return other(() => name);
  }

  #field(name: string, node: Identifier, tested: boolean): Piece {
    if (name === '') return this.#refuse(node, 'a name is missing after `$`');
    this.fields.add(name);
    if (tested || this.#missingData === 'undefined')
      return other((around) => around.field(name) ?? undefined);
    return other((around) => {
      const value = around.field(name) ?? undefined;
      if (value === undefined) throw new ExpressionFailure('missing_data', `\`$${name}\` has no value`);
      return value;
    });
  }

  #unary(operator: string, { run }: Piece, node: AnyNode): Piece {
    const apply = own(UNARY, operator);
    if (apply === undefined)
      return this.#refuse(node, `the operator \`${operator}\` is not part of the grammar`);
    return { run: (around) => apply(run(around)), isBoolean: operator === '!' };
  }

  #binary(node: AnyNode, operator: string, leftNode: AnyNode, rightNode: AnyNode): Piece {
    const apply = own(BINARY, operator);
    if (apply === undefined)
      return this.#refuse(node, `the operator \`${operator}\` is not part of the grammar`);
    const isEquality = operator.length > 1 && (operator.startsWith('==') || operator.startsWith('!='));
    const left = this.compile(leftNode, isEquality && isNoValue(rightNode)).run;
    const right = this.compile(rightNode, isEquality && isNoValue(leftNode)).run;
    return { run: (around) => apply(left(around), right(around)), isBoolean: COMPARISONS.has(operator) };
  }

  #call(node: CallExpression): Piece {
    const { callee } = node;
    if (callee.type === 'MemberExpression') return this.#methodCall(node, callee);
    if (callee.type !== 'Identifier' || node.optional)
      return this.#refuse(node, 'only a function of the guide can be called');
    if (callee.name === 'AttemptsOnDevice') return this.#counter(node, 'device');
    if (callee.name === 'AttemptsOnContact') return this.#counter(node, 'contact');
    const known = own(FUNCTIONS, callee.name);
    if (known === undefined)
      return this.#refuse(
        callee,
        `there is no function \`${callee.name}\`; the guide lists those that exist`,
      );
    const args = node.arguments.map((argument) => this.compile(argument).run);
    return {
      run: (around) => known.call(...args.map((argument) => argument(around))),
      isBoolean: known.givesBoolean,
    };
  }

  #methodCall(node: CallExpression, callee: MemberExpression): Piece {
    const name = memberName(callee);
    if (name === undefined || callee.optional || node.optional)
      return this.#refuse(callee, 'members are named with a dot: `.length`, `.includes(…)`');
    const { object } = callee;
    const args = () => node.arguments.map((argument) => this.compile(argument).run);
    if (object.type === 'Identifier' && object.name === 'Math') {
      const math = own(MATH, name);
      if (math === undefined) return this.#refuse(callee, `there is no \`Math.${name}\``);
      const numbers = args();
      return other((around) => math(...numbers.map((argument) => Number(argument(around)))));
    }
    if (object.type === 'NewExpression') return this.#dateGetter(object, name, node);
    if (object.type === 'ArrayExpression') {
      const method = own(LIST_METHODS, name);
      if (method === undefined) return this.#refuse(callee, `a list has no \`.${name}(…)\``);
      const items = object.elements.map(
        (item) => (item === null ? this.#refuse(object, 'a list has no holes') : this.compile(item)).run,
      );
      const wanted = args();
      return {
        run: (around) =>
          method.call(
            items.map((item) => item(around)),
            wanted.map((argument) => argument(around)),
          ),
        isBoolean: method.givesBoolean,
      };
    }
    const method = own(TEXT_METHODS, name);
    if (method === undefined) return this.#refuse(callee, `a text has no \`.${name}(…)\``);
    const [text, wanted] = [this.compile(object).run, args()];
    return {
      run: (around) =>
        method.call(
          textOf(text(around), name),
          wanted.map((argument) => argument(around)),
        ),
      isBoolean: method.givesBoolean,
    };
  }

  #dateGetter(
    date: Extract<JavaScriptExpression, { type: 'NewExpression' }>,
    name: string,
    node: CallExpression,
  ): Piece {
    const getter = own(DATE_GETTERS, name);
    const isNow =
      date.callee.type === 'Identifier' && date.callee.name === 'Date' && date.arguments.length === 0;
    if (!isNow) return this.#refuse(date, 'only `new Date()` exists: the instant of the decision');
    if (getter === undefined || node.arguments.length > 0)
      return this.#refuse(node, `\`new Date()\` has no \`.${name}(…)\` here`);
    this.dateGetters.add(name);
    return other((around) => getter.read(around.clock));
  }

  #member(node: MemberExpression): Piece {
    if (memberName(node) !== 'length' || node.optional)
      return this.#refuse(node, 'the only member without a call is `.length` of a text');
    const text = this.compile(node.object).run;
    return other((around) => textOf(text(around), 'length').length);
  }

  #counter(node: CallExpression, on: Counter['on']): Piece {
    const [period, results, further] = node.arguments;
    if (period?.type !== 'Literal' || typeof period.value !== 'number' || !isCountedOver(period.value)) {
      return this.#refuse(
        period ?? node,
        `a counter counts over a fixed period of at most ${LIMITS.lookBackDaysMax} days, such as \`24H\`, \`30M\` or \`7D\``,
      );
    }
    if (further !== undefined)
      return this.#refuse(further, 'a counter has a period and a list of call results');
    const counter: Counter = {
      on,
      periodMs: period.value,
      results: results === undefined ? null : this.#results(results),
    };
    this.counters.push(counter);
    return other((around) => around.attempts(counter));
  }

  #results(node: AnyNode): readonly CallResult[] {
    // An empty list would count nothing, and a limit that counts nothing allows (S11: at least one).
    if (node.type !== 'ArrayExpression' || node.elements.length === 0) {
      this.#refuse(node, 'call results are listed in brackets: `[Answer, NoAnswer]`');
      return [];
    }
    return node.elements.flatMap((item) => {
      const name =
        item?.type === 'Identifier'
          ? item.name
          : item?.type === 'Literal' && typeof item.value === 'string'
            ? item.value
            : undefined;
      const result = name === undefined ? undefined : parseCallResult(name);
      if (result === undefined) this.#refuse(item ?? node, `\`${name ?? '…'}\` is not a call result`);
      return result === undefined ? [] : [result];
    });
  }

  #refuse(node: { readonly start: number }, sentence: string): Piece {
    this.problems.push({ ...positionAt(this.#text, node.start), sentence });
    return NOTHING;
  }
}

function isCountedOver(periodMs: number): boolean {
  return periodMs > 0 && periodMs <= LIMITS.lookBackDaysMax * DAY_MS;
}

function other(run: Run): Piece {
  return { run, isBoolean: false };
}

function logical(operator: string, left: Piece, right: Piece): Piece {
  const isBoolean = left.isBoolean && right.isBoolean;
  if (operator === '&&') return { run: (around) => left.run(around) && right.run(around), isBoolean };
  if (operator === '||') return { run: (around) => left.run(around) || right.run(around), isBoolean };
  return { run: (around) => left.run(around) ?? right.run(around), isBoolean };
}

/** `undefined` or `null`, as written. */
function isNoValue(node: AnyNode): boolean {
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'Literal' && node.raw === 'null')
  );
}

function isKnownName(name: string): boolean {
  return (
    own(FUNCTIONS, name) !== undefined ||
    ['Math', 'Date', 'AttemptsOnDevice', 'AttemptsOnContact'].includes(name)
  );
}

function memberName(node: MemberExpression): string | undefined {
  return !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined;
}

function textOf(value: Value, member: string): string {
  if (typeof value === 'string') return value;
  throw new ExpressionFailure('expression_failed', `\`.${member}\` is asked of something that is not a text`);
}

/** Reads an own member: `constructor` and its like are not among the functions. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
