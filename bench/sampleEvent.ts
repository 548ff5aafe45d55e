import {
  correlationOf,
  newEventId,
  orderStream,
  parseClientOrderId,
  parseOrderId,
  strategyActor,
  trusted,
  type StreamId,
} from '../src/shared/kernel/ids.ts';
import type { NewEvent } from '../src/main/engine/events/storedEvent.ts';

export interface SampleEvent {
  /** A stream that has no other event. */
  readonly streamId: StreamId;
  /** About the size of an OrderFilled. */
  readonly event: NewEvent;
}

export function sampleEvent(ids: { next(): string }, index: number): SampleEvent {
  const eventId = newEventId(ids);
  const orderId = trusted(parseOrderId, eventId.replaceAll('-', ''));
  const event: NewEvent = {
    type: 'OrderSubmitting',
    data: { clientOrderId: trusted(parseClientOrderId, `${orderId}-${index}`) },
    eventId,
    correlationId: correlationOf(orderId),
    actor: strategyActor('bench'),
  };
  return { streamId: orderStream(orderId), event };
}
