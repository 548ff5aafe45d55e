/**
 * `POST /signals`: one signal as JSON, or a batch as NDJSON. The whole body is read before its first signal is taken.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { neverAborted } from '../../../shared/kernel/abortSignal.ts';
import type { RateLimiter } from '../../engine/resilience/rateLimiter.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import { LineSplitter, wholeLine } from '../../infra/intake/lineSplitter.ts';
import { ndjsonRecord } from '../../infra/intake/ndjsonRecords.ts';
import { answerTo, notTaken, type IntakeEngine, type SignalAnswer } from '../feed/signalAnswer.ts';
import { inputOf, signalIdOf, takeRecord, type TakeOptions } from '../feed/takeRecord.ts';
import { batchStatusOf, headersFor, statusOf, turnAway, wrongForm } from './httpAnswer.ts';
import type { TurnedAway } from './intakeDoor.ts';
import type { IntakeLimits } from './intakeLimits.ts';
import type { IntakeTally } from './intakeTally.ts';

export interface PostedOptions {
  readonly engine: IntakeEngine;
  readonly take: TakeOptions;
  /** The rate of this connection. A request beyond the rate is refused, and does not wait. */
  readonly limiter: RateLimiter;
  readonly limits: IntakeLimits;
  readonly tally: IntakeTally;
}

/** Rejects when the connection is lost before the whole body has come: then none of its signals was taken. */
export async function takePosted(
  request: IncomingMessage,
  response: ServerResponse,
  options: PostedOptions,
): Promise<void> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  const wrong = wrongForm(request.method, type) ?? tooLong(request, options.limits);
  if (wrong !== undefined) return turnAway(response, wrong);
  const body = await bodyOf(request, options.limits.bodyBytesMax);
  if (body === undefined) return turnAway(response, oversized(options.limits));
  const isBatch = type === 'application/x-ndjson';
  const records = isBatch ? batchOf(body) : singleOf(body);
  const unfit = isBatch ? tooManyOf(records, options.limits) : emptyOf(records);
  if (unfit !== undefined) return turnAway(response, unfit);
  const answers = await takeAll(records, options);
  const [first] = answers;
  const status = isBatch || first === undefined ? batchStatusOf(answers) : statusOf(first);
  response.writeHead(status, headersFor(status, isBatch ? 'x-ndjson' : 'json'));
  response.end(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
}

/**
 * Takes the records in order. After one that finds no room none is taken, because a later signal must not get the place
 * of an earlier one.
 */
async function takeAll(
  records: readonly IntakeRecord[],
  { engine, take, limiter, tally }: PostedOptions,
): Promise<readonly SignalAnswer[]> {
  let away: TurnedAway | undefined;
  const answers = records.map(async (record): Promise<SignalAnswer> => {
    away ??= noRoom(engine, limiter, record);
    if (away !== undefined) return notTaken({ line: record.line, signalId: signalIdOf(record) }, away);
    return answerTo(await takeRecord(record, take), engine.store);
  });
  const told = await Promise.all(answers);
  for (const answer of told) tally.count(answer);
  return told;
}

function noRoom(
  { intake }: IntakeEngine,
  limiter: RateLimiter,
  record: IntakeRecord,
): TurnedAway | undefined {
  if (intake.isFullFor(inputOf(record))) {
    return { status: 429, code: 'busy', message: 'the engine has no room; send this signal again' };
  }
  if (limiter.take('order', neverAborted) === 'taken') return undefined;
  const { ratePerSecond } = limiter.snapshot();
  const message = `more than ${ratePerSecond} signals a second came on this connection; send this signal again`;
  return { status: 429, code: 'rate_limited', message };
}

/** The body as bytes; undefined when it is too long. */
async function bodyOf(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  // An iterator of the default kind would close the connection, and with it the answer.
  const read = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const part of read) {
    length += part.length;
    if (length > bytesMax) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function singleOf(body: Buffer): IntakeRecord[] {
  const record = body.length === 0 ? undefined : ndjsonRecord(wholeLine(body, 1));
  return record === undefined ? [] : [record];
}

function batchOf(body: Buffer): IntakeRecord[] {
  const splitter = new LineSplitter();
  return [...splitter.push(body), ...splitter.end()].flatMap((line) => ndjsonRecord(line) ?? []);
}

function tooLong({ headers }: IncomingMessage, limits: IntakeLimits): TurnedAway | undefined {
  return Number(headers['content-length'] ?? 0) > limits.bodyBytesMax ? oversized(limits) : undefined;
}

function oversized({ bodyBytesMax }: IntakeLimits): TurnedAway {
  const message = `the body is too long; expected at most ${bodyBytesMax} bytes; nothing of it was taken`;
  return { status: 413, code: 'oversized', message };
}

function tooManyOf(records: readonly IntakeRecord[], { batchMax }: IntakeLimits): TurnedAway | undefined {
  if (records.length <= batchMax) return undefined;
  const message = `the batch has ${records.length} signals; expected at most ${batchMax}; none of them was taken`;
  return { status: 413, code: 'oversized', message };
}

function emptyOf(records: readonly IntakeRecord[]): TurnedAway | undefined {
  if (records.length > 0) return undefined;
  return { status: 400, code: 'empty', message: 'the body is empty; expected a signal as a JSON object' };
}
