/**
 * The last tick of each symbol. A symbol has one price, that of its instrument's venue, whatever other venues quote.
 */
import type { Decimal } from '../../shared/kernel/decimal.ts';
import type { VenueId } from '../../shared/kernel/ids.ts';
import type { Side } from '../domain/order/orderTerms.ts';
import type { EngineConfiguration } from './configuration.ts';
import type { Clock, MarketTick } from './ports.ts';

export interface LastTick {
  readonly tick: MarketTick;
  /** When the tick arrived, in milliseconds on the monotonic clock. */
  readonly arrivedMs: number;
}

export class MarketBook {
  private readonly configuration: Pick<EngineConfiguration, 'instruments'>;
  private readonly clock: Pick<Clock, 'monotonicMs'>;
  private readonly ticks = new Map<string, LastTick>();
  private readonly listeners = new Set<(tick: MarketTick) => void>();

  constructor(configuration: Pick<EngineConfiguration, 'instruments'>, clock: Pick<Clock, 'monotonicMs'>) {
    this.configuration = configuration;
    this.clock = clock;
  }

  get all(): ReadonlyMap<string, LastTick> {
    return this.ticks;
  }

  /** The last trade; before the first one, the fixed reference price of the instrument's configuration. */
  last(symbol: string): Decimal | undefined {
    const last = this.ticks.get(symbol)?.tick.last;
    if (last !== undefined) return last;
    return this.configuration.instruments.find((one) => one.symbol === symbol)?.referencePrice;
  }

  /**
   * The price at which an order on this side would trade now: the best offer for a buy, the best bid for a sell.
   * Undefined while no tick is known.
   */
  touch(symbol: string, side: Side): Decimal | undefined {
    const { bid, ask } = this.ticks.get(symbol)?.tick ?? {};
    return side === 'buy' ? ask : bid;
  }

  take(venue: VenueId, tick: MarketTick): void {
    const instrument = this.configuration.instruments.find(({ symbol }) => symbol === tick.symbol);
    if (instrument !== undefined && instrument.venue !== venue) return;
    this.ticks.set(tick.symbol, { tick, arrivedMs: this.clock.monotonicMs() });
    for (const hear of this.listeners) hear(tick);
  }

  onTick(listener: (tick: MarketTick) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
