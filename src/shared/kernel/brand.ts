/** Nominal typing: only a parser makes a value of a branded type. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
