/** Carries out control messages. They steer the simulated market, and a trader would never see them. */
import { decimal, formatDecimal } from '../../../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../../../shared/kernel/invariant.ts';
import { epochMicros } from '../../../../../shared/kernel/time.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { FaultPlan } from '../faults/faultPlan.ts';
import type { MarketDriver } from '../prices/marketDriver.ts';
import type { ControlMessage, SimStatus, VenueMessage } from '../wire/protocol.ts';
import { readPrice } from '../exchange/admitOrder.ts';
import type { SimArguments } from './simArguments.ts';
import type { SimServer } from './simServer.ts';

interface SimControlParts {
  readonly args: SimArguments;
  readonly exchange: Exchange;
  readonly driver: MarketDriver;
  readonly faults: FaultPlan;
  readonly server: SimServer;
}

export class SimControl {
  private readonly parts: SimControlParts;

  constructor(parts: SimControlParts) {
    this.parts = parts;
  }

  /** Carries out the message and answers with the state after it, or with an error after which nothing has changed. */
  handle(message: ControlMessage): VenueMessage {
    const { exchange, driver, faults, server } = this.parts;
    let underway = false;
    switch (message.type) {
      case 'configureFaults': {
        const wasFrozen = faults.switches.freeze;
        faults.configure(message.faults);
        if (wasFrozen && !faults.switches.freeze) server.thaw();
        break;
      }
      case 'reseed':
        faults.reseed(message.seed);
        break;
      case 'advanceTo':
        underway = !driver.advanceTo(epochMicros(message.at));
        break;
      case 'step':
        for (let step = 0; step < message.steps && !driver.ended; step++) driver.step();
        break;
      case 'movePrice': {
        const grid = exchange.markets.get(message.symbol)?.grid;
        if (grid === undefined) {
          return refusal(message.id, 'unknown_symbol', `${message.symbol} is not traded here`);
        }
        const ticks = readPrice('price', formatDecimal(decimal(message.price)), grid);
        if (!ticks.ok) return refusal(message.id, ticks.error.code, ticks.error.reason);
        driver.movePrice(message.symbol, ticks.value);
        break;
      }
      case 'endDay':
        exchange.endDay();
        break;
      case 'cutSessions':
        server.cutSessions();
        break;
      case 'status':
        break;
      default:
        return assertNever(message);
    }
    server.openTurn();
    return { type: 'status', id: message.id, status: this.status(underway) };
  }

  private status(underway: boolean): SimStatus {
    const { args, exchange, driver, faults, server } = this.parts;
    return {
      pid: process.pid,
      mode: args.mode,
      underway,
      market: driver.ended ? 'ended' : args.mode === 'held' ? 'held' : 'running',
      wraps: driver.wraps,
      symbols: driver.ticks().map(({ symbol, last, bid, ask, marketTime }) => {
        const grid = exchange.markets.get(symbol)?.grid;
        const [tickSize, lotSize] = [grid?.tickSize, grid?.lotSize].map((size) =>
          formatDecimal(size ?? decimal('0')),
        );
        return {
          symbol,
          tickSize: tickSize ?? '',
          lotSize: lotSize ?? '',
          last,
          bid,
          ask,
          marketTime,
        };
      }),
      sessions: server.sessionCount,
      openOrders: exchange.openCount,
      faults: faults.switches,
      seed: faults.seed,
      counts: { ...exchange.counts, ...server.counts },
    };
  }
}

function refusal(id: number, code: string, message: string): VenueMessage {
  return { type: 'error', id, code, message };
}
