import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { explain, type Shape, type ShapeProblem } from './explain.ts';

/** What came of checking a value against a schema. */
export type Checked<Value> =
  | { readonly valid: true; readonly value: Value }
  | { readonly valid: false; readonly problems: readonly ShapeProblem[] };

/** Checks values against one schema. Nothing is coerced, filled in or dropped. */
export type Check<Schema extends TSchema> = (value: unknown) => Checked<Static<Schema>>;

/** Makes a check. The schema is compiled when the first value comes. */
export function createCheck<Schema extends TSchema>(schema: Schema): Check<Schema> {
  let compiled: { Check(value: unknown): boolean } | undefined;
  return (value) => {
    compiled ??= Compile(schema);
    if (compiled.Check(value)) return { valid: true, value: value as Static<Schema> };
    const problems = explain(schema, value);
    // The compiled check has the last word; where its talkative twin finds nothing, the value is refused all the same.
    const unexplained = [{ path: '', sentence: 'it does not have the shape that the route takes' }];
    return { valid: false, problems: problems.length > 0 ? problems : unexplained };
  };
}

/** Reads the texts of a query or path as the numbers and booleans that the schema wants; what is not one stays a text, and is refused. */
export function readTexts(
  schema: { readonly properties: Readonly<Record<string, TSchema>> },
  texts: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(texts)) {
    const { type } = (schema.properties[name] ?? {}) as Shape;
    const isNumber = type === 'integer' && typeof given === 'string' && /^-?\d{1,15}$/.test(given);
    read[name] = isNumber ? Number(given) : given;
  }
  return read;
}
