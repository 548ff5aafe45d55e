/**
 * The rows of a ledger, in the order in which they joined it. The object never changes. The next state has its own,
 * which shares every page with this one but the pages that differ. So one changed row among ten thousand costs no copy
 * of the others.
 */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { LedgerRow } from './ledgerRow.ts';

const pageRowsMax = 64;

export class LedgerRows {
  static readonly none = new LedgerRows(new Map(), []);

  private readonly places: ReadonlyMap<OrderId, number>;
  private readonly pages: readonly (readonly LedgerRow[])[];

  private constructor(places: ReadonlyMap<OrderId, number>, pages: readonly (readonly LedgerRow[])[]) {
    this.places = places;
    this.pages = pages;
  }

  get(orderId: OrderId): LedgerRow | undefined {
    const place = this.places.get(orderId);
    return place === undefined
      ? undefined
      : this.pages[Math.floor(place / pageRowsMax)]?.[place % pageRowsMax];
  }

  /** Replaces the rows of the same orders; rows of new orders come last. */
  with(rows: readonly LedgerRow[]): LedgerRows {
    const joined = rows.filter(({ shown }) => !this.places.has(shown.orderId));
    const places = joined.length === 0 ? this.places : withPlaces(this.places, joined);
    const pages = [...this.pages];
    const own = new Map<number, LedgerRow[]>();
    for (const row of rows) {
      const place = places.get(row.shown.orderId) ?? 0;
      const number = Math.floor(place / pageRowsMax);
      const page = own.get(number) ?? [...(pages[number] ?? [])];
      own.set(number, page);
      pages[number] = page;
      page[place % pageRowsMax] = row;
    }
    return new LedgerRows(places, pages);
  }

  *[Symbol.iterator](): Iterator<LedgerRow> {
    for (const page of this.pages) yield* page;
  }
}

function withPlaces(
  places: ReadonlyMap<OrderId, number>,
  joined: readonly LedgerRow[],
): ReadonlyMap<OrderId, number> {
  const next = new Map(places);
  for (const { shown } of joined) if (!next.has(shown.orderId)) next.set(shown.orderId, next.size);
  return next;
}
