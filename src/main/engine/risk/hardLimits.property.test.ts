/** No sequence of accepted orders and amends ends beyond a hard limit, whatever the fills do. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, decimal, negate, wholeDecimal, zero, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import { engineActor, type AccountId, type OrderId, type Ticker } from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { sampleTerms } from '../../domain/order/testing/sampleTerms.ts';
import { manualTime } from '../events/testing/manualTime.ts';
import { defaultConfiguration } from '../configuration.ts';
import { ExposureBook } from '../orders/exposureBook.ts';
import { ExposureSums } from './exposureSums.ts';
import { LimitBook } from './limitBook.ts';
import { RiskManager, refusalsOf } from './riskManager.ts';

const allowed = { long: 40, short: 25, gross: 7_000, net: 5_000, orders: 4, volume: 55 };
const settings = {
  ...defaultConfiguration().risk,
  priceCollar: 'none' as const,
  longPositionMax: wholeDecimal(allowed.long),
  shortPositionMax: wholeDecimal(allowed.short),
  grossExposureMax: wholeDecimal(allowed.gross),
  netExposureMax: wholeDecimal(allowed.net),
  openOrdersMax: wholeDecimal(allowed.orders),
  dailyVolumeMax: wholeDecimal(allowed.volume),
};
const accounts = ['a', 'b'] as readonly string[] as readonly AccountId[];
const symbols = ['X', 'Y'] as readonly string[] as readonly Ticker[];
const price = wholeDecimal(100);

/** Mostly a few units: then several orders work at once, and most fills fill a part. */
const quantity = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 45 }) },
);

const step = fc.oneof(
  fc.record({
    kind: fc.constant('order' as const),
    account: fc.constantFrom(...accounts),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity,
  }),
  fc.record({
    kind: fc.constantFrom('amend' as const, 'amend' as const, 'fill' as const, 'end' as const),
    which: fc.nat(20),
    quantity,
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
  private readonly exposures = new ExposureBook(() => undefined);
  private readonly risk: RiskManager;

  constructor() {
    const { exposures } = this;
    const shared = { exposures, clock: manualTime().clock, referencePrice: () => price };
    this.risk = new RiskManager({
      ...shared,
      limits: new LimitBook(() => settings),
      overrides: { of: () => [] },
      windows: () => settings,
      sums: new ExposureSums({ ...shared, instrumentOf: () => ({ currency: 'USD' }) }),
      dayVolume: (account, symbol) => this.volumes.get(`${account} ${symbol}`) ?? zero,
      dayLoss: () => zero,
      disable: () => undefined,
      reference: () => ({ price, source: 'fixed' }),
      instrumentOf: () => ({ currency: 'USD', tickSize: decimal('0.25') }),
      effective: () => ({ state: 'active', scope: 'desk', reason: '' }),
    });
  }

  order(terms: OrderTerms): void {
    if (!this.passes('order', terms.side, this.risk.assess(terms, engineActor()))) return;
    this.risk.reserve(terms);
    this.working.push({ terms, filled: zero });
  }

  amend(one: Working, quantity: Decimal): void {
    if (quantity <= one.filled) return;
    const order = { terms: one.terms, filledQuantity: one.filled } as never;
    if (quantity > one.terms.quantity) {
      const what = one.filled > zero ? 'amend of a part-filled order' : 'amend';
      if (!this.passes(what, one.terms.side, this.risk.assessAmend(order, { quantity }))) return;
      this.risk.reserveAmend(order, { quantity });
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
    happened.add(one.filled === quantity ? 'filled' : 'filled in part');
    if (one.filled === quantity) this.drop(one);
  }

  end(one: Working): void {
    this.tell(one, 'OrderCanceled', {});
    this.drop(one);
  }

  private passes(what: string, side: string, decision: RiskDecisionRecord): boolean {
    const refusals = refusalsOf(decision);
    for (const { code } of refusals) happened.add(`${what} denied by ${code}`);
    happened.add(`${what}, ${side}, ${refusals.length === 0 ? 'passed' : 'denied'}`);
    return refusals.length === 0;
  }

  private drop(one: Working): void {
    this.working.splice(this.working.indexOf(one), 1);
  }

  private tell({ terms }: Working, type: string, data: object): void {
    this.exposures.apply({ type, data, streamId: `order-${terms.orderId}` } as never);
  }
}

/** What happened in any run. */
const happened = new Set<string>();

function text(value: Decimal): string {
  return String(Number(value) / 1e9);
}

function asked(
  { kind, which }: { readonly kind: 'amend' | 'fill' | 'end'; readonly which: number },
  { terms }: Working,
  units: Decimal,
): Decimal {
  if (kind === 'fill') return wholeDecimal(Math.ceil(Number(units) / 3e9));
  return kind === 'amend' && which % 2 === 0 ? add(terms.quantity, units) : units;
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

/** The limits beyond which fills could bring the desk. */
function beyond(desk: Desk): readonly string[] {
  const places = worst(desk);
  const sum = (of: (place: (typeof places)[number]) => number): number =>
    places.reduce((total, place) => total + of(place), 0) * 100;
  const most = {
    long: Math.max(...places.map(({ high }) => high)),
    short: Math.max(...places.map(({ low }) => -low)),
    volume: Math.max(...places.map(({ volume }) => volume)),
    orders: Math.max(...places.map(({ orders }) => orders)),
    gross: sum(({ high, low }) => Math.max(Math.abs(high), Math.abs(low))),
    net: Math.max(Math.abs(sum(({ high }) => high)), Math.abs(sum(({ low }) => low))),
  };
  return (Object.keys(allowed) as (keyof typeof allowed)[])
    .filter((name) => most[name] > allowed[name])
    .map((name) => `${name} ${most[name]}, allowed ${allowed[name]}`);
}

test('orders and amends that passed never reach beyond a hard limit, whatever is filled', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const desk = new Desk();
      steps.forEach((one, index) => {
        const quantity = wholeDecimal(one.quantity);
        if (one.kind === 'order') {
          const { account, symbol, side } = one;
          const orderId = `o${index}` as OrderId;
          desk.order({ ...sampleTerms, orderId, account, symbol, side, quantity, limitPrice: price });
        } else {
          const working = desk.working[one.which % Math.max(1, desk.working.length)];
          // An amend asks for more of the order every other time, a fill mostly for a part of it.
          if (working !== undefined) desk[one.kind](working, asked(one, working, quantity));
        }
        expect(beyond(desk)).toEqual([]);
      });
    }),
    { numRuns: 100 },
  );
  // Each limit was met by orders and by amends of both sides; otherwise the property says nothing about it.
  const sides = ['buy', 'sell'].flatMap((side) => ['passed', 'denied'].map((end) => `${side}, ${end}`));
  const kinds = ['order', 'amend', 'amend of a part-filled order'];
  const codes = [
    'long_position_limit',
    'short_position_limit',
    'gross_exposure',
    'net_exposure',
    'daily_volume',
  ];
  const expected = [
    ...kinds.flatMap((kind) => sides.map((end) => `${kind}, ${end}`)),
    ...['order', 'amend'].flatMap((kind) => codes.map((code) => `${kind} denied by ${code}`)),
    'order denied by open_orders',
    'filled in part',
    'filled',
  ];
  expect(expected.filter((what) => !happened.has(what))).toEqual([]);
});
