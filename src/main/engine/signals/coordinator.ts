/**
 * Takes signals through the pipeline, a limited number at once for each venue, and gives each exactly one outcome. A
 * signal goes through the pipeline before it is on disk. If the disk does not take the signal, its pipeline stops at
 * once, so that no further decision rests on it.
 */
import {
  correlationOf,
  engineActor,
  type OrderId,
  signalStream,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import { createAbortSource, type AbortSource } from '../../../shared/kernel/abortSignal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { NewEvent } from '../events/storedEvent.ts';
import { eventContextOf, type OrderProcessingContext } from '../pipeline/orderProcessingContext.ts';
import {
  processingTimeout,
  timeoutCode,
  type OrderProcessingPipeline,
  type OrderProcessingResult,
} from '../pipeline/orderProcessingPipeline.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import type { Interruptions } from '../orders/interruptions.ts';
import type { RiskManager } from '../risk/riskManager.ts';

export interface CoordinatorDependencies {
  readonly pipeline: OrderProcessingPipeline;
  readonly handler: OrderCommandHandler;
  readonly risk: RiskManager;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  /** The limits in force; the coordinator reads them at each use, because they may change while it runs. */
  readonly limits: Pick<EngineConfiguration, 'maxConcurrentOrders' | 'processingTimeoutMs' | 'venues'>;
  readonly onRefused: (code: string) => void;
  /** Learns of signals that had no outcome yet when the store failed. */
  readonly interruptions: Pick<Interruptions, 'noteSignal'>;
}

/** How long a stage may go on with a signal whose processing time is over, in milliseconds. */
const stageGraceMs = 1_000;

/** The most processed signals that stay in the list before the waiting ones: removing them moves all that wait. */
const doneKeptMax = 1_024;

/** A signal that goes through the pipeline ahead of the disk. */
export interface TakenSignal {
  readonly signal: Signal;
  /** Id of the order that the signal makes. */
  readonly orderId: OrderId;
  readonly received: Pick<NewEvent, 'eventId' | 'actor'>;
  /** Resolves when SignalReceived is on disk, or was lost. */
  readonly recorded: Promise<{ readonly ok: boolean }>;
  /** When it was received. */
  readonly startedMs: number;
}

/** The signals whose orders go to one venue. */
interface VenueQueue {
  readonly waiting: Run[];
  /** Index of the first waiting signal. The signals before it have been taken; they are removed now and then. */
  next: number;
  running: number;
}

interface Run {
  readonly context: OrderProcessingContext;
  readonly recorded: TakenSignal['recorded'];
  readonly abort: AbortSource;
  readonly queue: VenueQueue;
  readonly resolve: (outcome: SignalOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** The signal or its order did not get to the disk. */
  isLost: boolean;
}

/**
 * The number of places for one venue out of the places that all venues share: orders that wait for a silent venue take
 * no places of another.
 */
export function shareOf(places: number, { length }: EngineConfiguration['venues']): number {
  return Math.max(1, Math.floor(places / length));
}

export class Coordinator {
  private readonly dependencies: CoordinatorDependencies;
  private readonly queues = new Map<VenueId | undefined, VenueQueue>();
  private running = 0;
  private isLeaving = false;
  /** All runs without an outcome. */
  private readonly runs = new Map<OrderId, Run>();

  constructor(dependencies: CoordinatorDependencies) {
    this.dependencies = dependencies;
  }

  get queued(): number {
    let queued = 0;
    for (const queue of this.queues.values()) queued += waitingIn(queue);
    return queued;
  }

  queuedFor(venue: VenueId | undefined): number {
    const queue = this.queues.get(venue);
    return queue === undefined ? 0 : waitingIn(queue);
  }

  get inFlight(): number {
    return this.running;
  }

  process({
    signal,
    orderId,
    received,
    recorded,
    startedMs,
    venue,
  }: TakenSignal & { readonly venue: VenueId | undefined }): Promise<SignalOutcome> {
    const queue = this.queues.get(venue) ?? { waiting: [], next: 0, running: 0 };
    this.queues.set(venue, queue);
    const context: OrderProcessingContext = {
      traceId: correlationOf(orderId),
      signal,
      orderId,
      causationId: received.eventId,
      actor: received.actor,
      startedMs,
      properties: {},
    };
    return new Promise((resolve, reject) => {
      const run: Run = {
        context,
        recorded,
        abort: createAbortSource(),
        queue,
        resolve,
        reject,
        isLost: false,
      };
      this.runs.set(orderId, run);
      void recorded.then(({ ok }) => {
        if (!ok) this.lose(run);
      });
      queue.waiting.push(run);
      this.pump();
    });
  }

  /** Begins no more signals: the waiting ones are on record, and the next start finishes them. */
  leaveWaiting(): void {
    this.isLeaving = true;
  }

  /** Called when the order's creation did not get to the disk. */
  takenBack(orderId: OrderId): void {
    const run = this.runs.get(orderId);
    if (run !== undefined) this.lose(run);
  }

  private lose(run: Run): void {
    run.isLost = true;
    this.dependencies.risk.release(run.context.orderId);
    run.abort.cancel();
  }

  private pump(): void {
    if (this.isLeaving) return;
    const { maxConcurrentOrders, venues } = this.dependencies.limits;
    const share = shareOf(maxConcurrentOrders, venues);
    for (const queue of this.queues.values()) {
      while (this.running < maxConcurrentOrders && queue.running < share && waitingIn(queue) > 0) {
        const run = queue.waiting[queue.next++];
        // Under a steady load the list is never empty, so processed signals must not pile up before the waiting ones.
        if (queue.next === queue.waiting.length || queue.next >= doneKeptMax) {
          queue.waiting.splice(0, queue.next);
          queue.next = 0;
        }
        if (run === undefined) return;
        this.running++;
        queue.running++;
        this.start(run);
      }
    }
  }

  private start(run: Run): void {
    const { pipeline, scheduler, limits } = this.dependencies;
    const { context, abort } = run;
    let open = true;
    const finish = (outcome: () => Promise<SignalOutcome>): void => {
      if (!open) return;
      open = false;
      timer.cancel();
      this.end(run, outcome());
    };
    let timer = scheduler.after(limits.processingTimeoutMs, () => {
      abort.cancel();
      // A stage that goes on after its time is ignored: the signal gets its outcome without that stage.
      const refusals = [processingTimeout('and its stage did not let go of it')];
      timer = scheduler.after(stageGraceMs, () => finish(() => this.concluded(run, { context, refusals })));
    });
    pipeline.processSignal(context, abort.signal).then(
      (result) => finish(() => this.concluded(run, result)),
      (error: unknown) =>
        finish(() => (run.isLost ? this.concluded(run, { context, refusals: [] }) : this.failed(run, error))),
    );
  }

  private end(run: Run, outcome: Promise<SignalOutcome>): void {
    outcome.then(
      (told) => {
        run.resolve(told);
        this.leave(run);
      },
      (error: unknown) => {
        run.reject(error);
        this.leave(run);
      },
    );
  }

  private leave(run: Run): void {
    this.running--;
    run.queue.running--;
    if (this.runs.get(run.context.orderId) === run) this.runs.delete(run.context.orderId);
    this.pump();
  }

  private async concluded(run: Run, result: OrderProcessingResult): Promise<SignalOutcome> {
    const outcome = run.isLost ? pendingOf(run) : await this.conclude(result);
    if (outcome.type !== 'pending') return outcome;
    const told = await this.told(run, outcome);
    if (told.type === 'pending') this.dependencies.interruptions.noteSignal(run.context.signal.id);
    return told;
  }

  /**
   * A stage has a bug: the signal stays pending in the store, where an operator sees it, and the next start processes
   * it again.
   */
  private failed(run: Run, error: unknown): Promise<SignalOutcome> {
    const { logger, risk } = this.dependencies;
    const { signal, orderId } = run.context;
    logger.log('error', 'signal processing failed', { signalId: signal.id, error: String(error) });
    risk.release(orderId);
    return this.told(run, pendingOf(run));
  }

  /** A signal that did not get to the disk was not taken. */
  private async told(run: Run, pending: SignalOutcome): Promise<SignalOutcome> {
    return (await run.recorded).ok ? pending : { type: 'not_taken' };
  }

  private async conclude({ context, refusals }: OrderProcessingResult): Promise<SignalOutcome> {
    const { handler, risk, onRefused } = this.dependencies;
    // The order's state ahead of the disk says which refusals count; without refusals nobody needs it.
    const order = refusals.length === 0 ? undefined : await handler.order(context.orderId);
    const wasSent = order !== undefined && order.status !== 'created' && order.status !== 'denied';
    for (const { code } of refusals) {
      // An order that the venue has by now is no refusal, however long it took.
      if (code !== timeoutCode || !wasSent) onRefused(code);
    }
    const isUnrecorded = refusals.some(({ code }) => code === 'store_unavailable');
    if (order?.status === 'created' && refusals.length > 0 && !isUnrecorded) {
      return this.deny(context, refusals);
    }
    const recorded = await handler.recorded(context.orderId);
    if (recorded !== undefined) {
      return recorded.status === 'denied'
        ? { type: 'denied', orderId: context.orderId, reasons: recorded.reasons }
        : { type: 'ordered', orderId: context.orderId, status: recorded.status };
    }
    risk.release(context.orderId);
    if (isUnrecorded) return { type: 'pending', orderId: context.orderId };
    return context.terms === undefined ? this.reject(context, refusals) : this.deny(context, refusals);
  }

  /** The signal was refused before it had terms: it is rejected, and there is no order. */
  private async reject(context: OrderProcessingContext, reasons: readonly Refusal[]): Promise<SignalOutcome> {
    const { store, ids } = this.dependencies;
    const event = newEvent(
      { type: 'SignalRejected', data: { reasons } },
      { ...eventContextOf(context), actor: engineActor() },
      ids,
    );
    const appended = await store.append(signalStream(context.signal.id), [event], 'any');
    return appended.ok ? { type: 'rejected', reasons } : { type: 'pending', orderId: context.orderId };
  }

  /**
   * The signal was refused by risk, or before its order was sent: a denied order keeps the decision of risk and the
   * reasons.
   */
  private async deny(context: OrderProcessingContext, reasons: readonly Refusal[]): Promise<SignalOutcome> {
    const { terms, risk, orderId } = context;
    const denied = await this.dependencies.handler.handle({
      orderId,
      command: {
        type: 'DenyOrder',
        reasons,
        ...(terms !== undefined && { terms }),
        ...(risk !== undefined && { risk }),
      },
      context: { ...eventContextOf(context), actor: engineActor('risk') },
    });
    return denied.ok ? { type: 'denied', orderId, reasons } : { type: 'pending', orderId };
  }
}

function waitingIn({ waiting, next }: VenueQueue): number {
  return waiting.length - next;
}

function pendingOf({ context }: Run): SignalOutcome {
  return { type: 'pending', orderId: context.orderId };
}
