/**
 * Reads JSON from outside. JSON.parse keeps the last of two values under one key. Nobody can say which of them was
 * meant, so such an object is refused here.
 */
import { err, ok, type Result } from './result.ts';
import { visibleLine } from './visibleText.ts';

export type JsonFault =
  | {
      readonly type: 'malformed';
      /** The error that JSON.parse threw. */
      readonly error: unknown;
    }
  | {
      readonly type: 'duplicate_keys';
      /** Every key that stands twice in one object, at any depth; each key once. */
      readonly keys: readonly string[];
    };

export function parseJson(text: string): Result<unknown, JsonFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err({ type: 'malformed', error });
  }
  // Counting costs little, so it is tried first. V8 13 may confuse a key with escapes with another key that holds a
  // backslash itself. So a text with escapes, which is rare, has each of its keys read separately.
  if (!text.includes('\\') && keysWritten(text) === keysHeld(value)) return ok(value);
  const keys = duplicateKeys(text);
  return keys.length === 0 ? ok(value) : err({ type: 'duplicate_keys', keys });
}

const shownKeysMax = 5;
const shownKeyLengthMax = 40;

/** For a refusal: `the key quantity stands twice in one object`. */
export function duplicateKeysText(keys: readonly string[]): string {
  const shown = keys
    .slice(0, shownKeysMax)
    .map(visibleLine)
    .map((key) => (key.length > shownKeyLengthMax ? `${key.slice(0, shownKeyLengthMax)}…` : key));
  const more = keys.length > shownKeysMax ? ` and ${keys.length - shownKeysMax} more` : '';
  return keys.length === 1
    ? `the key ${shown.join()} stands twice in one object`
    : `the keys ${shown.join(', ')}${more} stand twice in one object`;
}

/** The numbers of the outermost object as they are written, by key: `1300.10` and `1300.1` are different texts. */
export function numberTexts(text: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { key, depth, valueAt } of members(text)) {
    if (depth !== 1) continue;
    number.lastIndex = valueAt;
    const found = number.exec(text)?.[1];
    if (found !== undefined) texts.set(key, found);
  }
  return texts;
}

const number = /[ \t\r\n]*(-?\d[\d.eE+-]*)/y;
const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;

/** Counts the colons outside of strings. */
function keysWritten(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === colon) keys++;
    else if (code === quote) at = stringEnd(text, at);
  }
  return keys;
}

/** Counts without recursion, because the sender decides how deep the nesting is. */
function keysHeld(value: unknown): number {
  let keys = 0;
  const waiting = [value];
  while (waiting.length > 0) {
    const item = waiting.pop();
    if (typeof item !== 'object' || item === null) continue;
    const values: unknown[] = Object.values(item);
    if (!Array.isArray(item)) keys += values.length;
    for (const one of values) if (typeof one === 'object') waiting.push(one);
  }
  return keys;
}

function duplicateKeys(text: string): readonly string[] {
  const seen = new Map<number, Set<string>>();
  const twice = new Set<string>();
  for (const { key, object } of members(text)) {
    const keys = seen.get(object) ?? new Set();
    if (keys.has(key)) twice.add(key);
    seen.set(object, keys.add(key));
  }
  return [...twice];
}

interface Member {
  readonly key: string;
  /** The number of the object that holds the key, from 1. */
  readonly object: number;
  /** How deep the key stands; 1 in the outermost object. */
  readonly depth: number;
  /** Index right after the colon. */
  readonly valueAt: number;
}

/** Every key of a text that is known to be JSON. */
function* members(text: string): Generator<Member> {
  /** What is open around the present index: an object's number, or 0 for a list. */
  const open: number[] = [];
  let objects = 0;
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
        open.push(++objects);
        keyNext = true;
        break;
      case '[':
        open.push(0);
        keyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        keyNext = false;
        break;
      case ',':
        keyNext = open.at(-1) !== 0;
        break;
      case '"': {
        const end = stringEnd(text, at);
        if (keyNext) {
          const key = String(JSON.parse(text.slice(at, end + 1)));
          const valueAt = text.indexOf(':', end) + 1;
          yield { key, object: open.at(-1) ?? 0, depth: open.length, valueAt };
          keyNext = false;
        }
        at = end;
        break;
      }
      default:
    }
  }
}

/** Index of the quote that closes the string which opens at `start`. */
function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === backslash) before--;
  return (at - before) % 2 === 1;
}
