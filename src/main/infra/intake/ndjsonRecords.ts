/** Reads signals from NDJSON, one JSON value a line. */
import { isUtf8 } from 'node:buffer';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import {
  duplicateKeysText,
  numberTexts,
  parseJson,
  type JsonFault,
} from '../../../shared/kernel/strictJson.ts';
import { NumberText } from '../../domain/signal/numberText.ts';
import { exactFields } from '../../domain/signal/parseSignal.ts';
import { isBlank, notUtf8, oversized, unreadable, type IntakeRecord } from './intakeRecord.ts';
import { locateJsonFault } from './locateJsonFault.ts';
import { lineBytesMax, readLines, type Line } from './lineSplitter.ts';

/**
 * Levels of nesting that a line may have. A signal is flat; a deeper value is no signal, and printing it could exhaust
 * the stack.
 */
const depthMax = 16;

/** Gives one record for every line that is not blank, in order. */
export async function* ndjsonRecords(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number = lineBytesMax,
): AsyncGenerator<IntakeRecord, void, undefined> {
  for await (const line of readLines(source, bytesMax)) {
    const record = ndjsonRecord(line, bytesMax);
    if (record !== undefined) yield record;
  }
}

/** The record of one line; undefined when it is blank. */
export function ndjsonRecord(line: Line, bytesMax: number = lineBytesMax): IntakeRecord | undefined {
  if (line.type === 'oversized') return oversized(line, bytesMax);
  const { number, bytes } = line;
  if (isBlank(bytes)) return undefined;
  if (!isUtf8(bytes)) return notUtf8(number, bytes);
  const text = bytes.toString('utf8');
  const parsed = parseJson(text);
  if (!parsed.ok) return unreadable(number, bytes, jsonRefusal(text, parsed.error));
  const { value } = parsed;
  if (!isDeeperThan(depthMax, value)) {
    return { type: 'value', line: number, value: withNumberTexts(value, text), bytes };
  }
  return unreadable(number, bytes, {
    code: 'json_too_deep',
    message: `the JSON is nested more than ${depthMax} levels deep`,
    actual: text.slice(0, 80),
    expected: 'a flat JSON object',
  });
}

/** Works level by level: recursion could exhaust the stack, which this check must prevent. */
function isDeeperThan(depth: number, value: unknown): boolean {
  let level = [value];
  for (let reached = 0; level.length > 0; reached++) {
    if (reached > depth) return true;
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
  }
  return false;
}

/**
 * Puts the original text in place of numbers where decimal strings belong. A refusal shows this text, because
 * JSON.parse may have rounded the number.
 */
function withNumberTexts(value: unknown, text: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const given: Readonly<Record<string, unknown>> = { ...value };
  const numbers: string[] = exactFields.filter((field) => typeof given[field] === 'number');
  if (isRounded(given['confidence'], text)) numbers.push('confidence');
  if (numbers.length === 0) return value;
  const texts = numberTexts(text);
  return {
    ...given,
    ...Object.fromEntries(numbers.map((field) => [field, new NumberText(texts.get(field) ?? '')])),
  };
}

/** Whether the confidence was written with more digits than its number keeps. */
function isRounded(confidence: unknown, text: string): boolean {
  if (typeof confidence !== 'number') return false;
  return /"confidence"\s*:\s*([-+.\w]+)/.exec(text)?.[1] !== String(confidence);
}

function jsonRefusal(text: string, fault: JsonFault): Refusal {
  if (fault.type === 'duplicate_keys') {
    const [field] = fault.keys;
    return {
      code: 'duplicate_key',
      message: `${duplicateKeysText(fault.keys)}; nobody can say which value was meant`,
      ...(field !== undefined && fault.keys.length === 1 && { field }),
      actual: text.slice(0, 80),
      expected: 'each key once in an object',
    };
  }
  const offset = locateJsonFault(text, fault.error);
  const column = offset + 1;
  const cutOff = offset >= text.trimEnd().length;
  return {
    code: 'json_malformed',
    message: cutOff ? `the JSON breaks off at column ${column}` : `the JSON goes wrong at column ${column}`,
    actual: text.slice(Math.max(0, offset - 40), offset + 20),
    expected: 'one whole JSON object on the line',
  };
}
