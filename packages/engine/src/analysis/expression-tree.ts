import type { Parsed } from '../expression/parse.ts';

/** The syntax tree of an expression, or an expression within it. */
export type Expression = Extract<Parsed, { readonly ok: true }>['tree'];
/** `f(…)`. */
export type CallExpression = Extract<Expression, { type: 'CallExpression' }>;
/** `a.b`. */
export type MemberExpression = Extract<Expression, { type: 'MemberExpression' }>;
type BinaryExpression = Extract<Expression, { type: 'BinaryExpression' }>;

/** Whatever can stand as a part of an expression. */
export type AnyNode =
  Expression | CallExpression['arguments'][number] | CallExpression['callee'] | BinaryExpression['left'];

/** The conditions that an expression joins by `&&`; itself where it joins none. */
export function conjunctsIn(tree: Expression): readonly Expression[] {
  if (tree.type !== 'LogicalExpression' || tree.operator !== '&&') return [tree];
  return [...conjunctsIn(tree.left), ...conjunctsIn(tree.right)];
}
