/** Ids as plain text, in which tests write them. */
import type { Brand } from '../brand.ts';

/** A type with plain text in the places of its ids. */
export type Plain<T> =
  T extends Brand<string, string> ? string : T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;

/** The value with each text as the id that the place wants. */
export const withIds = <T>(plain: Plain<T>): T => plain as T;
