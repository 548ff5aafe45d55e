/**
 * How a venue's messages about orders differ from plain FIX: its codes for the desk's words, and tags of its own. Each
 * word has one code and each code one word, so that a code that is sent and read back means the same.
 */
import { formatDecimal, one } from '../../../../../shared/kernel/decimal.ts';
import { orderTypes, sides, timesInForce } from '../../../../domain/order/orderTerms.ts';
import { multiplierOf, type Instrument } from '../../../../domain/instrument/instrument.ts';
import type { OrderTerms, OrderType, Side, TimeInForce } from '../../../../domain/order/orderTerms.ts';
import { withCustomTags } from '../codec/customTags.ts';
import { tags, valueOf, type Field, type FixMessage } from '../codec/fixMessage.ts';

/** What a venue calls an instrument. */
export interface InstrumentCode {
  /** Symbol (55). */
  readonly symbol: string;
  /** SecurityID (48) and SecurityIDSource (22, IDSource in FIX 4.2); both or none. */
  readonly securityId?: string | undefined;
  readonly securityIdSource?: string | undefined;
}

export interface Codes {
  /** Side (54). */
  readonly side: Readonly<Record<Side, string>>;
  /** OrdType (40). */
  readonly orderType: Readonly<Record<OrderType, string>>;
  /** TimeInForce (59). */
  readonly timeInForce: Readonly<Record<TimeInForce, string>>;
  /** Account (1), by the desk's account; an absent account is sent under its own name. */
  readonly accounts: Readonly<Record<string, string>>;
  /** By the desk's symbol; an absent symbol is sent as it is. */
  readonly symbols: Readonly<Record<string, InstrumentCode>>;
}

export const plainCodes: Codes = {
  side: { buy: '1', sell: '2' },
  orderType: { market: '1', limit: '2', stop: '3', stop_limit: '4' },
  timeInForce: { DAY: '0', GTC: '1', IOC: '3', FOK: '4', GTD: '6' },
  accounts: {},
  symbols: {},
};

/** Where a value of a new order's tag comes from. */
export const orderValues = ['strategy', 'account', 'signal', 'multiplier'] as const;
export type OrderValue = (typeof orderValues)[number];

/** A custom tag in a message, with a fixed value or a value from the order. */
export interface CustomTag {
  readonly tag: number;
  /** `newOrder`: the value of this tag in the order's NewOrderSingle. */
  readonly value: string | { readonly from: OrderValue | 'newOrder' };
}

/** The messages about orders that may carry tags of the venue's own. */
export const orderMessages = ['newOrder', 'cancel', 'replace', 'status'] as const;
export type OrderMessage = (typeof orderMessages)[number];

export type CustomTags = Readonly<Record<OrderMessage, readonly CustomTag[]>>;

export const noCustomTags: CustomTags = { newOrder: [], cancel: [], replace: [], status: [] };

/** The tags that name an order's instrument in a message. */
const instrumentTags = [tags.symbol, tags.securityId, tags.securityIdSource];

/** The tags by which later messages name an order, with the values of its first message. */
const keptTags = [tags.account, ...instrumentTags, tags.side, tags.ordType, tags.timeInForce];

export class Dialect {
  private readonly codes: Codes;
  private readonly custom: CustomTags;
  private readonly kept: ReadonlySet<number>;
  private readonly accounts: ReadonlyMap<string, string>;
  private readonly accountNames: ReadonlyMap<string, string>;
  private readonly instruments: readonly Instrument[];
  private readonly symbols: ReadonlyMap<string, InstrumentCode>;

  constructor(
    codes: Codes = plainCodes,
    custom: CustomTags = noCustomTags,
    instruments: readonly Instrument[] = [],
  ) {
    this.instruments = instruments;
    this.codes = codes;
    this.custom = custom;
    const asInNewOrder = orderMessages
      .flatMap((type) => custom[type])
      .filter(({ value }) => typeof value !== 'string' && value.from === 'newOrder');
    this.kept = new Set([...keptTags, ...asInNewOrder.map(({ tag }) => tag)]);
    this.accounts = new Map(Object.entries(codes.accounts));
    this.accountNames = new Map([...this.accounts].map(([name, code]) => [code, name]));
    this.symbols = new Map(Object.entries(codes.symbols));
  }

  /** Account, instrument and side of a new order. */
  account({ account }: OrderTerms): Field {
    return [tags.account, this.accounts.get(account) ?? account];
  }

  instrument({ symbol }: Pick<OrderTerms, 'symbol'>): readonly Field[] {
    const { symbol: code = symbol, securityId, securityIdSource } = this.symbols.get(symbol) ?? {};
    return [
      [tags.symbol, code],
      ...(securityId === undefined ? [] : ([[tags.securityId, securityId]] as const)),
      ...(securityIdSource === undefined ? [] : ([[tags.securityIdSource, securityIdSource]] as const)),
    ];
  }

  side(side: Side): Field {
    return [tags.side, this.codes.side[side]];
  }

  orderType(orderType: OrderType): Field {
    return [tags.ordType, this.codes.orderType[orderType]];
  }

  timeInForce(timeInForce: TimeInForce): Field {
    return [tags.timeInForce, this.codes.timeInForce[timeInForce]];
  }

  /** The fields of an order's first message that later messages repeat. */
  marksOf({ fields }: FixMessage): readonly Field[] {
    return fields.filter(([tag]) => this.kept.has(tag));
  }

  /** The body of a new order with the venue's own tags. */
  withTags(body: readonly Field[], terms: OrderTerms): readonly Field[] {
    const values = {
      strategy: terms.strategy,
      account: terms.account,
      signal: terms.signalId,
      multiplier: formatDecimal(terms.multiplier ?? one),
    };
    return withCustomTags(
      body,
      this.custom.newOrder.flatMap(({ tag, value }): readonly Field[] => {
        if (typeof value === 'string') return [[tag, value]];
        return value.from === 'newOrder' ? [] : [[tag, values[value.from]]];
      }),
    );
  }

  /** The body of a later message about an order with the venue's own tags. */
  withLaterTags(
    type: Exclude<OrderMessage, 'newOrder'>,
    body: readonly Field[],
    marks: readonly Field[],
  ): readonly Field[] {
    return withCustomTags(
      body,
      this.custom[type].flatMap(({ tag, value }): readonly Field[] =>
        typeof value === 'string' ? [[tag, value]] : marks.filter((mark) => mark[0] === tag),
      ),
    );
  }

  /** Undefined for any other side: a cross, a subscription, a loan. */
  sideOf(message: FixMessage): Side | undefined {
    const code = valueOf(message, tags.side);
    return wordOf(sides, this.codes.side, code) ?? plainSides.get(code ?? '');
  }

  orderTypeOf(message: FixMessage): OrderType {
    return wordOf(orderTypes, this.codes.orderType, valueOf(message, tags.ordType)) ?? 'limit';
  }

  timeInForceOf(message: FixMessage): TimeInForce {
    return wordOf(timesInForce, this.codes.timeInForce, valueOf(message, tags.timeInForce)) ?? 'DAY';
  }

  /** The configured multiplier, for ContractMultiplier (231). */
  multiplierOf(name: string): string {
    return formatDecimal(multiplierOf(this.instruments.find(({ symbol }) => symbol === name)));
  }

  accountOf(message: FixMessage): string | undefined {
    const code = valueOf(message, tags.account);
    if (code === undefined) return undefined;
    return this.accountNames.get(code) ?? (this.accounts.has(code) ? foreign(code) : code);
  }

  symbolOf(message: FixMessage): string {
    const code = valueOf(message, tags.symbol) ?? '';
    const id = valueOf(message, tags.securityId);
    const source = valueOf(message, tags.securityIdSource);
    const named = [...this.symbols].filter(([, { symbol, securityId, securityIdSource }]) =>
      id === undefined || securityId === undefined
        ? symbol === code
        : securityId === id && (source === undefined || source === securityIdSource),
    );
    const [first] = named;
    if (first !== undefined && named.length === 1) return first[0];
    return this.symbols.has(code) ? foreign(code) : code;
  }
}

/** Short sales (5, 6) sell. */
const plainSides: ReadonlyMap<string, Side> = new Map([
  ['1', 'buy'],
  ['2', 'sell'],
  ['5', 'sell'],
  ['6', 'sell'],
]);

/** Marks a venue's name that the desk uses for something else. */
function foreign(code: string): string {
  return `venue:${code}`;
}

function wordOf<Word extends string>(
  words: readonly Word[],
  codes: Readonly<Record<Word, string>>,
  code: string | undefined,
): Word | undefined {
  return words.find((word) => codes[word] === code);
}
