/**
 * The market data of a FIX session: requests the best bid and offer and the trades of each instrument at each logon,
 * and reports the prices that follow from them. Messages from before the present logon are not current prices.
 */
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { Instrument } from '../../../../domain/instrument/instrument.ts';
import type { Logger, MarketTick } from '../../../../engine/ports.ts';
import type { Dialect } from '../application/dialect.ts';
import { countOf, msgTypeOf, tags, valueOf, type Field, type FixMessage } from '../codec/fixMessage.ts';
import { parseUtcTimestamp } from '../codec/utcTimestamp.ts';
import { marketEntries, type MarketEntry } from './marketEntries.ts';
import { changed, emptyQuoteBook, quoteOf, refreshed, type QuoteBook } from './quoteBook.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

/** What the venue is asked to send: its whole book at each change, or the changes alone. Both are taken. */
export const marketDataUpdates = ['full', 'incremental'] as const;
export type MarketDataUpdates = (typeof marketDataUpdates)[number];

export interface MarketDataSettings {
  readonly updates: MarketDataUpdates;
  readonly instruments: readonly Instrument[];
}

export interface MarketDataPorts {
  readonly dialect: Dialect;
  /** Sends a MarketDataRequest; `onSent` gets its MsgSeqNum. */
  readonly send: (body: readonly Field[], onSent: (seqNum: number) => void) => void;
  readonly now: () => EpochMicros;
  readonly onTick: (tick: MarketTick) => void;
  /** Called when the venue refuses the market data of an instrument. One cause has one id. */
  readonly onRefused: (id: string, text: string) => void;
  readonly logger: Logger | undefined;
}

/** How far an entry may be ahead of its message, in microseconds: the clocks of a venue's machines differ. */
const aheadMax = 2_000_000;

interface Subscription {
  /** MDReqID (262). */
  readonly id: string;
  readonly instrument: Instrument;
  /** The venue's name of the instrument. */
  readonly code: string;
  seqNum: number | undefined;
  book: QuoteBook;
  isSound: boolean;
  /** The fields that were wrong in its messages so far. */
  readonly wrong: Set<Wrong['field']>;
}

export class MarketDataFeed {
  private readonly settings: MarketDataSettings;
  private readonly ports: MarketDataPorts;
  private subscriptions: readonly Subscription[] = [];

  constructor(settings: MarketDataSettings, ports: MarketDataPorts) {
    this.settings = settings;
    this.ports = ports;
  }

  /** Requests everything again. */
  subscribe(): void {
    const { settings, ports } = this;
    const at = ports.now();
    this.subscriptions = settings.instruments.map((instrument, index) => {
      const named = ports.dialect.instrument(instrument);
      const subscription: Subscription = {
        id: `md-${at}-${index + 1}`,
        instrument,
        code: valueOf({ fields: named }, tags.symbol) ?? instrument.symbol,
        seqNum: undefined,
        book: emptyQuoteBook,
        isSound: true,
        wrong: new Set(),
      };
      ports.send(marketDataRequest(subscription.id, settings.updates, named), (seqNum) => {
        subscription.seqNum = seqNum;
      });
      return subscription;
    });
  }

  /** The session is down: messages until the next logon are old. */
  end(): void {
    this.subscriptions = [];
  }

  /** Takes a message about market data; returns whether it was one. */
  hear(message: FixMessage): boolean {
    const type = msgTypeOf(message);
    if (type === msgTypes.marketDataFull || type === msgTypes.marketDataIncremental) this.take(message, type);
    else if (type === msgTypes.marketDataReject) {
      const reason = valueOf(message, tags.mdReqRejReason) ?? 'none';
      for (const one of this.meant(message)) this.refused(one, `MDReqRejReason ${reason}`, message);
    } else return this.isRefusal(message, type);
    return true;
  }

  /** A Reject or BusinessMessageReject of a request for market data. */
  private isRefusal(message: FixMessage, type: string): boolean {
    if (type !== msgTypes.reject && type !== msgTypes.businessMessageReject) return false;
    const refSeqNum = countOf(valueOf(message, tags.refSeqNum));
    const refId = valueOf(message, tags.businessRejectRefId);
    const found = this.subscriptions.find(
      ({ id, seqNum }) => id === refId || (seqNum !== undefined && seqNum === refSeqNum),
    );
    if (found === undefined) return false;
    this.refused(found, type === msgTypes.reject ? 'session reject' : 'business reject', message);
    return true;
  }

  private refused({ instrument: { symbol } }: Subscription, reason: string, message: FixMessage): void {
    const said = valueOf(message, tags.text);
    const text = `the venue gives no market data of ${symbol}: ${reason}${said === undefined ? '' : `, "${said}"`}`;
    this.ports.onRefused(`market_data:${symbol}:${reason}`, text);
  }

  private take(message: FixMessage, type: string): void {
    // A repetition has the price of the time when it was sent first.
    if (valueOf(message, tags.possDupFlag) === 'Y') return;
    const entries = marketEntries(message);
    for (const one of this.meant(message)) {
      const own = entries?.filter(({ symbol }) => symbol === undefined || symbol === one.code);
      const wrong = wrongIn(message, own ?? [], one);
      if (wrong === undefined) this.apply(one, own, message, type);
      else this.refuse(one, wrong);
    }
  }

  /** Raised once for each logon. */
  private refuse({ instrument: { symbol }, wrong }: Subscription, { field, text }: Wrong): void {
    if (wrong.has(field)) return;
    wrong.add(field);
    this.ports.onRefused(`market_data:${symbol}:${field}`, `market data of ${symbol} are not taken: ${text}`);
  }

  /**
   * The subscriptions that a message is about: by the id of the request, or by the message's symbols where the venue
   * leaves the id out.
   */
  private meant(message: FixMessage): readonly Subscription[] {
    const id = valueOf(message, tags.mdReqId);
    if (id !== undefined) return this.subscriptions.filter((one) => one.id === id);
    const symbols = new Set(message.fields.filter(([tag]) => tag === tags.symbol).map(([, code]) => code));
    return this.subscriptions.filter(({ code }) => symbols.has(code));
  }

  private apply(
    subscription: Subscription,
    entries: readonly MarketEntry[] | undefined,
    message: FixMessage,
    type: string,
  ): void {
    const { book, instrument } = subscription;
    if (entries !== undefined) {
      subscription.book =
        type === msgTypes.marketDataFull ? refreshed(book, entries) : changed(book, entries);
    }
    const hasNewTrade = entries?.some(({ kind, action }) => kind === 'trade' && action !== 'delete') === true;
    const quote = entries && quoteOf(subscription.book, instrument, hasNewTrade);
    this.note(subscription, quote !== undefined || subscription.book.levels.size < 2);
    if (quote === undefined) return;
    const marketTime = madeAt(entries ?? [], message) ?? this.ports.now();
    this.ports.onTick({ symbol: instrument.symbol, ...quote, marketTime });
  }

  /** Logs once that the book of an instrument gives no price, and once that it does again. */
  private note(subscription: Subscription, isSound: boolean): void {
    if (subscription.isSound === isSound) return;
    subscription.isSound = isSound;
    const { symbol } = subscription.instrument;
    const { logger } = this.ports;
    if (isSound) logger?.log('info', 'the market data give a price again', { symbol });
    else logger?.log('warn', 'the market data give no price: crossed, too wide or not readable', { symbol });
  }
}

interface Wrong {
  readonly field: 'symbol' | 'currency' | 'time';
  readonly text: string;
}

/** Why a message is not about the requested instrument; undefined where it is. */
function wrongIn(
  message: FixMessage,
  entries: readonly MarketEntry[],
  { instrument, code }: Subscription,
): Wrong | undefined {
  const start = message.fields.findIndex(([tag]) => tag === tags.noMdEntries);
  const head = { fields: message.fields.slice(0, start < 0 ? undefined : start) };
  const named = valueOf(head, tags.symbol);
  if (named !== undefined && named !== code) {
    return { field: 'symbol', text: `they name symbol ${named}, expected ${code}` };
  }
  const { currency } = instrument;
  const other = [valueOf(head, tags.currency), ...entries.map((entry) => entry.currency)].find(
    (one) => one !== undefined && one !== currency,
  );
  if (other !== undefined) {
    return { field: 'currency', text: `they are in ${other}, expected ${currency}` };
  }
  const sentAt = parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
  const isAhead = entries.some(({ time = 0 }) => sentAt !== undefined && time - sentAt > aheadMax);
  return isAhead ? { field: 'time', text: 'an entry is of a time after that of its message' } : undefined;
}

/** When the newest entry was made; an entry without a time is as new as its message. */
function madeAt(entries: readonly MarketEntry[], message: FixMessage): EpochMicros | undefined {
  const sentAt = parseUtcTimestamp(valueOf(message, tags.sendingTime) ?? '');
  const times = entries.flatMap(({ time = sentAt }) => time ?? []);
  if (times.length === 0) return sentAt;
  const newest = Math.max(...times);
  return epochMicros(Math.min(newest, sentAt ?? newest));
}

function marketDataRequest(
  id: string,
  updates: MarketDataUpdates,
  instrument: readonly Field[],
): readonly Field[] {
  return [
    [tags.mdReqId, id],
    // Snapshot and updates, only the best prices.
    [tags.subscriptionRequestType, '1'],
    [tags.marketDepth, '1'],
    [tags.mdUpdateType, updates === 'full' ? '0' : '1'],
    [tags.noMdEntryTypes, '3'],
    [tags.mdEntryType, '0'],
    [tags.mdEntryType, '1'],
    [tags.mdEntryType, '2'],
    [tags.noRelatedSym, '1'],
    ...instrument,
  ];
}
