/** Prices that walk at random, a few ticks at a time, with a jump now and then. */
import { fromUnits, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { Ticker } from '../../../shared/kernel/ids.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import type { Instrument } from '../../domain/instrument/instrument.ts';
import type { Prng } from '../machine/prng.ts';

const startTicks = 4_000n;
const walkTicksMax = 4;
const jumpTicksMax = 60;
const jumpChance = 0.05;

interface Walk {
  readonly tick: Decimal;
  ticks: bigint;
  lowTicks: bigint;
  highTicks: bigint;
}

export class SimulatedMarket {
  private readonly random: Prng;
  private readonly prices = new Map<Ticker, Walk>();

  constructor(instruments: readonly Instrument[], random: Prng) {
    this.random = random;
    for (const { symbol, tickSize } of instruments) {
      const start = { ticks: startTicks, lowTicks: startTicks, highTicks: startTicks };
      this.prices.set(symbol, { tick: tickSize, ...start });
    }
  }

  price(symbol: Ticker): Decimal {
    const { tick, ticks } = this.of(symbol);
    return fromUnits(tick * ticks);
  }

  /** The price that is this many ticks away from the present one. */
  near(symbol: Ticker, ticks: number): Decimal {
    const now = this.of(symbol);
    return fromUnits(now.tick * (now.ticks + BigInt(ticks)));
  }

  /** The lowest and the highest price so far. */
  range(symbol: Ticker): { readonly low: Decimal; readonly high: Decimal } {
    const { tick, lowTicks, highTicks } = this.of(symbol);
    return { low: fromUnits(tick * lowTicks), high: fromUnits(tick * highTicks) };
  }

  move(symbol: Ticker): void {
    const market = this.of(symbol);
    const reach = this.random.chance(jumpChance) ? jumpTicksMax : walkTicksMax;
    const moved = market.ticks + BigInt(this.random.integer(-reach, reach));
    if (moved <= startTicks / 2n) return;
    market.ticks = moved;
    if (moved < market.lowTicks) market.lowTicks = moved;
    if (moved > market.highTicks) market.highTicks = moved;
  }

  private of(symbol: Ticker) {
    const market = this.prices.get(symbol);
    invariant(market !== undefined, `${symbol} is traded in the simulated market`);
    return market;
  }
}
