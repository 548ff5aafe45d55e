/** No sequence of accepted orders and amends ends beyond a hard limit, whatever the fills do. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal, negate, wholeDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import { engineActor, type AccountId, type OrderId, type Ticker } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { sampleTerms } from '../../domain/order/testing/sampleTerms.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { defaultConfiguration } from '../configuration.ts';
import { ExposureBook } from '../orders/exposureBook.ts';
import { ExposureSums } from './exposureSums.ts';
import { LimitBook } from './limitBook.ts';
import { RiskManager, refusalsOf } from './riskManager.ts';

const most = { long: 40, short: 25, gross: 9_000, net: 5_000, orders: 4, volume: 120 };
const settings = {
  ...defaultConfiguration().risk,
  priceCollar: 'none' as const,
  longPositionMax: wholeDecimal(most.long),
  shortPositionMax: wholeDecimal(most.short),
  grossExposureMax: wholeDecimal(most.gross),
  netExposureMax: wholeDecimal(most.net),
  openOrdersMax: wholeDecimal(most.orders),
  dailyVolumeMax: wholeDecimal(most.volume),
};
const accounts = ['a', 'b'] as readonly string[] as readonly AccountId[];
const symbols = ['X', 'Y'] as readonly string[] as readonly Ticker[];
const price = wholeDecimal(100);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    account: fc.constantFrom(...accounts),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 45 }),
  }),
  fc.record({
    kind: fc.constantFrom('amend' as const, 'fill' as const, 'end' as const),
    which: fc.nat(20),
    quantity: fc.integer({ min: 1, max: 45 }),
  }),
);

interface Working {
  terms: OrderTerms;
  filled: Decimal;
}

/** A desk whose venue does what the steps say; it keeps its own record. */
class Desk {
  readonly working: Working[] = [];
  readonly positions = new Map<string, Decimal>();
  readonly volumes = new Map<string, Decimal>();
  accepted = 0;
  private readonly exposures = new ExposureBook(() => undefined);
  private readonly risk: RiskManager;

  constructor() {
    const { exposures } = this;
    const shared = { exposures, clock: manualTime().clock, referencePrice: () => price };
    this.risk = new RiskManager({
      ...shared,
      limits: new LimitBook(() => settings),
      overrides: { of: () => undefined },
      windows: () => settings,
      sums: new ExposureSums({ ...shared, currencyOf: () => 'USD' }),
      dayVolume: (account, symbol) => this.volumes.get(`${account} ${symbol}`) ?? zero,
      dayLoss: () => zero,
      disable: () => undefined,
      reference: () => ({ price, source: 'fixed' }),
      instrumentOf: () => ({ currency: 'USD', tickSize: decimal('0.25') }),
      effective: () => ({ state: 'active', scope: 'desk', reason: '' }),
    });
  }

  order(terms: OrderTerms): void {
    if (refusalsOf(this.risk.assess(terms, engineActor())).length > 0) return;
    this.risk.reserve(terms);
    this.working.push({ terms, filled: zero });
    this.accepted++;
  }

  amend(one: Working, quantity: Decimal): void {
    if (quantity <= one.filled) return;
    const order = { terms: one.terms, filledQuantity: one.filled } as never;
    if (quantity > one.terms.quantity) {
      if (refusalsOf(this.risk.assessAmend(order, { quantity })).length > 0) return;
      this.risk.reserveAmend(order, { quantity });
      this.accepted++;
    }
    one.terms = { ...one.terms, quantity };
    this.tell(one, 'OrderReplaced', { quantity: text(quantity), limitPrice: '100' });
  }

  fill(one: Working, asked: Decimal): void {
    const { account, symbol, side, quantity } = one.terms;
    const left = (quantity - one.filled) as Decimal;
    const part = asked < left ? asked : left;
    one.filled = (one.filled + part) as Decimal;
    const key = `${account} ${symbol}`;
    const signed = side === 'buy' ? part : negate(part);
    this.positions.set(key, ((this.positions.get(key) ?? 0n) + signed) as Decimal);
    this.volumes.set(key, ((this.volumes.get(key) ?? 0n) + part) as Decimal);
    const data = { lastQuantity: text(part), lastPrice: '100', cumulativeQuantity: text(one.filled) };
    this.tell(one, 'OrderFilled', data);
    if (one.filled === quantity) this.drop(one);
  }

  end(one: Working): void {
    this.tell(one, 'OrderCanceled', {});
    this.drop(one);
  }

  private drop(one: Working): void {
    this.working.splice(this.working.indexOf(one), 1);
  }

  private tell({ terms }: Working, type: string, data: object): void {
    this.exposures.apply({ type, data, streamId: `order-${terms.orderId}` } as never);
  }
}

function text(value: Decimal): string {
  return String(Number(value) / 1e9);
}

/** The worst that fills can do: the widest reach of each position, up and down. */
function worst({ working, positions, volumes }: Desk) {
  const places = accounts.flatMap((account) => symbols.map((symbol) => `${account} ${symbol}`));
  return places.map((place) => {
    const open = (side: string): number =>
      working
        .filter(({ terms }) => `${terms.account} ${terms.symbol}` === place && terms.side === side)
        .reduce((sum, { terms, filled }) => sum + Number(terms.quantity - filled) / 1e9, 0);
    const position = Number(positions.get(place) ?? 0n) / 1e9;
    const volume = Number(volumes.get(place) ?? 0n) / 1e9 + open('buy') + open('sell');
    const orders = working.filter(({ terms }) => `${terms.account} ${terms.symbol}` === place).length;
    return { high: position + open('buy'), low: position - open('sell'), volume, orders };
  });
}

test('orders and amends that passed never reach beyond a hard limit, whatever is filled', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const desk = new Desk();
      steps.forEach((one, index) => {
        const quantity = wholeDecimal(one.quantity);
        if (one.kind === 'order') {
          const { account, symbol, side } = one;
          const orderId = `o${index}` as OrderId;
          desk.order({ ...sampleTerms, orderId, account, symbol, side, quantity, limitPrice: price });
        } else {
          const working = desk.working[one.which % Math.max(1, desk.working.length)];
          if (working !== undefined) desk[one.kind](working, quantity);
        }
        const places = worst(desk);
        for (const { high, low, volume, orders } of places) {
          expect(high).toBeLessThanOrEqual(most.long);
          expect(low).toBeGreaterThanOrEqual(-most.short);
          expect(volume).toBeLessThanOrEqual(most.volume);
          expect(orders).toBeLessThanOrEqual(most.orders);
        }
        const sum = (of: (place: (typeof places)[number]) => number): number =>
          places.reduce((total, place) => total + of(place), 0) * 100;
        expect(sum(({ high, low }) => Math.max(Math.abs(high), Math.abs(low)))).toBeLessThanOrEqual(
          most.gross,
        );
        expect(Math.abs(sum(({ high }) => high))).toBeLessThanOrEqual(most.net);
        expect(Math.abs(sum(({ low }) => low))).toBeLessThanOrEqual(most.net);
      });
      accepted += desk.accepted;
    }),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(100);
});
