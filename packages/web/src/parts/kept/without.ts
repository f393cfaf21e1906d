/** The same without some of its fields. */
export function without<Whole extends object, Field extends keyof Whole>(
  whole: Whole,
  fields: readonly Field[],
): Omit<Whole, Field> {
  const left = { ...whole };
  for (const field of fields) Reflect.deleteProperty(left, field);
  return left;
}
