/** Hands one line of input to the engine, and tries again while the engine has no room for it. */
import { parseSignalId, type Actor, type SignalId } from '../../../shared/kernel/ids.ts';
import type { Acknowledgement, SignalIntake, SignalOutcome } from '../../engine/signals/signalIntake.ts';
import type { OwnSignals } from '../../domain/signal/ownSignals.ts';
import type { Scheduler } from '../../engine/ports.ts';
import { rawInput, type IntakeRecord } from '../../infra/intake/intakeRecord.ts';

/** The engine's answer to a line; never `busy`. */
export type Taken = Exclude<Acknowledgement, { type: 'busy' }>;

export interface TakenRecord {
  readonly line: number;
  /** The id that the input names; undefined where it has none that can be read. */
  readonly signalId: SignalId | undefined;
  readonly taken: Taken;
  /** Resolves when the pipeline has finished with the signal; rejects for a line that was refused. */
  readonly outcome: Promise<SignalOutcome>;
}

export interface TakeOptions {
  readonly intake: SignalIntake;
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  /** The strategies and accounts whose signals may be sent; absent: of all. */
  readonly own?: OwnSignals | undefined;
  /** The name of the input in the audit trail: a file's name, or `stdin`. */
  readonly source: string;
}

const rejected: Promise<SignalOutcome> = Promise.resolve({ type: 'rejected', reasons: [] });

/** Makes the first attempt before it returns, so that records are taken in the order of the calls. */
export async function takeRecord(record: IntakeRecord, options: TakeOptions): Promise<TakenRecord> {
  const { intake, scheduler, actor, own, source } = options;
  const { line } = record;
  const signalId = signalIdOf(record);
  const label = `${source} line ${line}`;
  for (;;) {
    if (record.type === 'unreadable') {
      const taken = await intake.refuseUnreadable(record.refusal, record.raw, { actor, label });
      if (taken.type !== 'busy') return { line, signalId, taken, outcome: rejected };
      await pause(scheduler, taken.retryAfterMs);
      continue;
    }
    const raw = signalId === undefined ? rawInput(record.bytes) : undefined;
    const origin = { actor, label, ...(own && { own }), ...(raw && { raw }) };
    const { acknowledged, outcome } = intake.submit(record.value, origin);
    const taken = await acknowledged;
    if (taken.type === 'busy') {
      await pause(scheduler, taken.retryAfterMs);
      continue;
    }
    // The first signal with this id was in flight and never reached the disk, so this one counts as the first.
    if (taken.type === 'duplicate' && (await outcome).type === 'not_taken') {
      await pause(scheduler, duplicateRetryMs);
      continue;
    }
    return { line, signalId, taken, outcome };
  }
}

const duplicateRetryMs = 20;

/** The engine's input from the record; undefined where the record is unreadable. */
export function inputOf(record: IntakeRecord): unknown {
  return record.type === 'unreadable' ? undefined : record.value;
}

/** The id that the record names; undefined where it has none that can be read. */
export function signalIdOf(record: IntakeRecord): SignalId | undefined {
  const input = inputOf(record);
  if (typeof input !== 'object' || input === null || !('id' in input)) return undefined;
  return parseSignalId(input.id);
}

export function pause(scheduler: Scheduler, delayMs: number): Promise<void> {
  return new Promise((resolve) => void scheduler.after(delayMs, resolve));
}
