/**
 * The design's OrderProcessingCoordinator: takes durable signals through the
 * pipeline with bounded concurrency, and makes sure each comes out with exactly
 * one outcome.
 */
import { createCancelSource } from '../../../shared/kernel/cancelSignal.ts';
import type { Actor, CorrelationId, OrderId, SignalId } from '../../../shared/kernel/ids.ts';
import { signalStream } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { OrderCommandHandler } from '../commands/orderCommandHandler.ts';
import type { EngineConfiguration } from '../configuration.ts';
import type { SignalOutcome } from '../engine.ts';
import type { EventStore } from '../events/eventStore.ts';
import { newEvent } from '../events/newEvent.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { eventContextOf, type OrderProcessingContext } from '../pipeline/orderProcessingContext.ts';
import type { OrderProcessingPipeline, OrderProcessingResult } from '../pipeline/orderProcessingPipeline.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import type { RiskManager } from './riskManager.ts';

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
  /** The store failed before the signal had its outcome. */
  readonly onInterrupted: (signalId: SignalId) => void;
}

interface Waiting {
  readonly context: OrderProcessingContext;
  readonly resolve: (outcome: SignalOutcome) => void;
}

export class Coordinator {
  private readonly dependencies: CoordinatorDependencies;
  private readonly waiting: Waiting[] = [];
  /** Index of the first waiting one; the array is cut when it is drained. */
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
      traceId: orderId as string as CorrelationId,
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
      if (this.next === this.waiting.length) {
        this.waiting.length = 0;
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

  private async run(context: OrderProcessingContext): Promise<SignalOutcome> {
    const { pipeline, scheduler, limits, logger } = this.dependencies;
    const source = createCancelSource();
    const timer = scheduler.after(limits.processingTimeoutMs, () => source.cancel());
    try {
      const outcome = await this.conclude(await pipeline.processSignal(context, source.signal));
      if (outcome.type === 'pending') this.dependencies.onInterrupted(context.signal.id);
      return outcome;
    } catch (error) {
      // A bug in a stage: the signal stays pending in the store, in sight, and is taken up at the next start.
      logger.log('error', 'signal processing failed', { signalId: context.signal.id, error: String(error) });
      this.dependencies.risk.release(context.orderId);
      return { type: 'pending', orderId: context.orderId };
    } finally {
      timer.cancel();
    }
  }

  private async conclude(result: OrderProcessingResult): Promise<SignalOutcome> {
    const { context, refusals } = result;
    for (const refusal of refusals) this.dependencies.onRefused(refusal.code);
    const order = await this.dependencies.handler.order(context.orderId);
    if (order !== undefined) {
      return order.status === 'denied'
        ? { type: 'denied', orderId: context.orderId, reasons: order.reasons }
        : { type: 'ordered', orderId: context.orderId, status: order.status };
    }
    this.dependencies.risk.release(context.orderId);
    if (refusals.some((refusal) => refusal.code === 'store_unavailable')) {
      return { type: 'pending', orderId: context.orderId };
    }
    return context.terms === undefined ? this.reject(context, refusals) : this.deny(context, refusals);
  }

  /** Refused before it had terms: the signal is rejected, there is no order. */
  private async reject(context: OrderProcessingContext, reasons: readonly Refusal[]): Promise<SignalOutcome> {
    const { store, ids } = this.dependencies;
    const event = newEvent(
      { type: 'SignalRejected', data: { reasons } },
      { ...eventContextOf(context), actor: 'engine' as Actor },
      ids,
    );
    const appended = await store.append(signalStream(context.signal.id), [event], 'any');
    return appended.ok ? { type: 'rejected', reasons } : { type: 'pending', orderId: context.orderId };
  }

  /** Refused by risk: an order in state denied keeps the decision record. */
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
      context: { ...eventContextOf(context), actor: 'engine:risk' as Actor },
    });
    return denied.ok ? { type: 'denied', orderId, reasons } : { type: 'pending', orderId };
  }
}
