/** A value of type `T` that the compiler keeps apart from every other `T`: made only where its meaning is established. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
