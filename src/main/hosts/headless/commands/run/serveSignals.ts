/** Takes signals line by line. Answers each once it is durable or refused, in the order of the lines. */
import type { IntakeRecord } from '../../../../infra/intake/intakeRecord.ts';
import { ndjsonRecords } from '../../../../infra/intake/ndjsonRecords.ts';
import { answerTo } from '../../../feed/signalAnswer.ts';
import { takeInOrder } from '../../../feed/takeInOrder.ts';
import { untilAborted } from '../../../feed/untilAborted.ts';
import type { Actor } from '../../../../../shared/kernel/ids.ts';
import type { Runtime } from '../../../runtime.ts';
import type { DeskIo } from '../../terminal/deskIo.ts';

/** Resolves at the end of the input or when `ended` aborts, once every signal that was taken has its answer. */
export async function serveSignals(
  io: DeskIo,
  runtime: Pick<Runtime, 'engine' | 'scheduler'>,
  actor: Actor,
  ended: AbortSignal,
  records: AsyncIterable<IntakeRecord> = ndjsonRecords(io.input),
): Promise<void> {
  const { engine, scheduler } = runtime;
  const take = { intake: engine.intake, scheduler, actor, source: 'stdin' };
  await takeInOrder(untilAborted(records, ended), take, async (taken) =>
    io.json(await answerTo(taken, engine.store)),
  );
}
