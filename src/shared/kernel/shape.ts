/**
 * Checks of values that were read back from a disk: a shape returns what is wrong with a value in a few words, or
 * undefined.
 */
import { isRecord } from './records.ts';
import { parseDecimal } from './decimal.ts';
import { isIdText } from './ids.ts';
import { parseInstant } from './time.ts';

export type Shape = (value: unknown) => string | undefined;

export const text: Shape = (value) => (typeof value === 'string' ? undefined : 'is no text');
export const flag: Shape = (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false');
export const count: Shape = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'is no whole number';
export const number: Shape = (value) => (Number.isFinite(value) ? undefined : 'is no number');
export const identifier: Shape = (value) => (isIdText(value) ? undefined : 'is no identifier');
export const decimalText: Shape = (value) =>
  typeof value === 'string' && parseDecimal(value).ok ? undefined : 'is no decimal';
export const positiveText: Shape = (value) => {
  const parsed = typeof value === 'string' ? parseDecimal(value) : undefined;
  return parsed?.ok === true && parsed.value > 0n ? undefined : 'is no decimal above zero';
};
/** A sum may have more digits than a single price or quantity. */
export const sumText: Shape = (value) =>
  typeof value === 'string' && /^-?\d{1,60}(\.\d{1,18})?$/.test(value) ? undefined : 'is no decimal';
export const instant: Shape = (value) => {
  const parsed = typeof value === 'string' ? parseInstant(value) : undefined;
  return parsed !== undefined && Number.isSafeInteger(parsed) ? undefined : 'is no instant in range';
};

export function oneOf(words: readonly string[]): Shape {
  return (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : 'is not a word known here';
}

export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value));
}

export function list(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return 'is no list';
    for (const [index, item] of value.entries()) {
      const wrong = shape(item);
      if (wrong !== undefined) return `: item ${index + 1} ${wrong}`;
    }
    return undefined;
  };
}

export function record(shape: Shape): Shape {
  return (value) => {
    if (!isRecord(value)) return 'is no object';
    for (const [key, item] of Object.entries(value)) {
      const wrong = shape(item);
      if (wrong !== undefined) return `: ${key.slice(0, 64)} ${wrong}`;
    }
    return undefined;
  };
}

/** A shape for each field of a type; the compiler finds a field that is missing. */
export type Fields<T extends object> = { readonly [Field in keyof T]-?: Shape };

/** Checks every field of the type; other fields of the value may be there. */
export function object<T extends object>(fields: Fields<T>): Shape {
  const entries = Object.entries<Shape>(fields);
  return (value) => {
    if (!isRecord(value)) return 'is no object';
    for (const [field, shape] of entries) {
      const wrong = shape(Object.hasOwn(value, field) ? value[field] : undefined);
      if (wrong !== undefined) return wrong.startsWith(':') ? `: ${field}${wrong}` : `: ${field} ${wrong}`;
    }
    return undefined;
  };
}
