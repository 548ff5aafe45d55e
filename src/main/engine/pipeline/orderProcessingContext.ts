/** What one signal carries through the stages. It is deeply readonly; each `with…` function returns a new context. */
import type { Actor, CorrelationId, EventId, OrderId } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { EventContext } from '../events/storedEvent.ts';
import type { Signal } from '../../domain/signal/signal.ts';

export interface OrderProcessingContext {
  /** Trace of this signal, and the correlation id of all its events. */
  readonly traceId: CorrelationId;
  readonly signal: Signal;
  /** The id that the intake has reserved; the order exists once the stage Creation has passed. */
  readonly orderId: OrderId;
  /** Id of the SignalReceived event that started this processing. */
  readonly causationId: EventId;
  readonly actor: Actor;
  /** When the signal was received, in milliseconds on the monotonic clock. */
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

/** The context of the events that follow from this signal. */
export function eventContextOf(context: OrderProcessingContext): EventContext {
  return { correlationId: context.traceId, causationId: context.causationId, actor: context.actor };
}
