/**
 * The best bid and offer and the last trade of one instrument by the venue's messages, and the price that follows from
 * them. An inconsistent book gives no price, so the price before it stays and grows older.
 */
import {
  absolute,
  add,
  decimal,
  divide,
  maximum,
  minimum,
  multiply,
  subtract,
  type Decimal,
} from '../../../../../shared/kernel/decimal.ts';
import { isPriceTaken, type Instrument } from '../../../../domain/instrument/instrument.ts';
import type { EntryKind, MarketEntry } from './marketEntries.ts';

interface Level {
  readonly kind: EntryKind;
  readonly price: Decimal;
}

export interface QuoteBook {
  /** Bids and offers by MDEntryID, or by their kind where the venue gives no ids. */
  readonly levels: ReadonlyMap<string, Level>;
  readonly trade: Decimal | undefined;
}

/** The facts of an instrument that its prices are checked against. */
type Quoted = Pick<Instrument, 'tickSize' | 'priceMin'>;

export interface Quote {
  readonly last: Decimal;
  readonly bid?: Decimal;
  readonly ask?: Decimal;
}

export const emptyQuoteBook: QuoteBook = { levels: new Map(), trade: undefined };

/** Only the best bid and offer are requested; a venue that sends far more levels gives no book. */
const levelsMax = 256;
/** A book whose spread is wider than both bounds gives no price: a share of its middle, and a number of ticks. */
const spreadShareMax = decimal('0.1');
const spreadTicksMax = decimal('10');

/**
 * The book after a full refresh. The last trade stays where the refresh has none, because it is no part of the book.
 */
export function refreshed({ trade }: QuoteBook, entries: readonly MarketEntry[]): QuoteBook {
  const best = entries.filter(
    (entry) =>
      !entries.some((other) => other.id === undefined && entry.id === undefined && isBetter(other, entry)),
  );
  return changed({ levels: new Map(), trade }, best);
}

export function changed(book: QuoteBook, entries: readonly MarketEntry[]): QuoteBook {
  const levels = new Map(book.levels);
  let { trade } = book;
  for (const { action, id, price, ...entry } of entries) {
    const key = id ?? entry.kind;
    const before = key === undefined ? undefined : levels.get(key);
    const kind = entry.kind ?? before?.kind;
    const next = price ?? before?.price;
    // A trade is no part of the book, so it can't be deleted from it.
    if (kind === 'trade') trade = action === 'delete' ? trade : (price ?? trade);
    else if (kind === undefined || key === undefined) continue;
    else if (action === 'delete') levels.delete(key);
    else if (next !== undefined) levels.set(key, { kind, price: next });
  }
  return { levels: levels.size > levelsMax ? new Map() : levels, trade };
}

/** Without ids only one bid and one offer can be kept: the best ones. */
function isBetter(one: MarketEntry, than: MarketEntry): boolean {
  if (one.kind !== than.kind || one.price === undefined || than.price === undefined) return false;
  if (one.kind === 'bid') return one.price > than.price;
  return one.kind === 'offer' && one.price < than.price;
}

/**
 * The price of the market: the last trade, held between the best bid and offer; without a trade the middle between the
 * two. Undefined where nothing sound is known: the bid is above the offer, a price is one that the instrument does not
 * take, the two are further apart than a tenth of their middle and than ten ticks, or one of them is missing and no
 * trade is new.
 */
export function quoteOf(book: QuoteBook, instrument: Quoted, hasNewTrade: boolean): Quote | undefined {
  const bid = best(book, 'bid', maximum);
  const ask = best(book, 'offer', minimum);
  const trade = book.trade !== undefined && isPriceTaken(book.trade, instrument) ? book.trade : undefined;
  if (bid !== undefined && ask !== undefined) {
    if (!isSound(bid, ask, instrument)) return undefined;
    return { last: trade === undefined ? middleOf(bid, ask) : minimum(ask, maximum(bid, trade)), bid, ask };
  }
  if (trade === undefined || !hasNewTrade) return undefined;
  const isTaken = (price: Decimal | undefined): price is Decimal =>
    price !== undefined && isPriceTaken(price, instrument);
  return { last: trade, ...(isTaken(bid) && { bid }), ...(isTaken(ask) && { ask }) };
}

function best(
  { levels }: QuoteBook,
  kind: EntryKind,
  of: (one: Decimal, other: Decimal) => Decimal,
): Decimal | undefined {
  let found: Decimal | undefined;
  for (const level of levels.values()) {
    if (level.kind === kind) found = found === undefined ? level.price : of(found, level.price);
  }
  return found;
}

function isSound(bid: Decimal, ask: Decimal, instrument: Quoted): boolean {
  const share = multiply(absolute(middleOf(bid, ask)), spreadShareMax);
  const widest = maximum(share, multiply(instrument.tickSize, spreadTicksMax));
  const isTaken = isPriceTaken(bid, instrument) && isPriceTaken(ask, instrument);
  return isTaken && bid <= ask && subtract(ask, bid) <= widest;
}

function middleOf(bid: Decimal, ask: Decimal): Decimal {
  return divide(add(bid, ask), decimal('2'));
}
