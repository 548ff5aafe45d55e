/** What one signal carries through the stages. Deeply readonly; each `with…` gives a new one. */
import type { Actor, CorrelationId, EventId, OrderId } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../domain/risk/riskDecision.ts';
import type { EventContext } from '../events/storedEvent.ts';
import type { Signal } from '../../domain/signal/signal.ts';

export interface OrderProcessingContext {
  /** Trace of this signal; the correlation id of all its events. */
  readonly traceId: CorrelationId;
  readonly signal: Signal;
  /** Reserved at intake; the order exists once Creation has passed. */
  readonly orderId: OrderId;
  /** The SignalReceived event that started this. */
  readonly causationId: EventId;
  readonly actor: Actor;
  /** On the monotonic clock, in milliseconds. */
  readonly startedMs: number;
  readonly terms?: OrderTerms;
  readonly risk?: RiskDecisionRecord;
  readonly properties: Readonly<Record<string, unknown>>;
}

export function withTerms(context: OrderProcessingContext, terms: OrderTerms): OrderProcessingContext {
  return { ...context, terms };
}

export function withRisk(context: OrderProcessingContext, risk: RiskDecisionRecord): OrderProcessingContext {
  return { ...context, risk };
}

export function withProperty(
  context: OrderProcessingContext,
  key: string,
  value: unknown,
): OrderProcessingContext {
  return { ...context, properties: { ...context.properties, [key]: value } };
}

/** The envelope of the events that processing this signal leads to. */
export function eventContextOf(context: OrderProcessingContext): EventContext {
  return { correlationId: context.traceId, causationId: context.causationId, actor: context.actor };
}
