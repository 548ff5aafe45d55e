/** The last tick of each symbol at each venue, the prices of the price file, and which of them orders are judged by. */
import type { VenueId, Ticker } from '../../shared/kernel/ids.ts';
import type { Instrument, PriceSource } from '../domain/instrument/instrument.ts';
import {
  chooseReference,
  sourcesOf,
  type FilePrice,
  type PriceAgeLimits,
  type ReferencePrice,
} from '../domain/instrument/referencePrice.ts';
import type { EngineConfiguration } from './configuration.ts';
import type { Clock, MarketTick } from './ports.ts';

export interface PriceAges {
  /** How old the prices may be by which orders in the symbol at the venue are judged. */
  priceAges(symbol: Ticker, venue: VenueId): PriceAgeLimits;
}

interface LastTick {
  readonly tick: MarketTick;
  /** When the tick arrived, in milliseconds on the monotonic clock. */
  readonly arrivedMs: number;
}

export class MarketBook {
  private readonly configuration: Pick<EngineConfiguration, 'instruments'>;
  private readonly limits: PriceAges;
  private readonly clock: Clock;
  private readonly ticks = new Map<Ticker, Map<VenueId, LastTick>>();
  private filePrices: ReadonlyMap<Ticker, FilePrice> = new Map();
  private readonly listeners = new Set<(tick: MarketTick) => void>();

  constructor(configuration: Pick<EngineConfiguration, 'instruments'>, limits: PriceAges, clock: Clock) {
    this.configuration = configuration;
    this.limits = limits;
    this.clock = clock;
  }

  /** The price by which an order at the venue is judged; without a venue, at the instrument's. */
  reference(symbol: Ticker, venue?: VenueId): ReferencePrice | undefined {
    const instrument = this.instrumentOf(symbol);
    if (instrument === undefined) return undefined;
    const ages = this.limits.priceAges(symbol, venue ?? instrument.venue);
    return chooseReference(this.known(instrument, sourcesOf(instrument, venue)), ages);
  }

  /** The last tick of the symbol from the venue. */
  tick(symbol: Ticker, venue: VenueId): MarketTick | undefined {
    return this.ticks.get(symbol)?.get(venue)?.tick;
  }

  take(venue: VenueId, tick: MarketTick): void {
    const ofSymbol = this.ticks.get(tick.symbol) ?? new Map<VenueId, LastTick>();
    ofSymbol.set(venue, { tick, arrivedMs: this.clock.monotonicMs() });
    this.ticks.set(tick.symbol, ofSymbol);
    const instrument = this.instrumentOf(tick.symbol);
    if (instrument === undefined || instrument.venue !== venue) return;
    for (const hear of this.listeners) hear(tick);
  }

  /** Puts the price file's prices, by symbol, in the place of those that it gave before. */
  takeFile(prices: ReadonlyMap<Ticker, FilePrice>): void {
    this.filePrices = prices;
  }

  /** Tells the ticks of each instrument's own venue. */
  onTick(listener: (tick: MarketTick) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private instrumentOf(symbol: Ticker): Instrument | undefined {
    return this.configuration.instruments.find((one) => one.symbol === symbol);
  }

  private *known(instrument: Instrument, sources: readonly PriceSource[]): Generator<ReferencePrice> {
    const { symbol, referencePrice } = instrument;
    for (const source of sources) {
      if (source === 'fixed') {
        if (referencePrice !== undefined) yield { price: referencePrice, source };
      } else if (source === 'file') {
        const found = this.filePrices.get(symbol);
        if (found === undefined) continue;
        const ageMs = Math.max(0, Math.round((this.clock.now() - found.time) / 1_000));
        yield { price: found.price, source, ageMs };
      } else {
        const found = this.ticks.get(symbol)?.get(source);
        if (found === undefined) continue;
        const { last, bid, ask } = found.tick;
        const ageMs = Math.max(0, Math.round(this.clock.monotonicMs() - found.arrivedMs));
        yield {
          price: last,
          source,
          ageMs,
          ...(bid !== undefined && { bid }),
          ...(ask !== undefined && { ask }),
        };
      }
    }
  }
}
