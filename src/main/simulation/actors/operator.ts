/** An operator who does random actions of operators, and at the end sets everything back to normal. */
import { isKillProven } from '../../domain/trading/killState.ts';
import { parseActor, parseSignalId, trusted } from '../../../shared/kernel/ids.ts';
import {
  add,
  decimal,
  integerDigitsMax,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import {
  formatTradingScope,
  parseTradingScope,
  type TradingScope,
} from '../../domain/trading/tradingScope.ts';
import type { LimitSetting } from '../../domain/risk/limits.ts';
import type { TradingState } from '../../domain/trading/tradingState.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import type { FaultName, Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import { simulatedStrategies } from './signals.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { SimulatedMarket } from '../venue/market.ts';

export interface OperatorTools {
  readonly random: Prng;
  readonly time: SimulatedTime;
  readonly market: SimulatedMarket;
  readonly configuration: EngineConfiguration;
  readonly faults: () => Faults;
  readonly note: (text: string) => void;
  /** Called when the engine has accepted a halt or a kill switch that it could not put on disk. */
  readonly onHeldOffRecord: (engine: Engine, held: HeldOffRecord) => void;
  /** Called right before a kill switch is engaged. */
  readonly onKill: () => void;
  /** Called when an action threw. That is a bug, unless its process died. */
  readonly onError: (engine: Engine, what: string, error: unknown) => void;
}

export interface HeldOffRecord {
  readonly scope: string;
  readonly state: TradingState;
  /** Id of the kill switch; absent for a halt. */
  readonly killId?: string;
}

const context = { actor: trusted(parseActor, 'operator:simulated'), reason: 'simulated' };
const amendTicksMax = 10;
/** Overrides are given for one of so many signals. */
const signalsAhead = 100;
/** Chance per second that the scope of a finished kill switch is enabled. */
const letLooseChance = 0.1;
/** Chance that a kill switch leaves the orders of others to work. */
const leaveExternalChance = 0.25;
const largest = decimal('9'.repeat(integerDigitsMax));
const lots = (count: number): Decimal => decimal(String(count));

export class Operator {
  private readonly tools: OperatorTools;
  private readonly scopes: readonly TradingScope[];

  constructor(tools: OperatorTools) {
    this.tools = tools;
    const { accounts, instruments, venues } = tools.configuration;
    this.scopes = [
      'desk',
      ...venues.map(({ venue }) => `venue:${venue}`),
      ...accounts.map((account) => `account:${account}`),
      ...instruments.map(({ symbol }) => `symbol:${symbol}`),
      ...simulatedStrategies.map((strategy) => `strategy:${strategy}`),
    ]
      .map(parseTradingScope)
      .filter((scope) => scope !== undefined);
  }

  /** Does a random action. Called once a second. */
  act(engine: Engine): void {
    if (this.feelsLike('cancel')) this.cancel(engine);
    if (this.feelsLike('amend')) {
      if (this.tools.random.chance(0.5)) this.amend(engine);
      else this.amendOddly(engine);
    }
    if (this.feelsLike('breaker')) this.turnBreaker(engine);
    if (this.feelsLike('limit')) this.setLimit(engine);
    if (this.feelsLike('trading')) this.setTrading(engine);
    if (this.feelsLike('kill')) this.kill(engine, this.tools.random.pick(this.scopes));
    if (this.tools.random.chance(letLooseChance)) this.letLoose(engine);
  }

  /** Engages the kill switch on a scope that covers an order. Somebody else told the operator about the order. */
  killOn(engine: Engine, { venue, account, symbol }: OrderTerms): void {
    const names: readonly string[] = ['desk', `venue:${venue}`, `account:${account}`, `symbol:${symbol}`];
    const scopes = this.scopes.filter((scope) => names.includes(formatTradingScope(scope)));
    this.kill(engine, this.tools.random.pick(scopes));
  }

  /** Closes every breaker, enables every scope that is not active, and accepts differences that can't be resolved. */
  putBack(engine: Engine): void {
    for (const guard of engine.guards.values()) {
      const { id } = guard.venue;
      if (engine.reconciliation.gate(id) === 'differences') {
        this.do(engine, `accept ${id}`, engine.reconciliation.accept(id, context));
      }
      if (guard.snapshot().breaker.state !== 'closed') this.do(engine, 'reset', guard.reset(context));
    }
    // A kill switch waits for one kind before it closes what an order too large has opened. What holds orders, as a
    // venue that is compared late may, keeps exits away.
    const stopping = engine.alerts
      .open()
      .filter(({ kind, holdsOrders }) => holdsOrders || kind === 'flatten_overfilled');
    const alertIds = stopping.map(({ alertId }) => alertId);
    if (alertIds.length > 0) this.do(engine, 'accept alerts', engine.alerts.acknowledge(alertIds, context));
    for (const { scope, state } of engine.trading.states()) {
      const parsed = parseTradingScope(scope);
      if (state === 'active' || parsed === undefined) continue;
      this.do(engine, `enable ${scope}`, engine.trading.enable(parsed, context));
    }
  }

  /** Acknowledges every open alert. Gives how many of them say that the store was rolled back. */
  acceptAlerts(engine: Engine): number {
    const open = engine.alerts.open();
    const alertIds = open.map(({ alertId }) => alertId);
    if (alertIds.length > 0) this.do(engine, 'accept alerts', engine.alerts.acknowledge(alertIds, context));
    return open.filter(({ kind }) => kind === 'store_rolled_back').length;
  }

  private feelsLike(action: FaultName): boolean {
    return this.tools.random.chance(this.tools.faults()[action]);
  }

  private cancel(engine: Engine): void {
    const order = this.anyOrder(engine);
    if (order === undefined) return;
    const orderId = order.orderId;
    this.do(engine, `cancel ${orderId}`, engine.orders.cancel(orderId, context));
  }

  private amend(engine: Engine): void {
    const { random, market } = this.tools;
    const order = this.anyOrder(engine);
    if (order === undefined) return;
    const orderId = order.orderId;
    const symbol = this.tools.configuration.instruments.find((one) => one.symbol === order.symbol)?.symbol;
    if (symbol === undefined) return;
    const near = (): Decimal => market.near(symbol, random.integer(-amendTicksMax, amendTicksMax));
    const change: ReplaceTerms = {
      ...(random.chance(0.6) && { quantity: add(decimal(order.quantity), lots(random.integer(-5, 10))) }),
      ...(order.limitPrice !== undefined && random.chance(0.6) && { limitPrice: near() }),
      ...(order.stopPrice !== undefined && random.chance(0.3) && { stopPrice: near() }),
    };
    this.do(engine, `amend ${orderId}`, engine.orders.amend(orderId, change, context));
  }

  /** Requests an unusual amend, like a person in a hurry or a faulty program, also for an order that has ended. */
  private amendOddly(engine: Engine): void {
    if (this.tools.random.chance(0.8)) {
      const order = this.anyOrder(engine);
      if (order !== undefined) this.askOddly(engine, order);
      return;
    }
    engine.queries.getOrderHistory({ limit: 50 }).then(
      ({ rows }) => {
        if (rows.length > 0) this.askOddly(engine, this.tools.random.pick(rows));
      },
      (error: unknown) => this.tools.onError(engine, 'order history', error),
    );
  }

  private askOddly(engine: Engine, order: OrderView): void {
    const { random } = this.tools;
    const { orderId, filledQuantity, limitPrice, stopPrice } = order;
    const quantity = decimal(order.quantity);
    const quantities = ['0', '-5', '1.5', '250', '300', '301', '999', '1001'].map(decimal);
    const change: ReplaceTerms = {
      ...(random.chance(0.7) && {
        quantity: random.pick([
          ...quantities,
          largest,
          decimal(filledQuantity),
          subtract(quantity, lots(1)),
          add(quantity, lots(random.integer(1, 200))),
        ]),
      }),
      ...(random.chance(0.5) && { limitPrice: this.oddPrice(limitPrice) }),
      ...(random.chance(stopPrice === undefined ? 0.1 : 0.5) && { stopPrice: this.oddPrice(stopPrice) }),
    };
    this.do(engine, `amend oddly ${orderId}`, engine.orders.amend(orderId, change, context));
  }

  private oddPrice(present: string | undefined): Decimal {
    const { random } = this.tools;
    const price = decimal(present ?? '1000');
    const away = decimal(String(random.integer(-80, 80)));
    const twice = add(price, price);
    const odd = [zero, lots(-1), largest, twice, decimal('0.25'), add(price, decimal('0.1'))];
    const picked = random.pick([...odd, add(price, away), add(price, away)]);
    // The engine accepts no more digits than this.
    return picked > largest ? largest : picked;
  }

  private turnBreaker(engine: Engine): void {
    const guard = this.tools.random.pick([...engine.guards.values()]);
    const action = this.tools.random.pick(['trip', 'isolate', 'reset', 'reset'] as const);
    this.do(engine, `${action} ${guard.venue.id}`, guard[action](context));
  }

  /** Sets, loosens or clears a limit of an account, or lets a signal that may still come pass a soft one. */
  private setLimit(engine: Engine): void {
    const { random, configuration } = this.tools;
    if (random.chance(0.3)) {
      const signalId = trusted(parseSignalId, `s${random.integer(1, signalsAhead)}`);
      const grant = { rules: ['max_order_quantity'], minutes: random.integer(1, 3) };
      this.do(engine, `override ${signalId}`, engine.limits.override(signalId, grant, context));
      return;
    }
    const scope: TradingScope = { kind: 'account', id: random.pick(configuration.accounts) };
    const soft = lots(random.integer(2, 8));
    const hard = lots(random.integer(9, 20));
    const settings: readonly LimitSetting[] = [hard, { soft, hard }, { soft, hard: 'none' }];
    const setting = random.chance(0.25) ? undefined : random.pick(settings);
    const set = engine.limits.set('orderQuantityMax', scope, setting, context);
    this.do(engine, `limit of ${formatTradingScope(scope)}`, set);
  }

  private setTrading(engine: Engine): void {
    const scope = this.tools.random.pick(this.scopes);
    const state = this.tools.random.pick(['active', 'active', 'reducing', 'halted'] as const);
    this.do(engine, `set ${state}`, engine.trading.setState(scope, state, context), ({ offRecord }) => {
      if (offRecord === undefined) return;
      this.tools.onHeldOffRecord(engine, { scope: formatTradingScope(scope), state });
    });
  }

  private kill(engine: Engine, scope: TradingScope): void {
    this.tools.onKill();
    const flatten = this.tools.random.chance(0.5);
    const leaveExternal = this.tools.random.chance(leaveExternalChance);
    const killed = engine.trading.kill(scope, { flatten, leaveExternal }, context);
    this.do(
      engine,
      `kill, flatten ${flatten}, leave external ${leaveExternal}`,
      killed,
      ({ killId, offRecord }) => {
        if (offRecord === undefined) return;
        this.tools.onHeldOffRecord(engine, { scope: formatTradingScope(scope), state: 'halted', killId });
      },
    );
  }

  /** Enables the scope of a kill switch that is done. */
  private letLoose(engine: Engine): void {
    const done = engine.trading.ledgers().find(({ state }) => isKillProven(state));
    const scope = done && parseTradingScope(done.scope);
    if (scope === undefined) return;
    this.do(engine, `enable ${done?.scope}`, engine.trading.enable(scope, context));
  }

  private anyOrder(engine: Engine): OrderView | undefined {
    const orders = engine.queries.getActiveOrders();
    return orders.length === 0 ? undefined : this.tools.random.pick(orders);
  }

  private do<T>(
    engine: Engine,
    what: string,
    done: Promise<Result<T, Refusal>>,
    onDone: (value: T) => void = () => undefined,
  ): void {
    const { note, onError } = this.tools;
    done.then(
      (result) => {
        note(`operator: ${what} ${result.ok ? 'done' : 'refused'}`);
        if (result.ok) onDone(result.value);
      },
      (error: unknown) => onError(engine, what, error),
    );
  }
}
