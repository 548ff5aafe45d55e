/** Reads signals from NDJSON: one JSON value a line. */
import { isUtf8 } from 'node:buffer';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { isBlank, notUtf8, oversized, unreadable, type IntakeRecord } from './intakeRecord.ts';
import { locateJsonFault } from './locateJsonFault.ts';
import { lineBytesMax, readLines, type Line } from './lineSplitter.ts';

/** A signal is flat; what is nested deeper than this is none, and could exhaust the stack of whoever prints it. */
const depthMax = 16;

/** Every line that is not blank gives one record, in order. */
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(number, bytes, jsonRefusal(text, error));
  }
  if (!isDeeperThan(depthMax, value)) return { type: 'value', line: number, value, bytes };
  return unreadable(number, bytes, {
    code: 'json_too_deep',
    message: `the JSON is nested more than ${depthMax} levels deep`,
    actual: text.slice(0, 80),
    expected: 'a flat JSON object',
  });
}

/** Level by level, since recursion is what it guards against. */
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

function jsonRefusal(text: string, error: unknown): Refusal {
  const offset = locateJsonFault(text, error);
  const column = offset + 1;
  const cutOff = offset >= text.trimEnd().length;
  return {
    code: 'json_malformed',
    message: cutOff ? `the JSON breaks off at column ${column}` : `the JSON goes wrong at column ${column}`,
    actual: text.slice(Math.max(0, offset - 40), offset + 20),
    expected: 'one whole JSON object on the line',
  };
}
