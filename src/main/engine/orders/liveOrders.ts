/**
 * The orders that may still change, in memory and made from the events alone. Every decision about many orders reads
 * them here, and never from a read model. An order that has ended stays in memory for a while; after that it is read
 * from its events again.
 */
import { orderIdOfStream, orderStream, type OrderId } from '../../../shared/kernel/ids.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { EventStore, StreamProjector } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from './orderView.ts';
import { isOfOrder, projectAny } from './projectOrder.ts';

/** How many ended orders stay in memory: more than one commit can change. */
export const endedKeptMax = 4_000;

const rowProjector: StreamProjector<OrderView | undefined> = { initial: undefined, apply: projectAny };

export class LiveOrders {
  private readonly store: Pick<EventStore, 'project'>;
  private readonly live = new Map<OrderId, OrderView>();
  /** Ordered by last use: the order that was asked for last stands last. */
  private readonly ended = new Map<OrderId, OrderView>();

  constructor(store: Pick<EventStore, 'project'>) {
    this.store = store;
  }

  /**
   * Applies events in order of position, and returns the rows that changed. An order that ended long ago must have been
   * read before: whoever appends to its stream has read it.
   */
  apply(
    events: readonly StoredEvent[],
    before: (event: StoredEvent) => void = () => undefined,
  ): readonly OrderView[] {
    const changed = new Map<OrderId, OrderView>();
    for (const event of events) {
      before(event);
      if (!isOfOrder(event)) continue;
      const orderId = orderIdOfStream(event.streamId);
      const row = this.get(orderId);
      if (row === undefined ? event.version > 0 : row.position >= event.position) continue;
      const next = projectAny(row, event);
      if (next === undefined) continue;
      this.put(next);
      changed.set(orderId, next);
    }
    return [...changed.values()];
  }

  /** All orders that have not ended, in the order of their creation. */
  all(): Iterable<OrderView> {
    return this.live.values();
  }

  /** An order that has not ended, or is still in memory. */
  get(orderId: OrderId): OrderView | undefined {
    return this.live.get(orderId) ?? this.ended.get(orderId);
  }

  /** Any order; undefined when there is none with this id. Throws StoreReadError. */
  async find(orderId: OrderId): Promise<OrderView | undefined> {
    const known = this.get(orderId);
    if (known !== undefined) return known;
    const row = await this.store.project(orderStream(orderId), rowProjector);
    if (row !== undefined) this.recall(row);
    return row;
  }

  /** Puts an order into memory that was just read from its events. */
  recall(row: OrderView): void {
    const known = this.get(row.orderId);
    this.put(known === undefined || known.position < row.position ? row : known);
  }

  private put(row: OrderView): void {
    const { orderId } = row;
    this.ended.delete(orderId);
    // Nobody may decide on an order that is set aside, so only its identity is kept.
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
