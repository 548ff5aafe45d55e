/** The price by which orders are judged: which of the known prices it is, where it comes from, and how old it is. */
import { age } from '../../../shared/kernel/age.ts';
import type { Decimal } from '../../../shared/kernel/decimal.ts';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { EpochMicros } from '../../../shared/kernel/time.ts';
import { otherSources, venuesOf, type Instrument, type PriceSource } from './instrument.ts';
import type { Side } from '../order/orderTerms.ts';

export function isOtherSource(source: string): source is (typeof otherSources)[number] {
  return otherSources.some((one) => one === source);
}

export interface PriceOrigin {
  readonly source: PriceSource;
  /**
   * Whole milliseconds since the venue said the price, or since the time that the price file gives. Absent for a fixed
   * price.
   */
  readonly ageMs?: number;
}

export interface ReferencePrice extends PriceOrigin {
  readonly price: Decimal;
  /** The price is older than the limits of risk allow. */
  readonly stale?: true;
  /** The best prices of the venue that is the source, as far as it told them. */
  readonly bid?: Decimal;
  readonly ask?: Decimal;
}

/** The price, unless it is older than the limits of risk allow. */
export function freshPrice(reference: ReferencePrice | undefined): Decimal | undefined {
  return reference?.stale === true ? undefined : reference?.price;
}

/** A price that the price file gives. */
export interface FilePrice {
  readonly price: Decimal;
  /** When it was the price. */
  readonly time: EpochMicros;
}

/** The oldest price by which an order may be judged, in milliseconds; `none`: a price of any age. */
export interface PriceAgeLimits {
  readonly marketDataAgeMaxMs: number | 'none';
  /** For prices of the price file; absent: the same as for market data. */
  readonly priceFileAgeMaxMs?: number | 'none' | undefined;
}

/**
 * The sources of an instrument's price, the preferred one first. The venue of an order goes before the others, since the
 * order trades at its prices; it has to be among the sources that are configured. An order at a venue that does not
 * trade the instrument any more is judged like one at the instrument's own.
 */
export function sourcesOf(
  instrument: Pick<Instrument, 'venue' | 'alsoAt' | 'priceSources'>,
  orderVenue?: string,
): readonly PriceSource[] {
  const { venue: own, priceSources } = instrument;
  const venue = venuesOf(instrument).find((one) => one === orderVenue) ?? own;
  const configured = priceSources ?? [venue, own, ...otherSources];
  return configured.includes(venue) ? [...new Set([venue, ...configured])] : configured;
}

/** The instruments whose prices a venue is to tell: those that it trades, and those that have it as a source. */
export function quotedAt(instruments: readonly Instrument[], venue: VenueId): readonly Instrument[] {
  return instruments.filter(
    (one) => venuesOf(one).includes(venue) || one.priceSources?.includes(venue) === true,
  );
}

/** Undefined for a fixed price, and without a limit. */
export function ageMaxMsOf(
  source: PriceSource,
  { marketDataAgeMaxMs, priceFileAgeMaxMs }: PriceAgeLimits,
): number | undefined {
  const most = source === 'file' ? (priceFileAgeMaxMs ?? marketDataAgeMaxMs) : marketDataAgeMaxMs;
  return source === 'fixed' || most === 'none' ? undefined : most;
}

/**
 * The first price that is not too old; where all are, the first one, marked as stale. `known` has the preferred source
 * first.
 */
export function chooseReference(
  known: Iterable<ReferencePrice>,
  limits: PriceAgeLimits,
): ReferencePrice | undefined {
  let stale: ReferencePrice | undefined;
  for (const one of known) {
    const most = ageMaxMsOf(one.source, limits);
    if (most === undefined || one.ageMs === undefined || one.ageMs <= most) return one;
    stale ??= { ...one, stale: true };
  }
  return stale;
}

export function originOf({ source, ageMs }: PriceOrigin): PriceOrigin {
  return { source, ...(ageMs !== undefined && { ageMs }) };
}

/** The price at which an order on this side would trade now: the best offer for a buy, the best bid for a sell. */
export function touchOf({ bid, ask }: Pick<ReferencePrice, 'bid' | 'ask'>, side: Side): Decimal | undefined {
  return side === 'buy' ? ask : bid;
}

/** `sim, 0.2 s old`, `price file, 3 h old`, `fixed price`. */
export function originWords({
  source,
  ageMs,
}: {
  readonly source: string;
  readonly ageMs?: number | undefined;
}): string {
  if (source === 'fixed') return 'fixed price';
  return `${source === 'file' ? 'price file' : source}${ageMs === undefined ? '' : `, ${age(ageMs)} old`}`;
}
