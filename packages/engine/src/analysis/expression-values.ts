import { FUNCTIONS, LIST_METHODS, MATH, TEXT_METHODS } from '../expression/functions.ts';
import type { AnyNode, CallExpression, MemberExpression } from './expression-tree.ts';
import { ExpressionFailure, UNARY, type Value } from '../expression/value.ts';
import {
  ANYTHING,
  appliedTo,
  binary,
  chosenBy,
  joinedBy,
  known,
  negated,
  numberBetween,
  type Possible,
} from './possible-value.ts';

/** What the clock can show: for each getter of `new Date()` a number, or all between two, both in. */
export type ClockShows = ReadonlyMap<string, readonly [low: number, high: number]>;

/** What each getter that has an end can give. */
export const GETTER_RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  getDay: [0, 6],
  getHours: [0, 23],
  getMonth: [0, 11],
  getDate: [1, 31],
  getMinutes: [0, 59],
  getSeconds: [0, 59],
  getMilliseconds: [0, 999],
};
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * All that an expression of the grammar (S27) can come to while the clock shows the given; whatever contacts, requests and attempts may be.
 * Sound, not complete: what it leaves out cannot happen, what it names perhaps cannot either.
 */
export function possibleValuesOf(node: AnyNode, shows: ClockShows): Possible {
  const of = (part: AnyNode) => possibleValuesOf(part, shows);
  switch (node.type) {
    case 'Literal':
      return isValue(node.value) ? known(node.value) : ANYTHING;
    case 'Identifier':
      return identifier(node.name);
    case 'UnaryExpression': {
      const value = of(node.argument);
      const apply = UNARY[node.operator];
      if (node.operator === '!') return negated(value);
      return apply === undefined ? ANYTHING : appliedTo([value], false, ([one]) => apply(one));
    }
    case 'BinaryExpression':
      return binary(node.operator, of(node.left), of(node.right));
    case 'LogicalExpression':
      return joinedBy(node.operator, of(node.left), of(node.right));
    case 'ConditionalExpression':
      return chosenBy(of(node.test), of(node.consequent), of(node.alternate));
    case 'CallExpression':
      return call(node, shows);
    // A text is put together, or its length asked: not followed. What is outside the grammar was refused when it was saved.
    default:
      return ANYTHING;
  }
}

function identifier(name: string): Possible {
  if (name.startsWith('$')) return ANYTHING;
  if (name === 'undefined') return known(undefined);
  if (name === 'NaN' || name === 'Infinity') return known(Number(name));
  return known(name);
}

function call(node: CallExpression, shows: ClockShows): Possible {
  const { callee } = node;
  if (callee.type === 'MemberExpression') return methodCall(node, callee, shows);
  if (callee.type !== 'Identifier') return ANYTHING;
  switch (callee.name) {
    case 'AttemptsOnDevice':
    case 'AttemptsOnContact':
      return numberBetween(0, Infinity);
    // Both read the clock, and what reads the clock is asked in zones that are known, or not at all (S27).
    case 'LocalHour':
      return getter('getHours', shows);
    case 'Weekday':
      return appliedTo([getter('getDay', shows)], false, ([day]) => WEEKDAYS[Number(day)]);
  }
  const plain = Object.hasOwn(FUNCTIONS, callee.name) ? FUNCTIONS[callee.name] : undefined;
  if (plain === undefined) return ANYTHING;
  return appliedTo(all(node.arguments, shows), plain.givesBoolean, (values) => plain.call(...values));
}

function methodCall(node: CallExpression, callee: MemberExpression, shows: ClockShows): Possible {
  const { object, property } = callee;
  if (callee.computed || property.type !== 'Identifier') return ANYTHING;
  const { name } = property;
  if (object.type === 'NewExpression') return getter(name, shows);
  const args = all(node.arguments, shows);
  if (object.type === 'Identifier' && object.name === 'Math') {
    const math = Object.hasOwn(MATH, name) ? MATH[name] : undefined;
    return math === undefined ? ANYTHING : appliedTo(args, false, (values) => math(...values.map(Number)));
  }
  if (object.type === 'ArrayExpression') {
    const items = object.elements.map((item) => (item === null ? ANYTHING : possibleValuesOf(item, shows)));
    const method = Object.hasOwn(LIST_METHODS, name) ? LIST_METHODS[name] : undefined;
    if (method === undefined) return ANYTHING;
    return appliedTo([...items, ...args], method.givesBoolean, (values) =>
      method.call(values.slice(0, items.length), values.slice(items.length)),
    );
  }
  const method = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined;
  if (method === undefined) return ANYTHING;
  return appliedTo([possibleValuesOf(object, shows), ...args], method.givesBoolean, ([text, ...values]) => {
    if (typeof text !== 'string') throw new ExpressionFailure('expression_failed', 'not a text');
    return method.call(text, values);
  });
}

/** A getter whose range has no end is a number, and nothing more is known of it. */
function getter(name: string, shows: ClockShows): Possible {
  const range = shows.get(name) ?? GETTER_RANGES[name];
  return range === undefined ? ANYTHING : numberBetween(...range);
}

function all(nodes: readonly AnyNode[], shows: ClockShows): readonly Possible[] {
  return nodes.map((node) => possibleValuesOf(node, shows));
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
