/** The alarms that one event calls for by itself. Pure, so that the same event raises the same alarms after a crash. */
import type { StreamId } from '../../../shared/kernel/ids.ts';
import type { DomainEvent } from '../domainEvent.ts';
import type { OrderEventOf } from '../order/orderEvents.ts';
import type { FillSurprise } from '../order/surprises.ts';
import type { Alarm, AlarmKind } from './alarm.ts';

interface Place {
  readonly streamId: StreamId;
  /** Global position in the store. */
  readonly position: number;
}

export function alarmsOf(event: DomainEvent & Place): readonly Alarm[] {
  if (event.type === 'OrderFilled') return fillAlarms(event);
  return event.type === 'OrderReinstated' ? [reinstatementAlarm(event)] : [];
}

const surpriseAlarms: Readonly<Record<FillSurprise, { readonly kind: AlarmKind; readonly what: string }>> = {
  after_end: { kind: 'fill_after_end', what: 'came after the order had ended' },
  never_sent: { kind: 'fill_never_sent', what: 'is of an order that was never sent' },
  worse_than_limit: { kind: 'fill_worse_than_limit', what: "is worse than the order's limit" },
};

function fillAlarms({ data, streamId, position }: OrderEventOf<'OrderFilled'> & Place): readonly Alarm[] {
  const { executionId, lastQuantity, lastPrice, overfilledBy, surprises = [] } = data;
  const alarm = (kind: AlarmKind, what: string): Alarm => ({
    alarmId: `${kind}:${streamId}:${executionId}`,
    kind,
    holdsOrders: false,
    message: `the fill of ${lastQuantity} at ${lastPrice} ${what}`,
    advice: 'Ask the venue, and close what is too much.',
    stream: streamId,
    position,
  });
  const over = `takes the order ${overfilledBy} beyond its quantity`;
  return [
    ...(overfilledBy === undefined ? [] : [alarm('overfill', over)]),
    ...surprises.map((surprise) => alarm(surpriseAlarms[surprise].kind, surpriseAlarms[surprise].what)),
  ];
}

function reinstatementAlarm({ data, streamId, position }: OrderEventOf<'OrderReinstated'> & Place): Alarm {
  return {
    alarmId: `reinstated:${streamId}:${position}`,
    kind: 'reinstated',
    holdsOrders: false,
    message: `an order that had ended works at the venue again: ${data.reason}`,
    advice: 'Cancel it, unless it is wanted.',
    stream: streamId,
    position,
  };
}
