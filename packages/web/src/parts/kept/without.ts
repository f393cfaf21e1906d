/** The fields of a later state that are not as they were before. */
export function changedFields<Whole extends object>(before: Whole, after: Whole): Partial<Whole> {
  const left: Partial<Whole> = { ...after };
  for (const name of Object.keys(after) as (keyof Whole)[])
    if (JSON.stringify(before[name]) === JSON.stringify(after[name])) Reflect.deleteProperty(left, name);
  return left;
}

/** The same without some of its fields. */
export function without<Whole extends object, Field extends keyof Whole>(
  whole: Whole,
  fields: readonly Field[],
): Omit<Whole, Field> {
  const left = { ...whole };
  for (const field of fields) Reflect.deleteProperty(left, field);
  return left;
}
