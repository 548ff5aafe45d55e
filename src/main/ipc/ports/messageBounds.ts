/** Bounds for the size and depth of a message from a window. The message is measured before any other code uses it. */

export interface MessageBounds {
  readonly depthMax: number;
  /** The most objects, arrays and plain values in a message. */
  readonly valuesMax: number;
  /** The most characters of all texts and keys together. */
  readonly charactersMax: number;
}

/** Enough for the largest call: a thousand order ids of 64 characters and a reason. */
export const callBounds: MessageBounds = { depthMax: 10, valuesMax: 4_000, charactersMax: 128_000 };

/** Enough for the largest subscription: as many orders of 64 characters as a filter may name. */
export const streamRequestBounds: MessageBounds = {
  depthMax: 8,
  valuesMax: 3_000,
  charactersMax: 176_000,
};

/** Keys that would change an object's prototype when code copies the object carelessly. */
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Why a message is not plain data within its bounds, as a sentence; undefined when it is. */
export function outOfBounds(message: unknown, bounds: MessageBounds): string | undefined {
  const left = { values: bounds.valuesMax, characters: bounds.charactersMax };
  return walk(message, bounds.depthMax, left);
}

function walk(
  value: unknown,
  depthLeft: number,
  left: { values: number; characters: number },
): string | undefined {
  if (--left.values < 0) return 'the message holds too many values';
  switch (typeof value) {
    case 'string':
      left.characters -= value.length;
      return left.characters < 0 ? 'the message is too long' : undefined;
    case 'number':
    case 'boolean':
    case 'undefined':
      return undefined;
    case 'object':
      return value === null ? undefined : walkObject(value, depthLeft, left);
    default:
      return `the message holds a ${typeof value}`;
  }
}

function walkObject(
  value: object,
  depthLeft: number,
  left: { values: number; characters: number },
): string | undefined {
  if (depthLeft === 0) return 'the message is nested too deep';
  if (!isPlain(value)) return 'the message holds more than plain data';
  for (const [key, child] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) return `the message holds the key ${key}`;
    left.characters -= key.length;
    const reason = walk(child, depthLeft - 1, left);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
