/** Takes the records of one input in order, as fast as the engine has room and the producer reads its answers. */
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import { inOrder } from './inOrder.ts';
import { inputOf, pause, takeRecord, type TakenRecord, type TakeOptions } from './takeRecord.ts';

/** How many signals may be under way, from the reading of their line to the end of their answer. */
export const unansweredMax = 256;

/** Milliseconds between two checks whether the engine has room. */
const roomLookMs = 20;

interface Taking {
  readonly taking: Promise<TakenRecord>;
}

/** Hands over each result in the order of the records. Rejects with the first error of the source. */
export function takeInOrder(
  records: AsyncIterable<IntakeRecord>,
  options: TakeOptions,
  receive: (taken: TakenRecord) => Promise<void>,
): Promise<void> {
  return inOrder(started(records, options), unansweredMax, ({ taking }) => taking, receive);
}

/** Begins with a record only when the engine has room for it: no later record may get the place of an earlier one. */
async function* started(
  records: AsyncIterable<IntakeRecord>,
  options: TakeOptions,
): AsyncGenerator<Taking, void, undefined> {
  for await (const record of records) {
    while (options.intake.isFullFor(inputOf(record))) await pause(options.scheduler, roomLookMs);
    yield { taking: takeRecord(record, options) };
  }
}
