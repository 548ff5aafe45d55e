/** The columns of the audit trail. */
import type { EventView } from '../../../shared/contract/events.ts';
import { groupInteger } from '../../format/decimals.ts';
import { shortStream } from '../../format/ids.ts';
import { dateTime, timesZone } from '../../format/times.ts';
import { eventLine } from './eventLine.ts';
import { eventTone } from '../../model/events/eventTone.ts';
import type { OrderSubjects } from '../../store/events/orderSubjects.ts';
import type { GridColumn } from '../../ui/grid/gridTypes.ts';

/** `orders` says what the orders of the events are about. */
export function auditColumns(orders: OrderSubjects): readonly GridColumn<EventView>[] {
  const line = (event: EventView): string => eventLine(event, orders);
  return [...columns, { ...summary, text: line, tip: line }];
}

const columns: readonly GridColumn<EventView>[] = [
  {
    id: 'position',
    header: 'Position',
    width: 78,
    widthMin: 62,
    align: 'end',
    className: 'mono',
    text: (event) => groupInteger(event.position),
  },
  {
    id: 'time',
    get header() {
      return `Time ${timesZone()}`;
    },
    width: 168,
    widthMin: 168,
    className: 'mono dim',
    text: (event) => dateTime(event.time),
    tip: (event) => event.time,
  },
  {
    id: 'stream',
    header: 'Stream',
    width: 150,
    widthMin: 128,
    grow: 1,
    className: 'mono',
    text: (event) => shortStream(event.streamId),
    tip: (event) => `${event.streamId} version ${event.version}`,
  },
  {
    id: 'type',
    header: 'Type',
    width: 156,
    widthMin: 124,
    text: (event) => event.type,
    cell: (event) => <span className={`strong tone-${eventTone(event)}`}>{event.type}</span>,
  },
  {
    id: 'actor',
    header: 'Actor',
    width: 120,
    widthMin: 80,
    className: 'source',
    text: (event) => event.actor,
  },
];

const summary = {
  id: 'summary',
  header: 'What it says',
  width: 260,
  widthMin: 180,
  grow: 4,
  className: 'dim',
};
