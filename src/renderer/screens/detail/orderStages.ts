/** How long each stage of an order took, by the times of its events: the engine's own stages and each venue attempt. */
import { storedEventTypes } from '../../../main/domain/eventGravity.ts';
import { endingTypes } from '../../../main/domain/order/orderTransitions.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import { parseInstant } from '../../../shared/kernel/time.ts';

export interface OrderStage {
  readonly name: string;
  /** Where the time was spent. */
  readonly at: 'here' | 'venue' | 'market';
  /** The event that began it, and the one that ended it. */
  readonly from: EventView;
  /** Absent while the stage goes on. */
  readonly to?: EventView;
  /** Microseconds; absent while the stage goes on. */
  readonly micros?: number;
}

type Type = EventView['type'];

interface StageKind {
  readonly name: (from: EventView) => string;
  readonly at: OrderStage['at'];
  readonly begins: readonly Type[];
  readonly ends: readonly Type[];
}

const named = (name: string) => (): string => name;

const finals: readonly Type[] = storedEventTypes.filter((type) => endingTypes.has(type));

const kinds: readonly StageKind[] = [
  {
    name: named('Validation and risk'),
    at: 'here',
    begins: ['SignalReceived'],
    ends: ['OrderCreated', ...finals, 'SignalRejected'],
  },
  {
    name: named('Guards and the intent on disk'),
    at: 'here',
    begins: ['OrderCreated'],
    ends: ['OrderSubmitting', ...finals],
  },
  {
    name: named('Venue: new order'),
    at: 'venue',
    begins: ['OrderSubmitting'],
    ends: ['OrderAccepted', ...finals, 'OrderInDoubt'],
  },
  {
    name: (from) =>
      from.type === 'OrderRequestRepeated'
        ? `Venue: ${from.data.subject}, attempt ${from.data.attempt}`
        : 'Venue: attempt',
    at: 'venue',
    begins: ['OrderRequestRepeated'],
    ends: [
      'OrderAccepted',
      ...finals,
      'OrderReplaced',
      'OrderReplaceRejected',
      'OrderCancelRejected',
      'OrderRequestRepeated',
    ],
  },
  { name: named('In doubt'), at: 'venue', begins: ['OrderInDoubt'], ends: ['OrderAccepted', ...finals] },
  {
    name: named('Market: until the first fill'),
    at: 'market',
    begins: ['OrderAccepted'],
    ends: finals,
  },
  {
    name: named('Venue: amend'),
    at: 'venue',
    begins: ['OrderReplaceRequested'],
    ends: ['OrderReplaced', 'OrderReplaceRejected', ...finals],
  },
  {
    name: named('Venue: cancel'),
    at: 'venue',
    begins: ['OrderCancelRequested'],
    ends: ['OrderCancelRejected', ...finals],
  },
];

/** The stages in the order of their beginnings. Each event of a beginning is a stage of its own. */
export function stagesOf(events: readonly EventView[]): readonly OrderStage[] {
  return events.flatMap((from, index) =>
    kinds
      .filter(({ begins }) => begins.includes(from.type))
      .map(({ name, at, ends }) => {
        const to = events.slice(index + 1).find(({ type }) => ends.includes(type));
        const micros = to === undefined ? undefined : spanOf(from, to);
        return { name: name(from), at, from, ...(to && { to }), ...(micros !== undefined && { micros }) };
      }),
  );
}

function spanOf(from: EventView, to: EventView): number | undefined {
  const [start, end] = [parseInstant(from.time), parseInstant(to.time)];
  return start === undefined || end === undefined ? undefined : Math.max(0, end - start);
}
