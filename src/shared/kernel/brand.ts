/** Nominal typing: a value of a branded type can only come out of its parser. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
