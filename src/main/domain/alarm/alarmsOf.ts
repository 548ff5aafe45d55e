/** The alarms that one event calls for by itself. Pure, so that the same event raises the same alarms after a crash. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { OrderEventOf } from '../order/orderEvents.ts';
import type { Alarm } from './alarm.ts';

interface Place {
  readonly streamId: StreamId;
  /** Global position in the store. */
  readonly position: number;
}

export function alarmsOf(event: DomainEvent & Place): readonly Alarm[] {
  return event.type === 'OrderFilled' ? fillAlarms(event) : [];
}

function fillAlarms({ data, streamId, position }: OrderEventOf<'OrderFilled'> & Place): readonly Alarm[] {
  const { executionId, lastQuantity, lastPrice, overfilledBy } = data;
  if (overfilledBy === undefined) return [];
  return [
    {
      alarmId: `overfill:${streamId}:${executionId}`,
      kind: 'overfill',
      holdsOrders: false,
      message: `the fill of ${lastQuantity} at ${lastPrice} takes the order ${overfilledBy} beyond its quantity`,
      advice: 'Ask the venue, and close what is too much.',
      stream: streamId,
      position,
    },
  ];
}
