/**
 * The orders that may still change, in memory and from the events alone: what every decision about many orders works
 * from. A read model is for those who look; it is never asked here. An order that ended is kept for a while, and is read
 * from its events when it is wanted again.
 */
import { orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { EventStore, StreamProjector } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from './orderView.ts';
import { isOfOrder, orderIdOf, projectAny } from './projectOrder.ts';

/** Ended orders at hand: more than any commit can be about. */
export const endedKeptMax = 4_000;

const rowProjector: StreamProjector<OrderView | undefined> = { initial: undefined, apply: projectAny };

export class LiveOrders {
  private readonly store: Pick<EventStore, 'project'>;
  private readonly live = new Map<string, OrderView>();
  /** The one that was wanted last is the last. */
  private readonly ended = new Map<string, OrderView>();

  constructor(store: Pick<EventStore, 'project'>) {
    this.store = store;
  }

  /**
   * Takes in events in order of position; gives the rows that changed. The row of an order that ended long ago must
   * have been asked for before: whoever adds to its stream has read it.
   */
  apply(events: readonly StoredEvent[]): readonly OrderView[] {
    const changed = new Map<string, OrderView>();
    for (const event of events) {
      if (!isOfOrder(event)) continue;
      const orderId = orderIdOf(event);
      const row = this.get(orderId);
      if (row === undefined ? event.version > 0 : row.position >= event.position) continue;
      const next = projectAny(row, event);
      if (next === undefined) continue;
      this.put(next);
      changed.set(orderId, next);
    }
    return [...changed.values()];
  }

  /** All that have not ended, in the order of their creation. */
  all(): Iterable<OrderView> {
    return this.live.values();
  }

  /** One that has not ended, or is still at hand. */
  get(orderId: string): OrderView | undefined {
    return this.live.get(orderId) ?? this.ended.get(orderId);
  }

  /** Any order; undefined when there is none of that id. Throws StoreReadError. */
  async find(orderId: string): Promise<OrderView | undefined> {
    const known = this.get(orderId);
    if (known !== undefined) return known;
    const row = await this.store.project(orderStream(orderId as OrderId), rowProjector);
    if (row !== undefined) this.recall(row);
    return row;
  }

  /** Has an order at hand that was just read from its events. */
  recall(row: OrderView): void {
    const known = this.get(row.orderId);
    this.put(known === undefined || known.position < row.position ? row : known);
  }

  private put(row: OrderView): void {
    const { orderId } = row;
    this.ended.delete(orderId);
    // One that is set aside is nobody's to decide on: it is only known who it was.
    if (!isTerminal(row.status) && row.setAside === undefined) {
      this.live.set(orderId, row);
      return;
    }
    this.live.delete(orderId);
    this.ended.set(orderId, row);
    if (this.ended.size <= endedKeptMax) return;
    for (const oldest of this.ended.keys()) {
      this.ended.delete(oldest);
      break;
    }
  }
}
