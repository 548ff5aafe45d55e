/**
 * The exposure of the desk, of each account and of each symbol, by currency. A sum is kept up to date by the places that
 * have changed since it was last asked for, so that an order does not have to go through all positions.
 */
import type { Ticker } from '../../../shared/kernel/ids.ts';
import { absolute, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { addExposure, exposureOf, subtractExposure } from '../../domain/risk/exposureRules.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { ExposureSum } from '../../domain/risk/riskInput.ts';
import type { Clock } from '../ports.ts';
import type { AccountPlace, ExposureBook } from '../orders/exposureBook.ts';

export interface ExposureSumsDependencies {
  readonly exposures: ExposureBook;
  /** Undefined where there is no price, or only a stale one. */
  readonly referencePrice: (symbol: Ticker) => Decimal | undefined;
  readonly instrumentOf: (symbol: Ticker) => Pick<Instrument, 'currency' | 'multiplier'> | undefined;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

interface Sum {
  readonly exposure: ExposureSum;
  /** Places with a position or open orders whose symbol has no price, a stale one, or no instrument. */
  readonly unpriced: number;
}

/** What one place adds to the exposure of its currency. */
interface Cell extends Sum {
  readonly currency: string;
}

const nothing: ExposureSum = { gross: zero, high: zero, low: zero };
const emptySum: Sum = { exposure: nothing, unpriced: 0 };
/** The currency of a symbol that has no instrument any more: its position may belong to every sum. */
const unknownCurrency = '';
/** Milliseconds for which a price counts that no tick has moved: a price file or a fixed price may have changed. */
const priceLookMs = 1_000;

export class ExposureSums {
  private readonly dependencies: ExposureSumsDependencies;
  private readonly cells = new Map<string, Cell>();
  private readonly sums = new Map<string, Sum>();
  /** Places by symbol. */
  private readonly placesOf = new Map<Ticker, Map<string, AccountPlace>>();
  private lookedMs = -Infinity;

  constructor(dependencies: ExposureSumsDependencies) {
    this.dependencies = dependencies;
  }

  /** Called when the price of a symbol has moved. */
  moved(symbol: Ticker): void {
    const { changed } = this.dependencies.exposures;
    for (const [key, place] of this.placesOf.get(symbol) ?? []) changed.set(key, place);
  }

  /**
   * The exposure of the scope in the symbol's currency, without that of the account in the symbol. Undefined while the
   * price of another place is missing or stale, or another place has no instrument.
   */
  without(scope: string, { account, symbol }: AccountPlace): ExposureSum | undefined {
    this.refresh();
    const currency = this.dependencies.instrumentOf(symbol)?.currency ?? unknownCurrency;
    const { exposure } = this.sums.get(`${scope} ${currency}`) ?? emptySum;
    const own = this.cells.get(`${account} ${symbol}`);
    if (this.unpriced(scope, currency) > (own?.unpriced ?? 0)) return undefined;
    return own === undefined ? exposure : subtractExposure(exposure, own.exposure);
  }

  /** Each sum; its exposure is undefined while a price is missing. */
  all(): readonly { scope: string; currency: string; exposure: ExposureSum | undefined }[] {
    this.refresh();
    return Array.from(this.sums, ([name, { exposure }]) => {
      const end = name.lastIndexOf(' ');
      const place = { scope: name.slice(0, end), currency: name.slice(end + 1) };
      const isKnown = this.unpriced(place.scope, place.currency) === 0;
      return { ...place, exposure: isKnown ? exposure : undefined };
    });
  }

  private unpriced(scope: string, currency: string): number {
    const own = this.sums.get(`${scope} ${currency}`)?.unpriced ?? 0;
    const unknown = this.sums.get(`${scope} ${unknownCurrency}`)?.unpriced ?? 0;
    return currency === unknownCurrency ? unknown : own + unknown;
  }

  private refresh(): void {
    const { exposures, clock } = this.dependencies;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.lookedMs >= priceLookMs) {
      this.lookedMs = nowMs;
      for (const symbol of this.placesOf.keys()) this.moved(symbol);
    }
    for (const [key, place] of exposures.changed) this.value(key, place);
    exposures.changed.clear();
  }

  private value(key: string, place: AccountPlace): void {
    const { exposures, referencePrice, instrumentOf } = this.dependencies;
    const { account, symbol } = place;
    const held = exposures.total(place);
    const price = referencePrice(symbol);
    const { currency = unknownCurrency, multiplier } = instrumentOf(symbol) ?? {};
    const isEmpty = [held.position, held.openBuyQuantity, held.openSellQuantity].every((one) => one === zero);
    const cell: Cell =
      price === undefined
        ? { currency, exposure: nothing, unpriced: isEmpty ? 0 : 1 }
        : { currency, exposure: exposureOf(held, absolute(price), multiplier), unpriced: 0 };
    const before = this.cells.get(key);
    this.cells.set(key, cell);
    const places = this.placesOf.get(symbol) ?? new Map<string, AccountPlace>();
    this.placesOf.set(symbol, places.set(key, place));
    for (const scope of ['desk', `account:${account}`, `symbol:${symbol}`]) {
      if (before?.currency === currency) {
        this.change(`${scope} ${currency}`, before, cell);
        continue;
      }
      if (before !== undefined) this.change(`${scope} ${before.currency}`, before, emptySum);
      this.change(`${scope} ${currency}`, emptySum, cell);
    }
  }

  private change(name: string, before: Sum, after: Sum): void {
    const { exposure, unpriced } = this.sums.get(name) ?? emptySum;
    this.sums.set(name, {
      exposure: addExposure(subtractExposure(exposure, before.exposure), after.exposure),
      unpriced: unpriced - before.unpriced + after.unpriced,
    });
  }
}
