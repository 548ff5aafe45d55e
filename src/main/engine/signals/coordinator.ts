/**
 * The design's OrderProcessingCoordinator: takes durable signals through the
 * pipeline with bounded concurrency, and makes sure each comes out with exactly
 * one outcome.
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
  /** Those in force: they are read at each use. */
  readonly limits: Pick<EngineConfiguration, 'maxConcurrentOrders' | 'processingTimeoutMs'>;
  readonly onRefused: (code: string) => void;
  /** Is told of signals that had no outcome yet when the store failed. */
  readonly interruptions: Pick<Interruptions, 'noteSignal'>;
}

/** How long a stage may take to let go of a signal whose time is over. */
const stageGraceMs = 1_000;

/** Signals that wait no more and are not cut off yet: each cut moves all that wait. */
const doneKeptMax = 1_024;

interface Waiting {
  readonly context: OrderProcessingContext;
  readonly resolve: (outcome: SignalOutcome) => void;
}

export class Coordinator {
  private readonly dependencies: CoordinatorDependencies;
  private readonly waiting: Waiting[] = [];
  /** Index of the first waiting one; what is before it is cut off now and then. */
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

  /** Takes a signal whose SignalReceived is on disk. `startedMs` is when it was received. */
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
      // Under a steady load it is never empty: what is done with must not pile up before what waits.
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
        // A stage that does not let go when asked to is left alone: the signal gets its outcome without it.
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

  /** A bug in a stage: the signal stays pending in the store, in sight, and is taken up at the next start. */
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
      // What the venue has by now is an order, however long it took.
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

  /** Refused before it had terms: the signal is rejected, there is no order. */
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

  /** Refused by risk, or before it was sent: an order in state denied keeps the decision record and the reasons. */
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
