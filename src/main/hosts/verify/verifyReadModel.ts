/**
 * Compares the orders read model with a replay of the events. It reads each event once, and keeps only rows that do not
 * yet equal their stored row, so that a large store fits into memory. A writer may go on meanwhile.
 */
import { isDeepStrictEqual } from 'node:util';
import { orderIdOfStream, orderStream } from '../../../shared/kernel/ids.ts';
import { isTerminal } from '../../domain/order/orderState.ts';
import type { EventStore } from '../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import { StoreReadError } from '../../engine/events/storeReadError.ts';
import { isOfOrder, projectAny } from '../../engine/orders/projectOrder.ts';
import type { SqliteOrderViewStore } from '../../infra/sqlite/orders/sqliteOrderViewStore.ts';

export interface ReadModelDifference {
  readonly orderId: string;
  /** Position of the order's last event in the replay. */
  readonly position: number;
  /** Says for a person what differs. */
  readonly message: string;
}

export interface ReadModelVerification {
  readonly orders: number;
  /** How many orders have a row that differs from their events. */
  readonly different: number;
  /** The first difference, by position. */
  readonly first?: ReadModelDifference;
  /** Damage in the file beside or instead of rows: in its totals, an index, or the checkpoint. */
  readonly damage?: string;
  /** How many events come after the position of the read model; the next start adds them. */
  readonly behind: number;
}

export interface ReadModelHooks {
  readonly onEvent?: (event: StoredEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

export async function verifyReadModel(
  events: EventStore,
  views: SqliteOrderViewStore,
  hooks: ReadModelHooks = {},
): Promise<ReadModelVerification> {
  const comparison = new Comparison(events, views);
  for await (const event of events.readAll({ afterPosition: 0 })) {
    hooks.signal?.throwIfAborted();
    comparison.take(event);
    hooks.onEvent?.(event);
  }
  return comparison.finish();
}

class Comparison {
  private readonly events: EventStore;
  private readonly views: SqliteOrderViewStore;
  /** The rows must hold all events up to this position. */
  private readonly mark: number;
  private readonly open = new Map<string, OrderView>();
  private readonly differences: ReadModelDifference[] = [];
  /** Orders whose row is not as it was written, each with what is wrong. */
  private readonly damaged = new Map<string, string>();
  private orders = 0;
  private position = 0;

  constructor(events: EventStore, views: SqliteOrderViewStore) {
    this.events = events;
    this.views = views;
    this.mark = views.checkpoint().position;
  }

  take(event: StoredEvent): void {
    this.position = event.position;
    if (!isOfOrder(event)) return;
    const orderId = orderIdOfStream(event.streamId);
    // A row that equaled its stored row is not kept; the stored row takes its place.
    const before = this.open.get(orderId) ?? (event.version === 0 ? undefined : this.stored(orderId));
    const row = projectAny(before, event);
    if (row === undefined) return;
    if (event.version === 0) this.orders++;
    const met = isTerminal(row.status) && isDeepStrictEqual(this.stored(orderId), row);
    if (met) this.open.delete(orderId);
    else this.open.set(orderId, row);
  }

  /** The stored row. A row that is not as it was written counts as missing. */
  private stored(orderId: string): OrderView | undefined {
    try {
      return this.views.get(orderId);
    } catch (error) {
      if (!(error instanceof StoreReadError)) throw error;
      this.damaged.set(orderId, error.message);
      return undefined;
    }
  }

  async finish(): Promise<ReadModelVerification> {
    for (const row of this.open.values()) {
      const difference = await this.settle(row);
      if (difference !== undefined) this.differences.push(difference);
    }
    const damage = this.views.damage()?.message;
    if (damage === undefined) this.findStrangers();
    const first = this.differences.toSorted((a, b) => a.position - b.position)[0];
    return {
      orders: this.orders,
      different: this.differences.length,
      ...(first !== undefined && { first }),
      ...(damage !== undefined && { damage }),
      behind: Math.max(0, this.position - this.mark),
    };
  }

  /**
   * Compares a replayed row with the stored one. The two may have been read at different moments, so the replayed row
   * is brought to the stored row's position.
   */
  private async settle(row: OrderView): Promise<ReadModelDifference | undefined> {
    const { orderId, position } = row;
    const stored = this.stored(orderId);
    if (stored === undefined) {
      const message = this.damaged.get(orderId);
      if (message !== undefined) return { orderId, position, message };
      return row.createdPosition > this.mark ? undefined : { orderId, position, message: 'has no row' };
    }
    if (stored.position < position && position <= this.mark) {
      return { orderId, position, message: `its row stands at position ${stored.position}` };
    }
    let replayed: OrderView | undefined;
    for await (const event of this.events.read(orderStream(orderId))) {
      if (event.position <= stored.position) replayed = projectAny(replayed, event);
    }
    if (isDeepStrictEqual(stored, replayed)) return undefined;
    return {
      orderId,
      position,
      message: `its row differs in ${differingFields(stored, replayed).join(', ')}`,
    };
  }

  /** Finds rows of orders that no event mentions. */
  private findStrangers(): void {
    const { total } = this.views.query({ limit: 1 });
    const expected = this.orders;
    if (total <= expected || this.differences.length > 0) return;
    const { rows } = this.views.query({ sort: [{ field: 'position', descending: true }], limit: 1 });
    // Beside a writer, new rows may belong to orders that came after the end of the replay.
    if ((rows[0]?.position ?? 0) > this.position) return;
    const message = `${total} rows for ${expected} orders`;
    this.differences.push({ orderId: rows[0]?.orderId ?? '', position: this.position, message });
  }
}

function differingFields(stored: OrderView, replayed: OrderView | undefined): string[] {
  const a = new Map<string, unknown>(Object.entries(stored));
  const b = new Map<string, unknown>(Object.entries(replayed ?? {}));
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => !isDeepStrictEqual(a.get(key), b.get(key)));
}
