/** Hands one line of input to the engine, and keeps trying while there is no room for it. */
import { parseSignalId, type Actor } from '../../../shared/kernel/ids.ts';
import type { Acknowledgement, SignalIntake, SignalOutcome } from '../../engine/signals/signalIntake.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { rawInput, type IntakeRecord } from '../../infra/intake/intakeRecord.ts';

/** What became of a line at the door; never `busy`. */
export type Taken = Exclude<Acknowledgement, { type: 'busy' }>;

export interface TakenRecord {
  readonly line: number;
  readonly taken: Taken;
  /** When the pipeline is done with it; rejected for a line that was refused. */
  readonly outcome: Promise<SignalOutcome>;
}

export interface TakeOptions {
  readonly intake: SignalIntake;
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  /** What the lines are called in the audit trail: a file's name, `stdin`. */
  readonly source: string;
}

const rejected: Promise<SignalOutcome> = Promise.resolve({ type: 'rejected', reasons: [] });

/** The first attempt is made before this returns, so that records are taken in the order of the calls. */
export async function takeRecord(record: IntakeRecord, options: TakeOptions): Promise<TakenRecord> {
  const { intake, scheduler, actor, source } = options;
  const { line } = record;
  const label = `${source} line ${line}`;
  for (;;) {
    if (record.type === 'unreadable') {
      const taken = await intake.refuseUnreadable(record.refusal, record.raw, { actor, label });
      if (taken.type !== 'busy') return { line, taken, outcome: rejected };
      await pause(scheduler, taken.retryAfterMs);
      continue;
    }
    const raw = hasReadableId(record.value) ? undefined : rawInput(record.bytes);
    const { acknowledged, outcome } = intake.submit(record.value, { actor, label, ...(raw && { raw }) });
    const taken = await acknowledged;
    if (taken.type === 'busy') {
      await pause(scheduler, taken.retryAfterMs);
      continue;
    }
    // The first one with this id was on its way and never reached the disk: this one is the first, then.
    if (taken.type === 'duplicate' && (await outcome).type === 'not_taken') {
      await pause(scheduler, duplicateRetryMs);
      continue;
    }
    return { line, taken, outcome };
  }
}

const duplicateRetryMs = 20;

function hasReadableId(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'id' in value && parseSignalId(value.id) !== undefined
  );
}

function pause(scheduler: Scheduler, delayMs: number): Promise<void> {
  return new Promise((resolve) => void scheduler.after(delayMs, resolve));
}
