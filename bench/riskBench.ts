/**
 * What judging one order costs: 1,000 working orders in 200 symbols, and 50 limits of every kind, beside the limits of a
 * first start on the same books.
 */
import { performance } from 'node:perf_hooks';
import { wholeDecimal, zero } from '../src/shared/kernel/decimal.ts';
import { engineActor, parseOrderId, parseTicker, trusted } from '../src/shared/kernel/ids.ts';
import { invariant } from '../src/shared/kernel/invariant.ts';
import type { OrderTerms } from '../src/main/domain/order/orderTerms.ts';
import { sampleTerms } from '../src/main/domain/order/testing/sampleTerms.ts';
import { defaultConfiguration, type RiskSettings } from '../src/main/engine/configuration.ts';
import { ExposureBook } from '../src/main/engine/orders/exposureBook.ts';
import { ExposureSums } from '../src/main/engine/risk/exposureSums.ts';
import { LimitBook } from '../src/main/engine/risk/limitBook.ts';
import { refusalsOf, RiskManager } from '../src/main/engine/risk/riskManager.ts';
import { everyLimit, wide } from './everyLimit.ts';
import { figure, type Figure } from './figures.ts';

const symbols = 200;
const working = 1_000;
/** The orders of the bench are in one of these symbols, and in the others. */
const orderScopes = [
  'symbol:S0',
  'symbol:S1',
  `account:${sampleTerms.account}`,
  `venue:${sampleTerms.venue}`,
];
const price = wholeDecimal(1_400);
const ordersPerLook = 200;
const microsPerMs = 1_000;

/** `runMs` is how long each run is timed. */
export function benchRisk(runs: number, runMs: number): readonly Figure[] {
  // The bench judges more orders in a second than the rate of a first start allows.
  const first = { ...defaultConfiguration().risk, messageRatePerSecondMax: wide };
  const all: number[] = [];
  const few: number[] = [];
  for (let run = 0; run < runs; run++) {
    few.push(microsAnOrder(first, runMs));
    all.push(microsAnOrder(everyLimit(first, orderScopes), runMs));
  }
  const is = 'the five limits of a first start, on the same books';
  return [figure('risk.order', 'µs', all, { peer: { values: few, is } })];
}

function microsAnOrder(settings: RiskSettings, runMs: number): number {
  const { risk, reserve } = managerOf(settings);
  for (let n = 0; n < working; n++) reserve(orderOf(`w${n}`, n % symbols));
  let judged = 0;
  const startMs = performance.now();
  let elapsedMs = 0;
  while (elapsedMs < runMs) {
    for (let n = 0; n < ordersPerLook; n++) {
      // As in the pipeline: an order is judged, takes its room, and gives it back when it ends.
      const terms = orderOf(`j${judged++}`, n % 2);
      invariant(
        refusalsOf(risk.assess(terms, engineActor())).length === 0,
        'every order of the bench passes',
      );
      risk.reserve(terms, engineActor());
      risk.release(terms.orderId);
    }
    elapsedMs = performance.now() - startMs;
  }
  return (elapsedMs * microsPerMs) / judged;
}

function managerOf(settings: RiskSettings) {
  const exposures = new ExposureBook(() => undefined);
  const clock = { now: () => 0 as never, monotonicMs: () => performance.now() };
  const referencePrice = () => price;
  const risk = new RiskManager({
    limits: new LimitBook(() => settings),
    overrides: { of: () => [] },
    exposures,
    sums: new ExposureSums({ exposures, clock, referencePrice, instrumentOf: () => ({ currency: 'USD' }) }),
    dayVolume: () => zero,
    dayLoss: () => zero,
    reference: () => ({ price, source: 'fixed' }),
    instrumentOf: () => ({ currency: 'USD', tickSize: wholeDecimal(1) }),
    effective: () => ({ state: 'active', scope: 'desk', reason: '' }),
    clock,
  });
  return { risk, reserve: (terms: OrderTerms) => exposures.reserve(terms) };
}

function symbolOf(number: number): string {
  return `S${number}`;
}

function orderOf(id: string, symbol: number): OrderTerms {
  return {
    ...sampleTerms,
    orderId: trusted(parseOrderId, id),
    symbol: trusted(parseTicker, symbolOf(symbol)),
    limitPrice: price,
  };
}
