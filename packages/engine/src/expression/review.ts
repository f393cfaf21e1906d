import type {
  BinaryExpression,
  CallExpression,
  ConditionalExpression,
  Expression as JavaScriptExpression,
  Identifier,
  MemberExpression,
  PrivateIdentifier,
  SpreadElement,
  Super,
} from 'acorn';
import { FACT_FUNCTIONS, type FactFunction } from './fact-functions.ts';
import { createPlaceReview } from './place-review.ts';
import { nearestName } from './nearest-name.ts';
import { positionAt, type ExpressionProblem, type Position } from './parse.ts';
import { ownMember } from './pieces.ts';
import { RECORD_FIELDS } from './record-fields.ts';
import { BINARY, type Value } from './value.ts';

/** A place where a value that may be missing stands under a negation: `$x` in `!($x > 3)`, which is true where `$x` has no value. */
export interface NegatedRead extends Position {
  /** As written: `$x`, or `State()`. */
  readonly what: string;
}

/** What a review goes by. */
export interface ReviewSettings {
  /** Whether the whole expression always gives true or false, where it gives anything. */
  readonly isBoolean: boolean;
  /** Whether evaluation goes on without a value (`missing data: undefined`). */
  readonly missingCountsAsValue: boolean;
  readonly knownFields: ReadonlySet<string> | undefined;
}

/** What an officer should look at in an expression that can be saved (S28, S29), in the order of the text. The tree has been checked. */
export function reviewExpression(
  tree: JavaScriptExpression,
  text: string,
  settings: ReviewSettings,
): { readonly warnings: readonly ExpressionProblem[]; readonly negatedReads: readonly NegatedRead[] } {
  const review = new Review(settings.knownFields);
  if (!settings.isBoolean)
    review.warn(tree, 'this may be something else than true or false, which would block as an error');
  review.visit(tree, { isNegated: false, isTested: false });
  for (const { at, sentence } of review.places.warnings()) review.warn({ start: at }, sentence);
  const negated = review.negated.filter(({ what }) => !review.tested.has(what));
  if (settings.missingCountsAsValue)
    for (const { node, what } of negated)
      review.warn(
        node,
        `\`${what}\` may have no value, and under this negation that counts as true; test for it with \`!= null\`, or let missing data block`,
      );
  return {
    warnings: review.warnings
      .toSorted((one, other) => one.start - other.start)
      .map(({ start, sentence }) => ({ ...positionAt(text, start), sentence })),
    negatedReads: negated.map(({ node, what }) => ({ ...positionAt(text, node.start), what })),
  };
}

/** `undefined` or `null`, as written. */
export function isNoValue(node: AnyNode): boolean {
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'Literal' && node.raw === 'null')
  );
}

/** The name after the dot; undefined for `a["b"]` and the like. */
export function memberName(node: MemberExpression): string | undefined {
  return !node.computed && node.property.type === 'Identifier' ? node.property.name : undefined;
}

type AnyNode = JavaScriptExpression | SpreadElement | Super | PrivateIdentifier;

/** How a part counts towards the whole: turned round by a negation, or only tested for having a value. */
interface Standing {
  readonly isNegated: boolean;
  readonly isTested: boolean;
}

const ARITHMETIC: ReadonlySet<string> = new Set(['-', '*', '/', '%', '**']);
const MISSPELLED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined', 'nan', 'infinity']);

class Review {
  readonly warnings: { readonly start: number; readonly sentence: string }[] = [];
  readonly negated: { readonly node: { readonly start: number }; readonly what: string }[] = [];
  /** What the expression tests for having a value somewhere: its writer has thought of it. */
  readonly tested = new Set<string>();
  readonly places = createPlaceReview();
  readonly #knownFields: ReadonlySet<string> | undefined;
  readonly #unknownFields = new Set<string>();

  constructor(knownFields: ReadonlySet<string> | undefined) {
    this.#knownFields = knownFields;
  }

  warn({ start }: { readonly start: number }, sentence: string): void {
    this.warnings.push({ start, sentence });
  }

  visit(node: AnyNode, standing: Standing): void {
    const plain = { ...standing, isTested: false };
    switch (node.type) {
      case 'Identifier': {
        this.#name(node, standing);
        return;
      }
      case 'UnaryExpression': {
        this.visit(
          node.argument,
          node.operator === 'typeof' ? { ...plain, isTested: true } : turned(plain, node.operator === '!'),
        );
        return;
      }
      case 'BinaryExpression': {
        this.#binary(node, plain);
        return;
      }
      case 'LogicalExpression':
        this.visit(node.left, node.operator === '??' ? { ...standing, isTested: true } : standing);
        {
          this.visit(node.right, standing);
          return;
        }
      case 'ConditionalExpression': {
        this.#conditional(node, standing);
        return;
      }
      case 'CallExpression': {
        this.#call(node, standing);
        return;
      }
      case 'MemberExpression': {
        this.visit(node.object, plain);
        return;
      }
      case 'TemplateLiteral': {
        node.expressions.forEach((part) => this.visit(part, plain));
        return;
      }
      case 'ArrayExpression': {
        node.elements.forEach((item) => item !== null && this.visit(item, plain));
        return;
      }
      default:
        return;
    }
  }

  #name(node: Identifier, standing: Standing): void {
    const { name } = node;
    if (name.startsWith('$')) {
      this.#read(node, name, standing);
      this.#known(node, name.slice(1));
    } else if (MISSPELLED.has(name.toLowerCase()) && !['undefined', 'NaN', 'Infinity'].includes(name))
      this.warn(
        node,
        `\`${name}\` is a text here; JavaScript writes it \`${JAVASCRIPT_SPELLING[name.toLowerCase()] ?? name.toLowerCase()}\``,
      );
  }

  #read(node: { readonly start: number }, what: string, { isNegated, isTested }: Standing): void {
    if (isTested) this.tested.add(what);
    else if (isNegated) this.negated.push({ node, what });
  }

  #known(node: Identifier, field: string): void {
    if (this.#knownFields === undefined || this.#knownFields.has(field) || RECORD_FIELDS.has(field)) return;
    if (this.#unknownFields.has(field)) return;
    this.#unknownFields.add(field);
    const meant = nearestName(field, [...this.#knownFields, ...RECORD_FIELDS]);
    const hint = meant === undefined ? 'the guide lists those of every record' : `is \`$${meant}\` meant?`;
    this.warn(node, `no contact has a field \`$${field}\`; ${hint}`);
  }

  #binary(node: BinaryExpression, plain: Standing): void {
    const { operator, left, right } = node;
    if (ARITHMETIC.has(operator) && (isBareWord(left) || isBareWord(right)))
      this.warn(
        node,
        `\`${operator}\` calculates, and a bare word is no number; a text with it in the middle stands in quotes`,
      );
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      if (operator.includes('=') || operator === '<' || operator === '>') this.#compared(one, other);
      const isEquality = /^[=!]==?$/.test(operator);
      const isTested = isEquality && isNoValue(other);
      this.visit(one, { ...turned(plain, isTrueWithout(operator, one, other, one === left)), isTested });
    }
  }

  #conditional({ test, consequent, alternate }: ConditionalExpression, standing: Standing): void {
    // `c ? false : x` is `!c && x`, and `c ? x : true` is `!c || x`.
    const isNegation = isBoolean(consequent, false) || isBoolean(alternate, true);
    this.visit(test, turned({ ...standing, isTested: false }, isNegation));
    this.visit(consequent, standing);
    this.visit(alternate, standing);
  }

  #call(node: CallExpression, standing: Standing): void {
    const plain = { ...standing, isTested: false };
    const { callee } = node;
    const name = callee.type === 'Identifier' ? callee.name : undefined;
    const ofFacts = factFunction(node);
    if (ofFacts !== undefined) {
      this.#read(node, `${name ?? ''}()`, standing);
      return;
    }
    for (const argument of node.arguments) this.visit(argument, turned(plain, name === 'isNaN'));
    if (callee.type !== 'MemberExpression') return;
    this.visit(callee.object, plain);
    if (callee.object.type === 'ArrayExpression')
      for (const asked of node.arguments)
        for (const item of callee.object.elements) if (item !== null) this.#compared(asked, item);
  }

  /** A comparison with what a function never gives is always false, and its negation always true. */
  #compared(call: AnyNode, other: AnyNode): void {
    const constant =
      other.type === 'Literal' ? String(other.value) : isBareWord(other) ? other.name : undefined;
    if (constant === undefined || isNoValue(other)) return;
    this.places.compared(readName(call), constant, other.start);
    const { values } = factFunction(call) ?? {};
    if (values === undefined || values.pattern.test(constant)) return;
    this.warn(other, `this is never \`${constant}\`: the function gives ${values.described}`);
  }
}

const JAVASCRIPT_SPELLING: Readonly<Record<string, string>> = { nan: 'NaN', infinity: 'Infinity' };

function turned(standing: Standing, isNegation: boolean): Standing {
  return isNegation ? { ...standing, isNegated: !standing.isNegated } : standing;
}

/** Whether a comparison is true where its operand is not: then it is a negation. A value that is missing is equal to nothing and in no list. */
function isTrueWithout(operator: string, operand: AnyNode, other: AnyNode, isLeft: boolean): boolean {
  if (isIndexOf(operand)) return comparesAsTrue(operator, -1, other, isLeft);
  if (!isBoolean(other, false) || isRead(operand)) return operator === '!=' || operator === '!==';
  return comparesAsTrue(operator, false, other, isLeft);
}

/** Whether `value operator constant` is true; false where the other side is no constant. */
function comparesAsTrue(operator: string, value: number | boolean, other: AnyNode, isLeft: boolean): boolean {
  const constant = constantOf(other);
  const compare = ownMember(BINARY, operator);
  if (constant === undefined || compare === undefined) return false;
  return Boolean(isLeft ? compare(value, constant) : compare(constant, value));
}

function constantOf(node: AnyNode): Value {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = constantOf(node.argument);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.type !== 'Literal') return undefined;
  const { value } = node;
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isBoolean(node: AnyNode, value: boolean): boolean {
  return node.type === 'Literal' && node.value === value;
}

function isRead(node: AnyNode): boolean {
  return (node.type === 'Identifier' && node.name.startsWith('$')) || factFunction(node) !== undefined;
}

function isIndexOf(node: AnyNode): boolean {
  return (
    node.type === 'CallExpression' &&
    node.callee.type === 'MemberExpression' &&
    memberName(node.callee) === 'indexOf'
  );
}

/** A word that names nothing and so is a text. */
function isBareWord(node: AnyNode): node is Identifier {
  return (
    node.type === 'Identifier' &&
    !node.name.startsWith('$') &&
    !['undefined', 'NaN', 'Infinity'].includes(node.name)
  );
}

/** `$c_state_code` or `State`; undefined for what reads nothing. */
function readName(node: AnyNode): string | undefined {
  if (node.type === 'Identifier' && node.name.startsWith('$')) return node.name;
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' ? node.callee.name : undefined;
}

function factFunction(node: AnyNode): FactFunction | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  return ownMember(FACT_FUNCTIONS as Readonly<Record<string, FactFunction>>, node.callee.name);
}
