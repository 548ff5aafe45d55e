/** Orders for tests inside the venue, in ticks and lots. */
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import { createGrid } from '../exchange/grid.ts';
import type { SimOrder } from '../exchange/simOrder.ts';
import type { Fill, MarketListener } from '../exchange/symbolMarket.ts';

export const sampleGrid = createGrid(decimal('0.25'), decimal('1'));

let lastSequence = 0;

/** A live order; its type follows from the prices given. */
export function sampleOrder(change: Partial<SimOrder> & Pick<SimOrder, 'side' | 'lots'>): SimOrder {
  const sequence = ++lastSequence;
  const { limitTicks, stopTicks } = change;
  const plain = limitTicks === undefined ? 'market' : 'limit';
  const stop = limitTicks === undefined ? 'stop' : 'stop_limit';
  return {
    owner: 'client',
    sequence,
    venueOrderId: `O${sequence}`,
    clientOrderId: `c${sequence}`,
    currentClientOrderId: `c${sequence}`,
    account: 'main',
    symbol: 'SPX',
    orderType: stopTicks === undefined ? plain : stop,
    timeInForce: 'GTC',
    goodTill: undefined,
    reduceOnly: false,
    ticks: stopTicks ?? limitTicks ?? 0,
    limitTicks: undefined,
    stopTicks: undefined,
    openLots: change.lots,
    triggered: false,
    status: 'accepted',
    reason: undefined,
    priority: sequence,
    acceptedAt: epochMicros(0),
    updatedAt: epochMicros(0),
    repeatedSubmissions: 0,
    ...change,
  };
}

/** Keeps what a market says. */
export class MarketLog implements MarketListener {
  readonly fills: { readonly order: SimOrder; readonly lots: number; readonly ticks: number }[] = [];
  readonly canceled: { readonly order: SimOrder; readonly reason: string }[] = [];
  readonly triggered: SimOrder[] = [];

  onFill(order: SimOrder, { lots, ticks }: Fill): void {
    this.fills.push({ order, lots, ticks });
  }

  onCanceled(order: SimOrder, reason: string): void {
    this.canceled.push({ order, reason });
  }

  onTriggered(order: SimOrder): void {
    this.triggered.push(order);
  }

  /** Fills of one order as `[lots, ticks]`. */
  fillsOf(order: SimOrder): [lots: number, ticks: number][] {
    return this.fills.filter((fill) => fill.order === order).map(({ lots, ticks }) => [lots, ticks]);
  }
}
