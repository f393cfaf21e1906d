/**
 * A JSON Schema, as plain data: the engine states the shape of each rule once, and the API checks input and documents itself by it.
 * Only what a schema can say stands in it; what spans several fields is in each kind's `problemsOf`.
 */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is wrong with one field of a rule. `path` is a JSON pointer into the rule; the sentence says what would be right. */
export interface RuleProblem {
  readonly path: string;
  readonly sentence: string;
}
