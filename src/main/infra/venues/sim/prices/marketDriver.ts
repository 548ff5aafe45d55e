/** Moves the markets of all symbols together along their price tapes, and reports each new price. */
import type { EpochMicros } from '../../../../../shared/kernel/time.ts';
import type { StoredMarket } from '../record/recordRows.ts';
import type { PriceTape, TapeStep } from './priceTape.ts';
import type { SymbolMarket } from '../exchange/symbolMarket.ts';

export interface DrivenSymbol {
  readonly symbol: string;
  readonly market: SymbolMarket;
  readonly tape: PriceTape;
  /** The tape's current step. */
  readonly at: TapeStep;
}

export interface MarketTickText {
  readonly symbol: string;
  readonly last: string;
  readonly bid: string;
  readonly ask: string;
  readonly marketTime: EpochMicros;
  readonly barClose?: string;
}

export interface DriverListener {
  onTick(tick: MarketTickText): void;
  /** Called with the symbol's place, to be recorded. */
  onMoved(symbol: string, market: StoredMarket): void;
}

interface Driven {
  readonly market: SymbolMarket;
  readonly tape: PriceTape;
  at: TapeStep;
  /** The step that the market was moving to when it paused. */
  towards: TapeStep | undefined;
}

export class MarketDriver {
  private readonly symbols: Map<string, Driven>;
  private readonly atEnd: 'stop' | 'wrap';
  private readonly listener: DriverListener;
  /** How often a tape has started again from its beginning. */
  wraps = 0;

  constructor(symbols: readonly DrivenSymbol[], atEnd: 'stop' | 'wrap', listener: DriverListener) {
    this.symbols = new Map(
      symbols.map(({ symbol, market, tape, at }) => [symbol, { market, tape, at, towards: undefined }]),
    );
    this.atEnd = atEnd;
    this.listener = listener;
  }

  /** Whether no tape has a step left; never true with `wrap`. */
  get ended(): boolean {
    if (this.atEnd === 'wrap') return false;
    return [...this.symbols.values()].every(({ tape, at }) => at.step === tape.lastStep);
  }

  /** Moves every symbol that has a step left by one step. Says whether a tape ended or started again with it. */
  step(): 'moved' | 'ended' | 'wrapped' {
    const wrapsBefore = this.wraps;
    const endedBefore = this.ended;
    for (const [symbol, driven] of this.symbols) {
      const { tape, at } = driven;
      if (at.step !== tape.lastStep) {
        this.take(symbol, driven, nextStepOf(driven));
      } else if (this.atEnd === 'wrap') {
        this.wraps++;
        this.take(symbol, driven, tape.jumpTo(0));
      }
    }
    if (this.wraps > wrapsBefore) return 'wrapped';
    return this.ended && !endedBefore ? 'ended' : 'moved';
  }

  /**
   * Moves every symbol towards the close of its last bar at or before the instant, clamped to its tape. Forwards the
   * market walks every step, so that resting orders and stops meet all prices in between. It pauses where something has
   * happened to an order, so that the order's sender can react as in a real market. Backwards it jumps. True when the
   * market has reached the instant; another call continues the move. Only the price at which it stops is reported.
   */
  advanceTo(instant: EpochMicros): boolean {
    for (const [symbol, driven] of this.symbols) {
      const { tape, market } = driven;
      const target = tape.closingStepAt(instant);
      if (target < driven.at.step) {
        this.take(symbol, driven, tape.jumpTo(target));
        continue;
      }
      const from = { step: driven.at.step, ticks: market.referenceTicks, outcomes: market.outcomes };
      while (driven.at.step < target && market.outcomes === from.outcomes) this.walk(driven);
      if (driven.at.step === from.step && market.referenceTicks === from.ticks) continue;
      this.say(symbol, driven);
      if (market.outcomes > from.outcomes) return false;
    }
    return true;
  }

  /** Moves one symbol's price directly, through every price in between. The symbol's tape stays where it is. */
  movePrice(symbol: string, ticks: number): void {
    const driven = this.symbols.get(symbol);
    if (driven === undefined) return;
    driven.market.moveTo(ticks, 'walk');
    driven.at = { ...driven.at, barCloseTicks: undefined };
    this.say(symbol, driven);
  }

  /** The current price of every symbol, for a new session, and to show that a still market is alive. */
  ticks(): MarketTickText[] {
    return [...this.symbols].map(([symbol, driven]) => tickOf(symbol, driven, undefined));
  }

  /** Walks to the next step, or to a price before it at which a client's order trades. */
  private walk(driven: Driven): void {
    const next = nextStepOf(driven);
    driven.towards = next;
    if (next.path === 'gap') driven.market.moveTo(next.ticks, 'gap');
    else if (!driven.market.walkTowards(next.ticks)) return;
    driven.at = next;
    driven.towards = undefined;
  }

  private take(symbol: string, driven: Driven, at: TapeStep): void {
    driven.at = at;
    driven.towards = undefined;
    driven.market.moveTo(at.ticks, at.path);
    this.say(symbol, driven);
  }

  private say(symbol: string, driven: Driven): void {
    const { referenceTicks: ticks, grid } = driven.market;
    this.listener.onMoved(symbol, { step: driven.at.step, ticks, price: grid.priceText(ticks) });
    const barClose = driven.towards === undefined ? driven.at.barCloseTicks : undefined;
    this.listener.onTick(tickOf(symbol, driven, barClose));
  }
}

function nextStepOf({ tape, at, towards, market }: Driven): TapeStep {
  return towards ?? tape.stepAt(at.step + 1, market.referenceTicks);
}

function tickOf(symbol: string, { market, at }: Driven, barCloseTicks: number | undefined): MarketTickText {
  const { bid, ask } = market.touch();
  const { priceText } = market.grid;
  return {
    symbol,
    last: priceText(market.referenceTicks),
    bid: priceText(bid),
    ask: priceText(ask),
    marketTime: at.marketTime,
    ...(barCloseTicks !== undefined && { barClose: priceText(barCloseTicks) }),
  };
}
