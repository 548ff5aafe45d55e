/**
 * Takes durable signals through the pipeline, so many at the same time as the configuration allows, and makes sure that
 * each signal gets exactly one outcome.
 */
import { correlationOf, engineActor, type OrderId, signalStream } from '../../../shared/kernel/ids.ts';
import { createAbortSource } from '../../../shared/kernel/abortSignal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { SignalOutcome } from './signalIntake.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
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
  readonly limits: Pick<EngineConfiguration, 'maxConcurrentOrders' | 'processingTimeoutMs'>;
  readonly onRefused: (code: string) => void;
  /** Learns of signals that had no outcome yet when the store failed. */
  readonly interruptions: Pick<Interruptions, 'noteSignal'>;
}

/** How long a stage may go on with a signal whose processing time is over, in milliseconds. */
const stageGraceMs = 1_000;

/**
 * How many processed signals may stand before the waiting ones before they are cut off: each cut moves all that wait.
 */
const doneKeptMax = 1_024;

interface Waiting {
  readonly context: OrderProcessingContext;
  readonly resolve: (outcome: SignalOutcome) => void;
}

export class Coordinator {
  private readonly dependencies: CoordinatorDependencies;
  private readonly waiting: Waiting[] = [];
  /** Index of the first waiting signal; the signals before it have been taken, and are cut off now and then. */
  private next = 0;
  private running = 0;

  constructor(dependencies: CoordinatorDependencies) {
    this.dependencies = dependencies;
  }

  get queued(): number {
    return this.waiting.length - this.next;
  }

  get inFlight(): number {
    return this.running;
  }

  /**
   * Takes a signal whose SignalReceived is on disk. `startedMs` is when the signal was received, in milliseconds on the
   * monotonic clock.
   */
  process(
    signal: Signal,
    orderId: OrderId,
    received: StoredEvent,
    startedMs: number,
  ): Promise<SignalOutcome> {
    const context: OrderProcessingContext = {
      traceId: correlationOf(orderId),
      signal,
      orderId,
      causationId: received.eventId,
      actor: received.actor,
      startedMs,
      properties: {},
    };
    return new Promise((resolve) => {
      this.waiting.push({ context, resolve });
      this.pump();
    });
  }

  private pump(): void {
    while (this.running < this.dependencies.limits.maxConcurrentOrders && this.next < this.waiting.length) {
      const waiting = this.waiting[this.next++];
      // Under a steady load the list is never empty, so processed signals must not pile up before the waiting ones.
      if (this.next === this.waiting.length || this.next >= doneKeptMax) {
        this.waiting.splice(0, this.next);
        this.next = 0;
      }
      if (waiting === undefined) return;
      this.running++;
      void this.run(waiting.context).then((outcome) => {
        this.running--;
        waiting.resolve(outcome);
        this.pump();
      });
    }
  }

  private run(context: OrderProcessingContext): Promise<SignalOutcome> {
    const { pipeline, scheduler, limits } = this.dependencies;
    const source = createAbortSource();
    return new Promise((resolve) => {
      let open = true;
      const finish = (conclude: () => Promise<SignalOutcome> | SignalOutcome): void => {
        if (!open) return;
        open = false;
        timer.cancel();
        resolve(conclude());
      };
      let timer = scheduler.after(limits.processingTimeoutMs, () => {
        source.cancel();
        // A stage that goes on after its time is left alone: the signal gets its outcome without that stage.
        const refusals = [processingTimeout('and its stage did not let go of it')];
        timer = scheduler.after(stageGraceMs, () => finish(() => this.concluded({ context, refusals })));
      });
      pipeline.processSignal(context, source.signal).then(
        (result) => finish(() => this.concluded(result)),
        (error: unknown) => finish(() => this.failed(context, error)),
      );
    });
  }

  private async concluded(result: OrderProcessingResult): Promise<SignalOutcome> {
    const outcome = await this.conclude(result);
    if (outcome.type === 'pending') this.dependencies.interruptions.noteSignal(result.context.signal.id);
    return outcome;
  }

  /**
   * A stage has a bug: the signal stays pending in the store, where an operator sees it, and the next start processes
   * it again.
   */
  private failed(context: OrderProcessingContext, error: unknown): SignalOutcome {
    const { logger, risk } = this.dependencies;
    logger.log('error', 'signal processing failed', { signalId: context.signal.id, error: String(error) });
    risk.release(context.orderId);
    return { type: 'pending', orderId: context.orderId };
  }

  private async conclude({ context, refusals }: OrderProcessingResult): Promise<SignalOutcome> {
    const { handler, risk, onRefused } = this.dependencies;
    const order = await handler.order(context.orderId);
    const wasSent = order !== undefined && order.status !== 'created' && order.status !== 'denied';
    for (const { code } of refusals) {
      // An order that the venue has by now is no refusal, however long it took.
      if (code !== timeoutCode || !wasSent) onRefused(code);
    }
    const isUnrecorded = refusals.some(({ code }) => code === 'store_unavailable');
    if (order?.status === 'created' && refusals.length > 0 && !isUnrecorded) {
      return this.deny(context, refusals);
    }
    if (order !== undefined) {
      return order.status === 'denied'
        ? { type: 'denied', orderId: context.orderId, reasons: order.reasons }
        : { type: 'ordered', orderId: context.orderId, status: order.status };
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
