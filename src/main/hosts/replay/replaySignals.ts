/** Sends a file of signals through the engine, waits until all have settled, and reports. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { OrderStatus } from '../../domain/order/orderState.ts';
import type { SignalOutcome } from '../../engine/signals/signalIntake.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { Clock } from '../../engine/ports.ts';
import type { SignalFile } from '../../infra/intake/signalFile.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import { inOrder } from '../feed/inOrder.ts';
import { takeRecord, type TakeOptions } from '../feed/takeRecord.ts';
import { untilWritten } from '../feed/untilWritten.ts';
import { untilAborted } from '../feed/untilAborted.ts';
import { answerTimes, type AnswerTimes } from './answerTimes.ts';
import type { MarketFollower } from './marketFollower.ts';
import { orderCounts, type ReplayReport } from './replayReport.ts';
import { counted } from '../../../shared/kernel/counted.ts';

export interface ReplayDependencies {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly take: TakeOptions;
  /** Absent where the market moves by itself. */
  readonly follower?: MarketFollower | undefined;
}

export interface RefusedLine {
  readonly line: number;
  readonly signalId?: string;
  readonly code: string;
  readonly reasons: readonly Refusal[];
}

export interface ReplayProgress {
  /** How many signals have an outcome. */
  readonly done: number;
  /** Share of the file that has been read, 0 to 1; absent where the file's size is not known. */
  readonly share?: number;
}

export interface ReplayHooks {
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  /** Called for each refused line and each denied order, in the order of the lines. */
  readonly onRefused?: ((refused: RefusedLine) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How many signals may be between the file and their outcome: enough to share commits, few enough not to wait for each
 * other.
 */
const atOnceMax = 256;
/** Milliseconds to wait for a store that can't write. */
const storeFaultMsMax = 10_000;
const storeLookMs = 10;
/** How many orders the report looks up at once. */
const statusesAtOnce = 1_000;
const canceled: Fault = { code: 'canceled', message: 'canceled before its end' };

export async function replaySignals(
  dependencies: ReplayDependencies,
  file: SignalFile,
  hooks: ReplayHooks = {},
): Promise<Result<ReplayReport, Fault>> {
  const replay = new Replay(dependencies, file, hooks);
  try {
    return await replay.run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err({ code: 'replay_failed', message });
  } finally {
    replay.close();
    file.close();
  }
}

class Replay {
  private readonly dependencies: ReplayDependencies;
  private readonly file: SignalFile;
  private readonly hooks: ReplayHooks;
  private readonly times: AnswerTimes;
  private readonly startPosition: number;
  private readonly startedMs: number;
  private readonly orderIds: OrderId[] = [];
  /** Orders whose signals are durable and whose outcomes have not come yet. */
  private readonly pending: OrderId[] = [];
  private readonly onItsWay = new Set<Promise<unknown>>();
  private readonly stop = new AbortController();
  private fault: Fault | undefined;
  private done = 0;
  private duplicates = 0;
  private rejected = 0;

  constructor(dependencies: ReplayDependencies, file: SignalFile, hooks: ReplayHooks) {
    const { engine, clock } = dependencies;
    this.file = file;
    this.dependencies = dependencies;
    this.hooks = hooks;
    this.times = answerTimes(engine.bus, clock);
    this.startPosition = engine.store.head().position;
    this.startedMs = clock.monotonicMs();
  }

  async run(): Promise<Result<ReplayReport, Fault>> {
    const records = this.withMarket(untilAborted(this.file.records, this.stopped()));
    const send = (record: IntakeRecord): Promise<RefusedLine | undefined> => this.send(record);
    await inOrder(records, atOnceMax, send, (refused) => this.received(refused));
    if (this.fault !== undefined) return err(this.fault);
    const fault = await this.settled();
    if (fault !== undefined) return err(fault);
    if (this.hooks.signal?.aborted === true) return err(canceled);
    await untilWritten(this.dependencies.engine, this.dependencies.take.scheduler);
    return this.report();
  }

  close(): void {
    this.times.close();
  }

  /** Waits for the outcomes. Gives the store's fault when it could not write for too long. */
  private async settled(): Promise<Fault | undefined> {
    const { engine, clock, take } = this.dependencies;
    const state = { over: false };
    const end = (): void => void (state.over = true);
    void Promise.race([engine.settled(), aborted(this.hooks.signal)]).then(end, end);
    for (let writableMs = clock.monotonicMs(); !state.over;) {
      await new Promise<void>((resolve) => void take.scheduler.after(storeLookMs, resolve));
      const fault = engine.store.writeFault();
      if (fault === undefined) writableMs = clock.monotonicMs();
      else if (clock.monotonicMs() - writableMs > storeFaultMsMax) return fault;
    }
    return undefined;
  }

  /** Aborts once the replay is canceled, or the engine takes no more signals: then no more input is read. */
  private stopped(): AbortSignal {
    const { signal } = this.hooks;
    return signal === undefined ? this.stop.signal : AbortSignal.any([signal, this.stop.signal]);
  }

  /** Moves the market for each signal, and stops reading during the move. */
  private async *withMarket(
    records: AsyncIterable<IntakeRecord>,
  ): AsyncGenerator<IntakeRecord, void, undefined> {
    const { follower } = this.dependencies;
    for await (const record of records) {
      const day = follower?.wants(record);
      if (day !== undefined) {
        await this.quiet();
        await follower?.moveTo(day);
      }
      yield record;
    }
  }

  /** Waits until every sent request has its answer, exits of brackets included. Only then may the market move on. */
  private async quiet(): Promise<void> {
    await Promise.all(this.onItsWay);
    await this.dependencies.engine.settled();
  }

  private send(record: IntakeRecord): Promise<RefusedLine | undefined> {
    const sending = this.takeAndFollow(record).finally(() => void this.onItsWay.delete(sending));
    this.onItsWay.add(sending);
    return sending;
  }

  private async takeAndFollow(record: IntakeRecord): Promise<RefusedLine | undefined> {
    const { line, taken, outcome } = await takeRecord(record, this.dependencies.take);
    switch (taken.type) {
      case 'unavailable':
        this.fault ??= taken.fault;
        this.stop.abort();
        return undefined;
      case 'duplicate':
        this.duplicates++;
        return undefined;
      case 'refused': {
        this.rejected++;
        const { signalId, code, reasons } = taken;
        return { line, ...(signalId !== undefined && { signalId }), code, reasons };
      }
      case 'acknowledged': {
        this.times.acknowledged(taken.orderId);
        const reasons = this.conclude(taken.orderId, await outcome);
        if (reasons === undefined) return undefined;
        return { line, signalId: taken.signalId, code: reasons[0]?.code ?? 'refused', reasons };
      }
      default:
        return assertNever(taken);
    }
  }

  /** Why there is no order, or no order that was sent; undefined when there is one. */
  private conclude(orderId: OrderId, outcome: SignalOutcome): readonly Refusal[] | undefined {
    switch (outcome.type) {
      case 'ordered':
        this.orderIds.push(orderId);
        return undefined;
      case 'denied':
        this.orderIds.push(orderId);
        return outcome.reasons;
      case 'rejected':
        this.rejected++;
        return outcome.reasons;
      case 'pending':
      case 'not_taken':
        this.pending.push(orderId);
        return undefined;
      default:
        return assertNever(outcome);
    }
  }

  private received(refused: RefusedLine | undefined): void {
    if (refused !== undefined) this.hooks.onRefused?.(refused);
    this.hooks.onProgress?.({ done: ++this.done, ...this.share() });
  }

  private share(): { share?: number } {
    const { sizeBytes } = this.file;
    return sizeBytes === 0 ? {} : { share: Math.min(1, this.file.bytesRead() / sizeBytes) };
  }

  private async report(): Promise<Result<ReplayReport, Fault>> {
    const { engine, clock } = this.dependencies;
    const elapsedMs = clock.monotonicMs() - this.startedMs;
    const asked = [...this.orderIds, ...this.pending];
    const found = new Map<string, OrderStatus>();
    for (let at = 0; at < asked.length; at += statusesAtOnce) {
      const orderIds = asked.slice(at, at + statusesAtOnce);
      const { rows } = await engine.queries.getOrderHistory({ filter: { orderIds }, limit: statusesAtOnce });
      for (const { orderId, status } of rows) found.set(orderId, status);
    }
    const statuses = asked.flatMap((orderId) => found.get(orderId) ?? []);
    const missing = asked.length - statuses.length;
    if (missing > 0) {
      const message = `${counted(missing, 'signal')} on disk without an outcome; the next start takes up what is missing`;
      return err({ code: 'signals_pending', message, details: { missing } });
    }
    const accepted = statuses.length;
    const head = engine.store.head();
    return ok({
      signals: accepted + this.duplicates + this.rejected,
      accepted,
      duplicates: this.duplicates,
      rejected: this.rejected,
      orders: orderCounts(statuses),
      events: head.position - this.startPosition,
      elapsedMs: Math.round(elapsedMs),
      ordersPerSecond: Math.round((accepted * 10_000) / Math.max(1, elapsedMs)) / 10,
      latencyMs: this.times.summary(),
      lastPosition: head.position,
      chainHead: head.hash,
    });
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
