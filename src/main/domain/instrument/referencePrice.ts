/** The price by which orders are judged: which of the known prices it is, where it comes from, and how old it is. */
import { age } from '../../../shared/kernel/age.ts';
import { wholeDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
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
   * Whole milliseconds since the venue sent the price, or since the time in the price file. Absent for a fixed price.
   */
  readonly ageMs?: number;
}

export interface ReferencePrice extends PriceOrigin {
  readonly price: Decimal;
  /** The price is older than the limits of risk allow. */
  readonly stale?: true;
  /** The best bid and offer of the venue that is the source, as far as it has sent them. */
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
  /** The time at which this was the price. */
  readonly time: EpochMicros;
}

/** How many milliseconds old a price may be. Absent: any age. */
export interface AgeBounds {
  /** An order that is judged by an older one needs an override. */
  readonly soft?: Decimal;
  /** An older one judges nothing. */
  readonly hard?: Decimal;
}

/** Age limits for the prices of venues, and for those of the price file. A fixed price has no age. */
export interface PriceAgeLimits {
  readonly venue: AgeBounds;
  readonly file: AgeBounds;
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

/** The instruments whose prices a venue has to send: those that it trades, and those that have it as a source. */
export function quotedAt(instruments: readonly Instrument[], venue: VenueId): readonly Instrument[] {
  return instruments.filter(
    (one) => venuesOf(one).includes(venue) || one.priceSources?.includes(venue) === true,
  );
}

/**
 * The first price that is within the soft limit of its age, or else the first within the hard one; where all are older,
 * the first, marked as stale. `known` has the preferred source first.
 */
export function chooseReference(
  known: Iterable<ReferencePrice>,
  limits: PriceAgeLimits,
): ReferencePrice | undefined {
  let oldest: ReferencePrice | undefined;
  let beyondSoft: ReferencePrice | undefined;
  for (const one of known) {
    const { soft, hard } = boundsOf(one.source, limits);
    oldest ??= one;
    if (!isWithin(one.ageMs, hard)) continue;
    if (isWithin(one.ageMs, soft)) return one;
    beyondSoft ??= one;
  }
  return beyondSoft ?? (oldest && { ...oldest, stale: true });
}

const noBounds: AgeBounds = {};

function boundsOf(source: PriceSource, { venue, file }: PriceAgeLimits): AgeBounds {
  if (source === 'fixed') return noBounds;
  return source === 'file' ? file : venue;
}

function isWithin(ageMs: number | undefined, bound: Decimal | undefined): boolean {
  return ageMs === undefined || bound === undefined || wholeDecimal(ageMs) <= bound;
}

export function originOf({ source, ageMs }: PriceOrigin): PriceOrigin {
  return { source, ...(ageMs !== undefined && { ageMs }) };
}

/** The price at which an order on this side would trade now: the best offer for a buy, the best bid for a sell. */
export function touchOf({ bid, ask }: Pick<ReferencePrice, 'bid' | 'ask'>, side: Side): Decimal | undefined {
  return side === 'buy' ? ask : bid;
}

export function sourceWords(source: string): string {
  if (source === 'fixed') return 'fixed price';
  return source === 'file' ? 'price file' : source;
}

/** `sim, 0.2 s old`, `price file, 3 h old`, `fixed price`. */
export function originWords({
  source,
  ageMs,
}: {
  readonly source: string;
  readonly ageMs?: number | undefined;
}): string {
  return `${sourceWords(source)}${ageMs === undefined ? '' : `, ${age(ageMs)} old`}`;
}
