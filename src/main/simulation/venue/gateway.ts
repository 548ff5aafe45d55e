/** A venue and the connection to it. Both outlive the engines that connect. */
import { clientOrderIdOf } from '../../domain/order/clientOrderIds.ts';
import { decimal } from '../../../shared/kernel/decimal.ts';
import {
  parseOrderId,
  parseStrategyId,
  signalIdInstead,
  trusted,
  type AccountId,
  type Ticker,
  type VenueId,
} from '../../../shared/kernel/ids.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { Venue } from '../../engine/ports.ts';
import { Exchange, type ExchangeTools } from './exchange.ts';
import type { AdapterTools, VenueLine, VenueProtocol } from './venueLine.ts';

const reconnectMsMax = 60_000;
const outageMsMax = 300_000;
/** How many milliseconds a freeze lasts. Some freezes last longer than it takes the breaker to open. */
const freezeMs = { min: 500, max: 40_000 };
const throttleMs = { min: 5_000, max: 60_000 };
const foreignQuantityMax = 10;
const foreignTicksMax = 10;
/** How many milliseconds a connect takes. */
const connectMs = { min: 5, max: 200 };

/** The way from one engine, of the machine with that number. */
interface Line {
  readonly adapter: VenueLine;
  readonly machine: number;
  readonly alive: () => boolean;
  isConnecting: boolean;
}

/** A venue has one connection with the desk: a new one ends the one before. */
export class VenueGateway {
  readonly exchange: Exchange;
  private readonly tools: ExchangeTools;
  private readonly symbols: readonly Ticker[];
  private readonly accounts: readonly AccountId[];
  private readonly protocol: VenueProtocol;
  private lines: readonly Line[] = [];
  private downUntilMs = 0;
  private frozenUntilMs = 0;
  /** Until when each machine does not reach the venue. */
  private readonly cutUntilMs = new Map<number, number>();
  /** Requests that came while the venue stands still. It handles them in this order once it runs again. */
  private readonly unread: (() => void)[] = [];
  private intruded = 0;

  constructor(
    id: VenueId,
    symbols: readonly Ticker[],
    accounts: readonly AccountId[],
    tools: ExchangeTools,
    protocol: VenueProtocol,
  ) {
    this.tools = tools;
    this.protocol = protocol;
    this.symbols = symbols;
    this.accounts = accounts;
    this.exchange = new Exchange(id, tools, (report) => {
      for (const { adapter } of this.lines) adapter.report(report);
    });
  }

  /** Makes the port for a new engine. */
  adapterFor(tools: Omit<AdapterTools, 'serve'>, machine: number): Venue {
    const serve = (request: () => void): void => this.serve(request);
    const adapter = this.protocol.lineTo(this.exchange, { ...tools, serve });
    const { alive } = tools;
    this.lines = [
      ...this.lines.filter((line) => line.alive()),
      { adapter, machine, alive, isConnecting: false },
    ];
    return adapter;
  }

  /** Ends the connections of processes that are dead. */
  hangUp(): void {
    for (const { adapter, alive } of this.lines) if (!alive()) adapter.detach('the process is dead');
  }

  /** The machine does not reach the venue for a while. */
  cut(machine: number, forMs: number): void {
    this.cutUntilMs.set(machine, this.tools.time.monotonicMs() + forMs);
    for (const line of this.lines) if (line.machine === machine) line.adapter.detach('the way is cut');
  }

  /** Moves prices unless they must stand still; orders trade and expire. */
  turn(still: boolean): void {
    if (this.isFrozen) return;
    const { market, time } = this.tools;
    for (const symbol of this.symbols) {
      if (!still) market.move(symbol);
      this.exchange.turn(symbol);
      const last = market.price(symbol);
      const bid = market.near(symbol, -1);
      const ask = market.near(symbol, 1);
      const tick = { symbol, last, bid, ask, marketTime: time.steadyNow() };
      for (const { adapter } of this.lines) adapter.tick(tick);
    }
  }

  /**
   * Somebody else trades in our account, under ids that are not ours. Sometimes not even a report tells about it, where
   * the venue's protocol allows that.
   */
  intrude(isReported: boolean): OrderTerms {
    const terms = this.foreignTerms();
    const clientOrderId = clientOrderIdOf(terms.orderId, 0);
    const { answer, enter } = this.exchange.submit(terms, clientOrderId);
    if (isReported || this.protocol.reportsAll) {
      for (const { adapter } of this.lines) adapter.report({ ...answer, clientOrderId });
    }
    enter();
    return terms;
  }

  private foreignTerms(): OrderTerms {
    const { random, market } = this.tools;
    const symbol = random.pick(this.symbols);
    const side = random.pick(['buy', 'sell'] as const);
    const orderId = trusted(parseOrderId, `foreign-${this.exchange.id}-${++this.intruded}`);
    return {
      orderId,
      signalId: signalIdInstead(orderId),
      account: random.pick(this.accounts),
      strategy: trusted(parseStrategyId, 'foreign'),
      venue: this.exchange.id,
      symbol,
      side,
      quantity: decimal(String(random.integer(1, foreignQuantityMax))),
      orderType: 'limit',
      limitPrice: market.near(symbol, random.integer(-foreignTicksMax, foreignTicksMax)),
      timeInForce: random.pick(['DAY', 'GTC', 'IOC']),
      reduceOnly: false,
    };
  }

  /** Breaks the connection now and then, or lets a waiting engine connect. Called once a second. */
  tend(): void {
    const { random, faults, note, time } = this.tools;
    if (random.chance(faults().freeze)) this.freeze(random.integer(freezeMs.min, freezeMs.max));
    if (random.chance(faults().foreign_order) && !this.isFrozen) this.intrude(true);
    if (random.chance(faults().throttle)) {
      this.exchange.throttle(random.integer(throttleMs.min, throttleMs.max));
    }
    if (random.chance(faults().restate) && !this.isFrozen) this.exchange.restate();
    if (random.chance(faults().day_end) && !this.isFrozen) this.exchange.endDay();
    const outage = random.chance(faults().outage);
    if (outage || random.chance(faults().disconnect)) {
      const forMs = random.integer(0, outage ? outageMsMax : reconnectMsMax);
      this.downUntilMs = Math.max(this.downUntilMs, time.monotonicMs() + forMs);
      note(`${this.exchange.id} line down for ${forMs} ms`);
      for (const { adapter } of this.lines) adapter.detach('the line is down');
    }
    this.offerLines();
  }

  /** From now on the connection stays up and the venue runs. */
  mend(): void {
    this.exchange.throttle(0);
    this.downUntilMs = 0;
    this.cutUntilMs.clear();
    this.thaw();
    this.offerLines();
  }

  get isFrozen(): boolean {
    return this.tools.time.monotonicMs() < this.frozenUntilMs;
  }

  /**
   * Stops the venue's process for a while. The operating system goes on: connections stay, and new ones can be made.
   */
  private freeze(forMs: number): void {
    if (this.isFrozen) return;
    const { note, time } = this.tools;
    note(`${this.exchange.id} stands still for ${forMs} ms`);
    this.frozenUntilMs = time.monotonicMs() + forMs;
    time.after(forMs, () => this.thaw());
  }

  private thaw(): void {
    this.frozenUntilMs = 0;
    for (const request of this.unread.splice(0)) request();
  }

  private serve(request: () => void): void {
    if (this.isFrozen) this.unread.push(request);
    else request();
  }

  private offerLines(): void {
    for (const line of this.lines) if (this.mayConnect(line) && !line.isConnecting) this.offer(line);
  }

  private offer(line: Line): void {
    const { random, time } = this.tools;
    line.isConnecting = true;
    time.after(random.integer(connectMs.min, connectMs.max), () => {
      line.isConnecting = false;
      if (!this.mayConnect(line)) return;
      this.tools.note(`${this.exchange.id} connected`);
      for (const other of this.lines) {
        if (other !== line) other.adapter.detach('another connection has taken its place');
      }
      line.adapter.attach();
    });
  }

  private mayConnect({ adapter, machine }: Line): boolean {
    const untilMs = Math.max(this.downUntilMs, this.cutUntilMs.get(machine) ?? 0);
    return adapter.wantsConnection && this.tools.time.monotonicMs() >= untilMs;
  }
}
