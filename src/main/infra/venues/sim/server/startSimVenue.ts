/** Puts the venue together: record, exchange, market, fault switches and server. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { epochMicros, type EpochMicros } from '../../../../../shared/kernel/time.ts';
import { decimal } from '../../../../../shared/kernel/decimal.ts';
import type { Clock } from '../../../../engine/ports.ts';
import { Exchange } from '../exchange/exchange.ts';
import type { Grid } from '../exchange/grid.ts';
import { FaultPlan } from '../faults/faultPlan.ts';
import { MarketDriver } from '../prices/marketDriver.ts';
import { loadPriceBars } from '../prices/priceBars.ts';
import { BarTape, type PriceTape, type TapeStep } from '../prices/priceTape.ts';
import { RandomWalkTape } from '../prices/randomWalkTape.ts';
import { SimRecord, type NewRequest } from '../record/record.ts';
import type { StoredMarket } from '../record/recordRows.ts';
import type { SimArguments, SymbolArguments } from './simArguments.ts';
import type { SimAddress } from '../client/simConnection.ts';
import { SimControl } from './simControl.ts';
import { SimServer, type TradeRequest } from './simServer.ts';

export interface RunningSimVenue {
  /** `socket` is a path, `port` is on the loopback interface. */
  readonly address: SimAddress;
  /** Commits, and closes the record and every session. */
  close(): void;
}

/** Milliseconds between two price messages of a market that does not move. Their age shows that the venue is alive. */
const stillMarketMs = 1_000;
const expiryCheckMs = 50;
/** Where a random walk starts by default: the start of a year, independent of any clock. */
const walkStart = epochMicros(Date.UTC(2020, 0, 1) * 1_000);

/**
 * Opens the record and listens. `onRecordFailure` is called when a commit fails; no message is sent after that. Throws
 * RecordUnusable, PriceFileUnusable or the operating system's error.
 */
export async function startSimVenue(
  args: SimArguments,
  clock: Clock,
  onRecordFailure: (error: unknown) => void,
): Promise<RunningSimVenue> {
  const tapes = new Map(args.symbols.map((symbol) => [symbol.symbol, tapeOf(symbol, args)]));
  const record = new SimRecord(args.record);
  const faults = new FaultPlan(args.faults, args.seed);
  const places = args.symbols.map((symbol) => placeOf(symbol, tapes.get(symbol.symbol), record, args));

  const exchange: Exchange = new Exchange(
    {
      symbols: places.map(({ symbol, ticks }) => ({
        symbol: symbol.symbol,
        grid: symbol.grid,
        referenceTicks: ticks,
      })),
      house: args.house,
      dayOrdersExpire: args.mode === 'paced',
      wallMicros: () => clock.now(),
    },
    record,
    (report, outcome) => server.report(report, outcome),
  );
  const driver: MarketDriver = new MarketDriver(
    places.flatMap(({ symbol: { symbol }, tape, at }) => {
      const market = exchange.markets.get(symbol);
      return market === undefined ? [] : [{ symbol, market, tape, at }];
    }),
    args.atEnd,
    {
      onTick: (tick) => server.tell({ type: 'tick', ...tick }),
      onMoved: (symbol, market) => record.saveMarket(symbol, market),
    },
  );
  // Anybody on this machine can connect to a port, so a port needs a token. The folder of a socket admits only its
  // owner.
  const token = 'path' in args.address ? undefined : randomBytes(32).toString('hex');
  const server: SimServer = new SimServer({
    token,
    exchange,
    faults,
    currentTicks: () => driver.ticks().map((tick) => ({ type: 'tick', ...tick })),
    control: (message) => control.handle(message),
    onHello: (name, pid) => record.saveSession({ name, pid: pid ?? null, since: clock.now() }),
    onRequest: (session, request) => {
      if (args.keepRequests) record.saveRequest(rowOf(session, request, clock.now()));
    },
    onRecordFailure,
  });
  const control: SimControl = new SimControl({ args, exchange, driver, faults, server });

  exchange.open();
  exchange.commit();
  if ('path' in args.address) rmSync(args.address.path, { force: true });
  const listening = await server.listen(args.address);
  const timers = startTimers(args, faults, exchange, driver, server);
  return {
    address: addressOf(listening.address(), token),
    close: () => {
      for (const timer of timers) clearInterval(timer);
      server.close();
      exchange.commit();
      record.close();
    },
  };
}

function rowOf(session: number | undefined, request: TradeRequest, receivedAt: EpochMicros): NewRequest {
  const { type, clientOrderId } = request;
  const newClientOrderId = type === 'replace' ? request.newClientOrderId : null;
  return { session: session ?? null, type, clientOrderId, newClientOrderId, receivedAt };
}

function startTimers(
  args: SimArguments,
  faults: FaultPlan,
  exchange: Exchange,
  driver: MarketDriver,
  server: SimServer,
): NodeJS.Timeout[] {
  const unlessFrozen = (task: () => void) => () => {
    if (faults.switches.freeze) return;
    task();
    server.openTurn();
  };
  const sayPrices = () => {
    for (const tick of driver.ticks()) server.tell({ type: 'tick', ...tick });
  };
  const move = () => {
    if (driver.ended) return;
    const outcome = driver.step();
    if (outcome !== 'moved') server.tell({ type: 'market', state: outcome });
  };
  const still = () => {
    if (args.mode === 'held' || driver.ended || args.tickMs > stillMarketMs) sayPrices();
  };
  return [
    ...(args.mode === 'paced' ? [setInterval(unlessFrozen(move), args.tickMs)] : []),
    setInterval(unlessFrozen(still), stillMarketMs),
    setInterval(
      unlessFrozen(() => exchange.expireDue()),
      expiryCheckMs,
    ),
  ];
}

function tapeOf(symbol: SymbolArguments, args: SimArguments): PriceTape {
  const { prices, grid } = symbol;
  if (prices !== undefined) return new BarTape(loadPriceBars(prices, grid, symbol.symbol));
  return new RandomWalkTape(
    symbol.startTicks,
    args.start ?? walkStart,
    `${args.seed}:${symbol.symbol}`,
    symbol.grid,
  );
}

interface Place {
  readonly symbol: SymbolArguments;
  readonly tape: PriceTape;
  readonly at: TapeStep;
  readonly ticks: number;
}

/** Where the symbol's market continues: where the record left it, else at the start. */
function placeOf(
  symbol: SymbolArguments,
  tape: PriceTape | undefined,
  record: SimRecord,
  args: SimArguments,
): Place {
  if (tape === undefined) throw new Error(`no prices for ${symbol.symbol}`);
  const kept = record.market(symbol.symbol);
  const first = args.start === undefined ? 0 : tape.openingStepAt(args.start);
  const step = Math.min(kept?.step ?? first, tape.lastStep ?? Number.MAX_SAFE_INTEGER);
  const at = tape.jumpTo(step);
  return { symbol, tape, at, ticks: kept === undefined ? at.ticks : ticksOf(kept, symbol.grid) };
}

/** The market's price in ticks. The tick size may have changed since the record was written, but the price has not. */
function ticksOf({ ticks, price }: StoredMarket, { nearestTicks, nearestToFinest }: Grid): number {
  return price === undefined ? nearestToFinest(ticks) : nearestTicks(decimal(price));
}

function addressOf(
  address: string | { address: string; port: number } | null,
  token: string | undefined,
): SimAddress {
  if (typeof address === 'string') return { socket: address };
  if (address === null || token === undefined) throw new Error('the server does not listen');
  return { host: address.address, port: address.port, token };
}
