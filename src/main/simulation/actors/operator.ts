/** What the people of a run do at random, and how they set everything back to normal at its end. */
import { isKillProven } from '../../domain/trading/killState.ts';
import {
  add,
  decimal,
  integerDigitsMax,
  subtract,
  zero,
  type Decimal,
} from '../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import type { ReplaceTerms } from '../../domain/order/orderState.ts';
import {
  formatTradingScope,
  parseTradingScope,
  type TradingScope,
} from '../../domain/trading/tradingScope.ts';
import type { TradingState } from '../../domain/trading/tradingState.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import type { FaultName, Faults } from '../machine/faults.ts';
import type { Prng } from '../machine/prng.ts';
import { AlertActs } from './alertActs.ts';
import { DoubtActs, type DoubtTools } from './doubtActs.ts';
import { LimitActs, type LimitTools } from './limitActs.ts';
import type { People } from './people.ts';
import { ProfileActs } from './profileActs.ts';
import { simulatedStrategies } from './signals.ts';
import type { Act, SimulatedDoor } from './simulatedDoor.ts';
import type { SimulatedMarket } from '../venue/market.ts';

export interface OperatorTools extends Omit<LimitTools, 'scopes'>, DoubtTools {
  readonly random: Prng;
  readonly apart: Prng;
  readonly door: SimulatedDoor;
  readonly people: People;
  readonly market: SimulatedMarket;
  readonly configuration: EngineConfiguration;
  readonly faults: () => Faults;
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

const amendTicksMax = 10;
/** Chance per second that the scope of a finished kill switch is enabled. */
const letLooseChance = 0.1;
/** Chance that a kill switch leaves the orders of others to work. */
const leaveExternalChance = 0.25;
const largest = decimal('9'.repeat(integerDigitsMax));
/**
 * The right that a person needs to set a state. Loosening a state needs the right to resume; the engine checks that.
 */
const rightFor = { active: 'resume', reducing: 'stop', halted: 'kill' } as const;
const lots = (count: number): Decimal => decimal(String(count));

export class Operator {
  private readonly tools: OperatorTools;
  private readonly scopes: readonly TradingScope[];
  private readonly limits: LimitActs;
  private readonly profiles: ProfileActs;
  private readonly alerts: AlertActs;
  private readonly doubts: DoubtActs;

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
    this.limits = new LimitActs({ ...tools, scopes: this.scopes });
    this.profiles = new ProfileActs(tools);
    this.alerts = new AlertActs(tools);
    this.doubts = new DoubtActs(tools);
  }

  /** Does a random action. Called once a second. */
  act(engine: Engine): void {
    this.profiles.tend(engine);
    if (this.feelsLike('cancel')) this.cancel(engine);
    if (this.feelsLike('amend')) {
      if (this.tools.random.chance(0.5)) this.amend(engine);
      else this.amendOddly(engine);
    }
    if (this.feelsLike('breaker')) this.turnBreaker(engine);
    if (this.feelsLike('limit')) this.limits.set(engine);
    if (this.feelsLike('override')) this.limits.override(engine);
    if (this.feelsLike('propose')) this.limits.propose(engine);
    if (this.feelsLike('propose')) this.limits.answer(engine);
    if (this.tools.apart.chance(this.tools.faults().mute)) this.alerts.act(engine);
    if (this.feelsLike('profile')) this.profiles.change(engine);
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

  /**
   * Closes every breaker, enables every scope that is not active, accepts differences that can't be resolved, and settles
   * orders of which no proof will come.
   */
  putBack(engine: Engine): void {
    this.profiles.tend(engine);
    this.doubts.settle(engine);
    for (const guard of engine.guards.values()) {
      const { id } = guard.venue;
      if (engine.reconciliation.gate(id) === 'differences') {
        this.do(engine, {
          what: `accept ${id}`,
          right: 'settle',
          run: (context) => engine.reconciliation.accept(id, context),
        });
      }
      if (guard.snapshot().breaker.state === 'closed') continue;
      this.do(engine, {
        what: `reset ${id}`,
        right: 'resume',
        run: (context) => guard.control.reset(context),
      });
    }
    // A kill switch waits for one kind of alert before it closes what an oversized order has opened. An alert that
    // holds orders, for example about a venue that is compared late, keeps exits from being sent.
    const stopping = engine.alerts
      .open()
      .filter(({ kind, holdsOrders }) => holdsOrders || kind === 'flatten_overfilled');
    this.acknowledge(engine, stopping);
    for (const { scope, state } of engine.trading.states()) {
      const parsed = parseTradingScope(scope);
      if (state === 'active' || parsed === undefined) continue;
      this.enable(engine, parsed);
    }
  }

  /** Acknowledges every open alert. Gives how many of them say that the store was rolled back. */
  acceptAlerts(engine: Engine): number {
    const open = engine.alerts.open();
    this.acknowledge(engine, open);
    return open.filter(({ kind }) => kind === 'store_rolled_back').length;
  }

  private feelsLike(action: FaultName): boolean {
    return this.tools.random.chance(this.tools.faults()[action]);
  }

  private cancel(engine: Engine): void {
    const order = this.anyOrder(engine);
    if (order === undefined) return;
    const orderId = order.orderId;
    this.do(engine, {
      what: `cancel ${orderId}`,
      right: 'cancel',
      run: (context) => engine.orders.cancel(orderId, context),
    });
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
    this.change(engine, orderId, change);
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
    this.change(engine, orderId, change);
  }

  private change(engine: Engine, orderId: OrderId, change: ReplaceTerms): void {
    this.do(engine, {
      what: `amend ${orderId}`,
      right: 'trade',
      run: (context) => engine.orders.amend(orderId, change, context),
    });
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
    this.do(engine, {
      what: `${action} ${guard.venue.id}`,
      right: action === 'reset' ? 'resume' : 'stop',
      run: (context) => guard.control[action](context),
    });
  }

  private setTrading(engine: Engine): void {
    const scope = this.tools.random.pick(this.scopes);
    const state = this.tools.random.pick(['active', 'active', 'reducing', 'halted'] as const);
    this.do(engine, {
      what: `set ${state}`,
      right: rightFor[state],
      run: (context) => engine.trading.setState(scope, state, context),
      onDone: ({ offRecord }) => {
        if (offRecord === undefined) return;
        this.tools.onHeldOffRecord(engine, { scope: formatTradingScope(scope), state });
      },
    });
  }

  private kill(engine: Engine, scope: TradingScope): void {
    this.tools.onKill();
    const flatten = this.tools.random.chance(0.5);
    const leaveExternal = this.tools.random.chance(leaveExternalChance);
    this.do(engine, {
      what: `kill, flatten ${flatten}, leave external ${leaveExternal}`,
      right: flatten ? 'stop' : 'kill',
      run: (context) => engine.trading.kill(scope, { flatten, leaveExternal }, context),
      onDone: ({ killId, offRecord }) => {
        if (offRecord === undefined) return;
        this.tools.onHeldOffRecord(engine, { scope: formatTradingScope(scope), state: 'halted', killId });
      },
    });
  }

  /** Enables the scope of a kill switch that is done. */
  private letLoose(engine: Engine): void {
    const done = engine.trading.ledgers().find(({ state }) => isKillProven(state));
    const scope = done && parseTradingScope(done.scope);
    if (scope !== undefined) this.enable(engine, scope);
  }

  private enable(engine: Engine, scope: TradingScope): void {
    this.do(engine, {
      what: `enable ${formatTradingScope(scope)}`,
      right: 'resume',
      run: (context) => engine.trading.enable(scope, context),
    });
  }

  private acknowledge(engine: Engine, alerts: readonly Pick<Alert, 'alertId' | 'holdsOrders'>[]): void {
    if (alerts.length === 0) return;
    this.do(engine, {
      what: 'accept alerts',
      right: alerts.some(({ holdsOrders }) => holdsOrders) ? 'resume' : 'acknowledge',
      run: (context) =>
        engine.alerts.acknowledge(
          alerts.map(({ alertId }) => alertId),
          context,
        ),
    });
  }

  private anyOrder(engine: Engine): OrderView | undefined {
    const orders = engine.queries.getActiveOrders();
    return orders.length === 0 ? undefined : this.tools.random.pick(orders);
  }

  private do<T>(engine: Engine, act: Act<T>): void {
    this.tools.door.do(engine, act);
  }
}
