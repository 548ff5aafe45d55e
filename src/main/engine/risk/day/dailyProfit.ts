/**
 * Profit and loss of each account since the trading day began, at midnight UTC. It is made from the day's fills, the
 * positions at midnight, and the price at which each of these positions was first valued. That price is kept as an
 * event, so a start in the middle of the day comes to the same figures.
 */
import {
  orderIdOfStream,
  type AccountId,
  type OrderId,
  type Ticker,
  placeKey,
  symbolOfPlace,
  type PlaceKey,
} from '../../../../shared/kernel/ids.ts';
import {
  decimal,
  formatDecimal,
  negate,
  subtract,
  zero,
  type Decimal,
} from '../../../../shared/kernel/decimal.ts';
import {
  addNotional,
  noNotional,
  roundNotional,
  withMultiplier,
  type Notional,
} from '../../../../shared/kernel/notional.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../../shared/kernel/time.ts';
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import { multiplierOf, type Instrument } from '../../../domain/instrument/instrument.ts';
import {
  byMethod,
  carriedIn,
  filled,
  flatDay,
  marked,
  unrealized,
  type CostMethod,
  type DayPosition,
} from '../../../domain/trading/dayPosition.ts';
import { StandingTrades } from '../../../domain/order/standingTrades.ts';
import type { EventStore } from '../../events/eventStore.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import type { Clock } from '../../ports.ts';
import type { LiveOrders } from '../../orders/liveOrders.ts';
import type { ExposureBook } from '../../orders/exposureBook.ts';
import type { OrderView } from '../../orders/orderView.ts';
import { isOrderEvent, projectAny } from '../../orders/projectOrder.ts';
import { isExecutionEvent, tradedBy, type Traded } from '../../../domain/order/executions.ts';

export interface DailyProfitDependencies {
  readonly clock: Clock;
  readonly store: { head(): { readonly position: number } } & Pick<EventStore, 'readAll'>;
  readonly live: Pick<LiveOrders, 'get' | 'find'>;
  readonly exposures: Pick<ExposureBook, 'all'>;
  /** The last price, however old. */
  readonly priceOf: (symbol: Ticker) => Decimal | undefined;
  /** Whether there is a price within the age that the limits of risk allow. */
  readonly isFresh: (symbol: Ticker) => boolean;
  readonly instrumentOf: (symbol: Ticker) => Pick<Instrument, 'multiplier' | 'currency'> | undefined;
}

export interface AccountProfit {
  readonly realized: Notional;
  readonly unrealized: Notional;
}

/** What the day's profit needs of an order. It never changes. */
type Owned = Pick<OrderView, 'account' | 'symbol' | 'side'>;

interface Fill extends Traded {
  readonly row: Owned;
}

/** The part of an event that the day's profit needs: a fill, or prices of positions from the day before. */
type Entry = { readonly position: number } & (
  | { readonly fill: Fill; readonly time: EpochMicros }
  | { readonly marks: Marks['data'] }
);

/** Where an execution came, and of which order. */
interface ExecutionSource {
  readonly row: Owned;
  readonly position: number;
  readonly time: EpochMicros;
}

type Marks = Extract<DeskEvent, { type: 'TradingDayMarked' }>;

const dayMicros = 86_400_000_000;
/** Orders of the day that are kept while the day is read; one that trades after so many others is read by itself. */
const createdKeptMax = 100_000;

export class DailyProfit {
  private readonly dependencies: DailyProfitDependencies;
  /** Positions by account and symbol. */
  private positions = new Map<PlaceKey, DayPosition>();
  private startMicros: number;
  /** Events up to this position are in the figures. */
  private position = 0;
  /** Entries that came while the day was being read; undefined once it has been read. */
  private waiting: Entry[] | undefined = [];

  constructor(dependencies: DailyProfitDependencies) {
    this.dependencies = dependencies;
    this.startMicros = startOfDay(dependencies.clock.now());
  }

  /** The trading day as text: `2026-11-23`. */
  get day(): string {
    return formatMicros(epochMicros(this.startMicros)).slice(0, 'YYYY-MM-DD'.length);
  }

  /** Whether the day ended at most so many milliseconds ago, and the next one has not begun here. */
  hasEndedWithin(milliseconds: number): boolean {
    const sinceMicros = this.dependencies.clock.now() - this.startMicros - dayMicros;
    return sinceMicros >= 0 && sinceMicros <= milliseconds * 1_000;
  }

  /** Reads the events of the day so far. Executions of the day count from the start as they stand now. */
  async load(): Promise<void> {
    const { store, exposures } = this.dependencies;
    const held = new Map(exposures.all().map((one) => [placeKey(one.account, one.symbol), one.position]));
    const upTo = store.head().position;
    const entries = await this.readDay(upTo);
    for (const entry of entries) {
      if (!('fill' in entry)) continue;
      const { row, quantity } = entry.fill;
      const key = placeKey(row.account, row.symbol);
      const signed = row.side === 'buy' ? quantity : negate(quantity);
      held.set(key, subtract(held.get(key) ?? zero, signed));
    }
    for (const [key, quantity] of held) if (quantity !== zero) this.positions.set(key, carriedIn(quantity));
    this.position = upTo;
    for (const entry of entries) this.take(entry);
    const { waiting = [] } = this;
    this.waiting = undefined;
    for (const entry of waiting) if (entry.position > upTo) this.take(entry);
  }

  private async readDay(upTo: number): Promise<readonly Entry[]> {
    const { store, live } = this.dependencies;
    const entries: Entry[] = [];
    const standing = new StandingTrades<ExecutionSource>();
    const created = new Map<OrderId, Owned>();
    for await (const event of store.readAll({ fromTime: epochMicros(this.startMicros) })) {
      const { position, time } = event;
      if (position > upTo) break;
      if (event.type === 'TradingDayMarked') entries.push({ position, marks: event.data });
      if (!isOrderEvent(event)) continue;
      const orderId = orderIdOfStream(event.streamId);
      if (event.version === 0) keepCreated(created, orderId, event);
      if (!isExecutionEvent(event) && event.type !== 'OrderExecutionConfirmed') continue;
      const row = created.get(orderId) ?? (await live.find(orderId));
      if (row !== undefined) standing.take(event, orderId, { row, position, time });
    }
    const fills = standing.all().map(({ of: { position, time, row }, ...traded }): Entry => {
      return { position, time, fill: { row, ...traded } };
    });
    return [...entries, ...fills].toSorted((a, b) => a.position - b.position);
  }

  apply(events: readonly StoredEvent[]): void {
    const entries = events.flatMap((event) => this.entryOf(event));
    if (this.waiting !== undefined) this.waiting.push(...entries);
    else for (const entry of entries) if (entry.position > this.position) this.take(entry);
  }

  /**
   * Begins a new day when it is time, and values positions from the day before that had no price yet. Returns the event
   * to keep, if there is one.
   */
  mark(): Marks | undefined {
    const { clock, priceOf } = this.dependencies;
    this.roll(clock.now());
    const marks: Record<string, string> = {};
    for (const [key, position] of this.positions) {
      if (position.cost !== undefined) continue;
      const price = priceOf(symbolOfPlace(key));
      if (price !== undefined) marks[symbolOfPlace(key)] = formatDecimal(price);
    }
    if (Object.keys(marks).length === 0) return undefined;
    this.value(marks);
    return { type: 'TradingDayMarked', data: { day: this.day, prices: marks } };
  }

  /**
   * The account's known profit: an open position without a price counts for nothing. By average cost; the sum of
   * realized and open is the same by every method.
   */
  of(account: AccountId, counts: (symbol: Ticker) => boolean = () => true): AccountProfit {
    let sum: AccountProfit = { realized: noNotional, unrealized: noNotional };
    for (const [key, position] of this.positions) {
      if (!key.startsWith(`${account} `) || !counts(symbolOfPlace(key))) continue;
      const profit = this.profitOf(position, symbolOfPlace(key));
      sum = {
        realized: addNotional(sum.realized, profit.realized),
        unrealized: addNotional(sum.unrealized, profit.unrealized),
      };
    }
    return sum;
  }

  /**
   * In one currency; negative for a profit. Undefined while an open position has no fresh price, or a symbol that was
   * traded today is not configured any more: the loss in it is not known.
   */
  loss(account: AccountId, currency: string): Decimal | undefined {
    const { instrumentOf } = this.dependencies;
    const counts = (symbol: Ticker): boolean => instrumentOf(symbol)?.currency === currency;
    const isUnknown = [...this.positions].some(
      ([key, position]) =>
        key.startsWith(`${account} `) && this.isUnknown(symbolOfPlace(key), position, currency),
    );
    if (isUnknown) return undefined;
    const { realized, unrealized: open } = this.of(account, counts);
    return negate(roundNotional(addNotional(realized, open)));
  }

  /** Undefined while an open position has no price, or one from the day before has had none yet. */
  inSymbol(account: AccountId, symbol: Ticker, method: CostMethod): AccountProfit | undefined {
    const position = this.positions.get(placeKey(account, symbol)) ?? flatDay;
    const { quantity } = position;
    const { cost, realized } = byMethod(position, method);
    if (cost === undefined) return undefined;
    if (quantity !== zero && this.dependencies.priceOf(symbol) === undefined) return undefined;
    return this.profitOf({ quantity, cost, realized }, symbol);
  }

  private isUnknown(symbol: Ticker, { quantity, realized }: DayPosition, currency: string): boolean {
    const { instrumentOf, isFresh } = this.dependencies;
    const instrument = instrumentOf(symbol);
    if (instrument === undefined) return quantity !== zero || realized !== noNotional;
    return instrument.currency === currency && quantity !== zero && !isFresh(symbol);
  }

  private profitOf(
    position: Pick<DayPosition, 'quantity' | 'cost' | 'realized'>,
    symbol: Ticker,
  ): AccountProfit {
    const { priceOf, instrumentOf } = this.dependencies;
    const multiplier = multiplierOf(instrumentOf(symbol));
    return {
      realized: withMultiplier(position.realized, multiplier),
      unrealized: withMultiplier(unrealized(position, priceOf(symbol)), multiplier),
    };
  }

  private take(entry: Entry): void {
    if ('marks' in entry) {
      if (entry.marks.day === this.day) this.value(entry.marks.prices);
      return;
    }
    this.roll(entry.time);
    const { row, quantity, price } = entry.fill;
    const key = placeKey(row.account, row.symbol);
    this.positions.set(key, filled(this.positions.get(key) ?? flatDay, row.side, quantity, price));
  }

  /** Begins a new day, with the positions that the last one left. */
  private roll(at: EpochMicros): void {
    const startMicros = startOfDay(at);
    if (startMicros <= this.startMicros) return;
    this.startMicros = startMicros;
    const held = [...this.positions].filter(([, { quantity }]) => quantity !== zero);
    this.positions = new Map(held.map(([key, { quantity }]) => [key, carriedIn(quantity)]));
  }

  private value(prices: Readonly<Record<string, string>>): void {
    for (const [key, position] of this.positions) {
      const price = prices[symbolOfPlace(key)];
      if (price !== undefined) this.positions.set(key, marked(position, decimal(price)));
    }
  }

  /**
   * Returns one entry for each part of the event's change. The order is in memory, because somebody has just appended
   * to it or read it.
   */
  private entryOf(event: StoredEvent): readonly Entry[] {
    const { position, time } = event;
    if (event.type === 'TradingDayMarked') return [{ position, marks: event.data }];
    if (!isExecutionEvent(event)) return [];
    const row = this.dependencies.live.get(orderIdOfStream(event.streamId));
    return row === undefined
      ? []
      : tradedBy(event).map((traded) => ({ position, time, fill: { row, ...traded } }));
  }
}

function keepCreated(created: Map<OrderId, Owned>, orderId: OrderId, event: StoredEvent): void {
  const row = projectAny(undefined, event);
  if (row === undefined) return;
  created.set(orderId, { account: row.account, symbol: row.symbol, side: row.side });
  if (created.size <= createdKeptMax) return;
  for (const oldest of created.keys()) {
    created.delete(oldest);
    break;
  }
}

function startOfDay(at: EpochMicros): number {
  return Math.floor(at / dayMicros) * dayMicros;
}
