/** Reads signals from CSV: a header that names the fields, then one signal a row. */
import { isUtf8 } from 'node:buffer';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { signalFields } from '../../domain/signal/parseSignal.ts';
import { parseCsvRow } from './csvRow.ts';
import { excerptOf, isBlank, notUtf8, oversized, unreadable, type IntakeRecord } from './intakeRecord.ts';
import { lineBytesMax, readLines, type Line } from './lineSplitter.ts';

type TextLine = Extract<Line, { type: 'line' }>;

/**
 * How many lines a quoted value may span. When the quote is not closed by then, or when it closes into something that
 * is not a row, only the first line is refused. One stray quote must not swallow the signals after it.
 */
const rowLinesMax = 16;

const knownFields: ReadonlySet<string> = new Set(signalFields);

/**
 * Gives one record for each row, in order, under the number of the row's first line. Blank lines are skipped. A header
 * that names no signals is a fault of the whole file.
 */
export async function csvRecords(
  source: AsyncIterable<Uint8Array>,
  bytesMax: number = lineBytesMax,
): Promise<Result<AsyncGenerator<IntakeRecord, void, undefined>, Fault>> {
  const lines = new LineQueue(readLines(source, bytesMax));
  const header = await readHeader(lines);
  return header.ok ? ok(rows(lines, header.value, bytesMax)) : header;
}

async function readHeader(lines: LineQueue): Promise<Result<readonly string[], Fault>> {
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    if (line.type === 'oversized') return headerFault(line.number, `it is ${line.length} bytes long`);
    if (isBlank(line.bytes)) continue;
    if (!isUtf8(line.bytes)) return headerFault(line.number, 'it is not valid UTF-8');
    const row = parseCsvRow(line.bytes.toString('utf8'));
    if (!row.ok) return headerFault(line.number, row.error.reason);
    const unknown = row.value.find((name) => !knownFields.has(name));
    if (unknown !== undefined) {
      return headerFault(
        line.number,
        `${excerptOf(Buffer.from(unknown)) || 'an empty name'} is no field of a signal`,
      );
    }
    const twice = row.value.find((name, index) => row.value.indexOf(name) !== index);
    return twice === undefined ? row : headerFault(line.number, `${twice} is named twice`);
  }
  return ok([]);
}

function headerFault(line: number, reason: string): Result<never, Fault> {
  return err({
    code: 'csv_header_malformed',
    message: `line ${line} must be the header: ${reason}; expected names out of ${signalFields.join(', ')}`,
    details: { line },
  });
}

async function* rows(
  lines: LineQueue,
  header: readonly string[],
  bytesMax: number,
): AsyncGenerator<IntakeRecord, void, undefined> {
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    if (line.type === 'oversized') yield oversized(line, bytesMax);
    else if (isBlank(line.bytes)) continue;
    else if (!isUtf8(line.bytes)) yield notUtf8(line.number, line.bytes);
    else yield await readRow(line, lines, header, bytesMax);
  }
}

async function readRow(
  line: TextLine,
  lines: LineQueue,
  header: readonly string[],
  bytesMax: number,
): Promise<IntakeRecord> {
  const text = line.bytes.toString('utf8');
  let row = parseCsvRow(text);
  if (!row.ok && row.error.openQuote) {
    const longer = await readOn(text, lines, header.length, bytesMax);
    if (longer !== undefined) row = ok(longer);
  }
  if (!row.ok) {
    return unreadable(line.number, line.bytes, {
      code: 'csv_malformed',
      message: `the line is not a CSV row: ${row.error.reason}`,
      actual: excerptOf(line.bytes),
      expected: 'values separated by commas, quoted where they hold a comma or a quote',
    });
  }
  const values = row.value;
  if (values.length !== header.length) {
    return unreadable(line.number, line.bytes, {
      code: 'csv_malformed',
      message: `the line has ${values.length} values, the header names ${header.length}`,
      actual: `${values.length} values`,
      expected: `${header.length} values`,
    });
  }
  const value = Object.fromEntries(header.map((name, index) => [name, values[index]]));
  return { type: 'value', line: line.number, value, bytes: line.bytes };
}

/** Adds further lines to the row until its quote closes. When they do not make a row, it gives all of them back. */
async function readOn(
  start: string,
  lines: LineQueue,
  columns: number,
  bytesMax: number,
): Promise<readonly string[] | undefined> {
  const taken: Line[] = [];
  let text = start;
  while (taken.length < rowLinesMax - 1) {
    const line = await lines.next();
    if (line === undefined) break;
    taken.push(line);
    if (line.type === 'oversized' || !isUtf8(line.bytes)) break;
    const more = line.bytes.toString('utf8');
    text += `\n${more}`;
    if (text.length > bytesMax) break;
    // Only a quote can close the quote.
    if (!more.includes('"')) continue;
    const row = parseCsvRow(text);
    if (row.ok && row.value.length === columns) return row.value;
    if (row.ok || !row.error.openQuote) break;
  }
  lines.giveBack(taken);
  return undefined;
}

/** Lines of a stream; the reader can look ahead. */
class LineQueue {
  private readonly source: AsyncGenerator<Line, void, undefined>;
  private ahead: Line[] = [];

  constructor(source: AsyncGenerator<Line, void, undefined>) {
    this.source = source;
  }

  async next(): Promise<Line | undefined> {
    const [first, ...rest] = this.ahead;
    if (first !== undefined) {
      this.ahead = rest;
      return first;
    }
    const { value } = await this.source.next();
    return value ?? undefined;
  }

  giveBack(lines: readonly Line[]): void {
    this.ahead = [...lines, ...this.ahead];
  }
}
