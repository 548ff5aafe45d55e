/**
 * The sample of signals that comes with the program: a year of the S&P 500, mostly good, with every kind of bad
 * signal among them. The same prices always give the same text.
 */
import { formatDecimal, multiply, decimal, type Decimal } from '../../src/shared/kernel/decimal.ts';
import { formatMicros } from '../../src/shared/kernel/time.ts';
import type { PriceBar } from '../../src/main/infra/venues/sim/prices/priceBar.ts';
import { seededRandom } from '../../src/main/infra/venues/sim/faults/seededRandom.ts';
import { badSignals, type SignalJson } from './badSignals.ts';
import { goodSignal, tick, ticksOf } from './goodSignal.ts';

export interface Sample {
  readonly text: string;
  readonly counts: {
    /** Lines that are not blank. */
    readonly signals: number;
    /** Signals that make an order. */
    readonly accepted: number;
    /** Of those, the orders that risk denies. */
    readonly denied: number;
    readonly duplicates: number;
    readonly rejected: number;
    /** Rejected signals by the code of their first refusal. */
    readonly rejectedByCode: Readonly<Record<string, number>>;
  };
}

const year = '2000';
const signalsPerDay = 11;
/** Every so many days something special happens; primes, so that they spread. */
const badEveryDays = 3;
const duplicateEveryDays = 7;
const deniedEveryDays = 11;
const blankEveryDays = 13;
/** Every so many duplicates only the id is the same. */
const changedDuplicateEvery = 5;

interface Tally {
  accepted: number;
  denied: number;
  duplicates: number;
  readonly rejectedByCode: Record<string, number>;
}

export function sampleSignals(bars: readonly PriceBar[]): Sample {
  const random = seededRandom('signals-sp500');
  const tally: Tally = { accepted: 0, denied: 0, duplicates: 0, rejectedByCode: {} };
  const lines: string[] = [];
  let bad = 0;
  for (const [day, { date: at, closeTicks }] of bars.entries()) {
    const date = formatMicros(at).slice(0, 10);
    if (!date.startsWith(year)) continue;
    const market = { date, close: ticksOf(closeTicks) };
    let second = 0;
    const next = (mark: string): SignalJson => {
      const id = `S-${date.replaceAll('-', '')}-${mark}${String(second).padStart(2, '0')}`;
      return goodSignal(id, market, second++, random);
    };
    const today = Array.from({ length: signalsPerDay }, () => JSON.stringify(next('')));
    tally.accepted += today.length;
    if (day % deniedEveryDays === 5) today.splice(4, 0, deniedSignal(next('r'), market.close, tally));
    if (day % duplicateEveryDays === 2) today.push(duplicateOf(today[1] ?? '', tally));
    if (day % badEveryDays === 1) today.splice(7, 0, badSignal(bad++, next('b'), tally));
    if (day % blankEveryDays === 6) today.push('');
    lines.push(...today);
  }
  return finish(lines, tally);
}

/** Ends the file within a line, as a copy that was interrupted does. */
function finish(lines: readonly string[], tally: Tally): Sample {
  const cutOff = '{"id":"S-20001229-cut","source":"file:signals-sp500","strategy":"momentum","account":"ma';
  count(tally.rejectedByCode, 'json_malformed');
  const { accepted, denied, duplicates, rejectedByCode } = tally;
  const rejected = Object.values(rejectedByCode).reduce((sum, one) => sum + one, 0);
  const counts = {
    signals: accepted + duplicates + rejected,
    accepted,
    denied,
    duplicates,
    rejected,
    rejectedByCode,
  };
  return { text: `${lines.join('\n')}\n${cutOff}`, counts };
}

function deniedSignal(good: SignalJson, close: Decimal, tally: Tally): string {
  tally.accepted++;
  tally.denied++;
  if (tally.denied % 2 === 0) return JSON.stringify({ ...good, quantity: '20000' });
  // A tenth beyond the market, where the collar allows a twentieth.
  const share = decimal(good['side'] === 'buy' ? '1.1' : '0.9');
  const wanted = multiply(close, share);
  const limitPrice = formatDecimal((wanted - (wanted % tick)) as Decimal);
  return JSON.stringify({ ...good, orderType: 'limit', limitPrice, timeInForce: 'DAY' });
}

/** The same line again; now and then with another content under the same id. */
function duplicateOf(line: string, tally: Tally): string {
  tally.duplicates++;
  if (tally.duplicates % changedDuplicateEvery !== 0) return line;
  return JSON.stringify({ ...(JSON.parse(line) as SignalJson), quantity: '999' });
}

function badSignal(number: number, good: SignalJson, tally: Tally): string {
  const kind = badSignals[number % badSignals.length];
  if (kind === undefined) return '';
  count(tally.rejectedByCode, kind.code);
  return kind.line(good);
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
