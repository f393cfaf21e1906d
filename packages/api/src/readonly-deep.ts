/** The same value, to read and not to write; texts and numbers, branded ones too, stay what they are. */
export type ReadonlyDeep<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends (infer Item)[]
    ? readonly ReadonlyDeep<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: ReadonlyDeep<Value[Name]> }
      : Value;
