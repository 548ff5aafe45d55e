/**
 * Makes the rows of the reporting tables from the events, in their order. It keeps in memory only the rows that may still
 * change; any other row follows from the events of its streams, which are read again where a late event comes.
 */
import {
  orderIdOfStream,
  orderStream,
  signalStream,
  type SignalId,
  type StreamId,
} from '../../../../shared/kernel/ids.ts';
import type { EventStore } from '../../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../../engine/events/storedEvent.ts';
import type { OrderView } from '../../../engine/orders/orderView.ts';
import { isOfOrder } from '../../../engine/orders/projectOrder.ts';
import { ordersProjection } from '../../../engine/readmodel/ordersProjection.ts';
import type { ProjectedRow, Projection } from '../../../engine/readmodel/projection.ts';
import { signalsProjection } from '../../../engine/readmodel/signals/signalsProjection.ts';
import type { SignalView } from '../../../engine/readmodel/signals/signalView.ts';

/** Each row as the events of a batch have left it. */
export interface ChangedRows {
  readonly orders: ReadonlyMap<string, OrderView>;
  readonly signals: ReadonlyMap<string, SignalView>;
}

type ReadEvents = Pick<EventStore, 'read'>;

export class ReportProjection {
  private readonly orders: Rows<OrderView>;
  private readonly signals: Rows<SignalView>;
  private taken: number;

  /** `position` is the last event that is in the rows already. */
  constructor(events: ReadEvents, position: number) {
    this.taken = position;
    this.orders = new Rows(ordersProjection, ({ streamId, position: before }) =>
      replayed(ordersProjection, eventsOf(events, streamId, before)),
    );
    // The order's own row is made first, also from the event that asks.
    const projection = signalsProjection((orderId) => signalOf(this.orders.peek(orderId)));
    this.signals = new Rows(projection, async (event) => {
      const stream = isOfOrder(event) ? this.streamBehind(event) : event.streamId;
      return stream && replayed(projection, eventsOfSignal(events, stream, event.position));
    });
  }

  /** All events up to and including this position are in the rows. */
  get position(): number {
    return this.taken;
  }

  /** How many orders and signals have begun with the events that were taken. */
  get begun(): { readonly orders: number; readonly signals: number } {
    return { orders: this.orders.begun, signals: this.signals.begun };
  }

  /** The stream of the signal that became the order of an event. */
  private streamBehind({ streamId }: StoredEvent): StreamId | undefined {
    const signalId = signalOf(this.orders.peek(orderIdOfStream(streamId)));
    return signalId && signalStream(signalId);
  }

  /** Throws StoreReadError when the events of a row can't be read. */
  async take(batch: readonly StoredEvent[]): Promise<ChangedRows> {
    for (const event of batch) {
      await this.orders.take(event);
      await this.signals.take(event);
      this.taken = event.position;
    }
    return { orders: this.orders.settle(), signals: this.signals.settle() };
  }
}

/** An exit names its entry's signal, although the signal did not become that exit. */
function signalOf(order: OrderView | undefined): SignalId | undefined {
  return order?.parentOrderId === undefined ? order?.signalId : undefined;
}

class Rows<Row extends ProjectedRow> {
  begun = 0;
  private readonly projection: Projection<Row>;
  private readonly rowBefore: (event: StoredEvent) => Promise<Row | undefined>;
  /** Rows that may still change. */
  private readonly live = new Map<string, Row>();
  private changed = new Map<string, Row>();

  constructor(projection: Projection<Row>, rowBefore: (event: StoredEvent) => Promise<Row | undefined>) {
    this.projection = projection;
    this.rowBefore = rowBefore;
  }

  peek(key: string): Row | undefined {
    return this.changed.get(key) ?? this.live.get(key);
  }

  async take(event: StoredEvent): Promise<void> {
    const { projection } = this;
    const key = projection.keyOf(event);
    if (key === undefined) return;
    const isFirst = projection.opens(event);
    const row = this.peek(key) ?? (isFirst ? undefined : await this.rowBefore(event));
    const next = projection.apply(row, event);
    if (next === undefined) return;
    if (row === undefined) this.begun++;
    this.changed.set(key, next);
  }

  /** Ends a batch, and gives the rows that it has changed. */
  settle(): ReadonlyMap<string, Row> {
    const { changed } = this;
    this.changed = new Map();
    for (const [key, row] of changed) {
      if (this.projection.isEnded(row)) this.live.delete(key);
      else this.live.set(key, row);
    }
    return changed;
  }
}

async function replayed<Row extends ProjectedRow>(
  projection: Projection<Row>,
  events: Promise<readonly StoredEvent[]>,
): Promise<Row | undefined> {
  let row: Row | undefined;
  for (const event of await events) row = projection.apply(row, event);
  return row;
}

async function eventsOf(
  events: ReadEvents,
  streamId: StreamId,
  before: number,
): Promise<readonly StoredEvent[]> {
  const read: StoredEvent[] = [];
  for await (const event of events.read(streamId)) {
    if (event.position >= before) break;
    read.push(event);
  }
  return read;
}

/** The events of a signal's stream, and those of its order that say what became of the signal. */
async function eventsOfSignal(
  events: ReadEvents,
  streamId: StreamId,
  before: number,
): Promise<readonly StoredEvent[]> {
  const own = await eventsOf(events, streamId, before);
  const received = own.find((event) => event.type === 'SignalReceived');
  if (received === undefined) return own;
  const ofOrder = await eventsOf(events, orderStream(received.data.orderId), before);
  const outcomes = ofOrder.filter(({ type }) => type === 'OrderCreated' || type === 'OrderDenied');
  return [...own, ...outcomes].toSorted((a, b) => a.position - b.position);
}
