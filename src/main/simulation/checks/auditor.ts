/**
 * Makes the checks that are possible at each step: what the engine sends, what it has made durable, and what it says
 * about both.
 */
import { formatDecimal, zero } from '../../../shared/kernel/decimal.ts';
import type { ClientOrderId, OrderId, SignalId, VenueId } from '../../../shared/kernel/ids.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import type { Order } from '../../domain/order/orderState.ts';
import type { OrderTerms } from '../../domain/order/orderTerms.ts';
import { termsFromRecord } from '../../domain/order/orderTermsRecord.ts';
import { scopesOf } from '../../domain/trading/tradingScope.ts';
import type { Acknowledgement } from '../../engine/signals/signalIntake.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import { isOpen } from '../venue/exchangeOrder.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { HeldOffRecord } from '../actors/operator.ts';
import type { Exchange } from '../venue/exchange.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import type { SimulatedMarket } from '../venue/market.ts';
import { ActRights } from './actRights.ts';
import { amendFault, orderFault, type LimitFacts } from './amendLimits.ts';
import { Doubts } from './doubts.ts';
import { LifeSigns } from './lifeSigns.ts';
import { JudgedOrders } from './judgedOrders.ts';
import { KillProofs } from './killProofs.ts';
import { LimitLog } from './limitLog.ts';
import { MutedAlerts } from './mutedAlerts.ts';
import { Pacing } from './pacing.ts';
import type { Ledger } from './ledger.ts';
import { sameValue } from './sameValue.ts';
import { TwoPersons } from './twoPersons.ts';
import type { Report, Violation } from './violation.ts';

export interface AuditedDesk {
  readonly configuration: Pick<EngineConfiguration, 'instruments' | 'risk'>;
  readonly market: SimulatedMarket;
  readonly time: SimulatedTime;
  /** The last position of which the engine knows that it is on disk. */
  readonly told: () => number;
  /** By how much the rate of a machine's clock differs from true time at most. */
  readonly rateError: number;
  /** For how many milliseconds what an engine has sent to its disk at its death may still come there. */
  readonly lateMs: number;
}

export class Auditor {
  private readonly ledger: Ledger;
  private readonly exchanges: readonly Exchange[];
  private readonly report: Report;
  private readonly desk: AuditedDesk;
  private readonly doubts: Doubts;
  private readonly kills: KillProofs;
  private readonly limits: LimitLog;
  private readonly judged: JudgedOrders;
  private readonly twoPersons: TwoPersons;
  readonly rights: ActRights;
  readonly life: LifeSigns;
  readonly pacing: Pacing;
  readonly mutes: MutedAlerts;
  /** The client order id under which each of our orders was sent. */
  private readonly sent = new Map<OrderId, ClientOrderId>();
  private readonly sentIds = new Set<ClientOrderId>();
  /** Orders that have changed since the engine was last compared with the record. */
  private readonly unseen = new Set<OrderId>();
  /** Orders that ended here as never traded. The venue's record must agree. */
  private readonly refused = new Set<OrderId>();
  isMistrusted = false;
  private before: Ledger | undefined;
  private rolledBackTo = 0;
  /** Halts and kill switches that the engine has accepted and not yet put on disk. They hold until the engine dies. */
  private held: readonly HeldOffRecord[] = [];

  constructor(ledger: Ledger, exchanges: readonly Exchange[], desk: AuditedDesk, report: Report) {
    this.ledger = ledger;
    this.desk = desk;
    this.exchanges = exchanges;
    this.report = report;
    ledger.onAmend = (order, change) => this.checkAmend(order, change);
    this.doubts = new Doubts(desk.time, report);
    this.life = new LifeSigns(desk.time, desk.rateError, report);
    this.limits = new LimitLog(desk.configuration.risk);
    this.judged = new JudgedOrders(this.limits, report);
    this.twoPersons = new TwoPersons(this.limits, report);
    this.rights = new ActRights(
      () => Math.min(ledger.position, desk.told()),
      { clock: desk.time, maxMs: desk.lateMs },
      report,
    );
    this.pacing = new Pacing(desk.time, desk.rateError, report);
    this.mutes = new MutedAlerts(desk.time, report);
    ledger.onOrder = (event, before) => {
      this.doubts.onOrder(event, before);
      this.rights.onEvent(event, before.status === 'none' ? undefined : before.terms);
      this.judged.onOrder(event, before);
      if (event.type === 'OrderCreated') this.checkCreated(termsFromRecord(event.data.terms));
      this.pacing.onOrder(event, before);
    };
    this.kills = new KillProofs(exchanges, ledger, report);
    ledger.onOther = (event) => {
      this.kills.onOther(event);
      this.rights.onEvent(event);
      this.twoPersons.onEvent(event);
      this.limits.apply(event);
      this.judged.onOther(event);
      this.pacing.onOther(event);
      this.life.onEvent(event);
      this.mutes.onEvent(event);
      this.held = this.held.filter((one) => !isRecordOf(event, one));
    };
  }

  /**
   * Starts to mistrust a store that was rolled back. `before` is the account of what it had. The mistrust lasts until
   * the operator accepts the store.
   */
  mistrust(before: Ledger): void {
    this.before = before;
    this.rolledBackTo = this.ledger.position;
    this.isMistrusted = true;
    this.pacing.forget();
  }

  /** The operator accepts the store as it is. */
  accepted(): void {
    this.isMistrusted = false;
  }

  /** Notes a halt or kill switch that is in force, as the operator was told, but is not on record. */
  heldOffRecord(held: HeldOffRecord): void {
    this.held = [...this.held, held];
  }

  /** Notes that the answer to a submission is in the socket of the engine's process. */
  answered(clientOrderId: ClientOrderId): void {
    this.doubts.answerCame(clientOrderId);
  }

  /** The engine died, and with it everything that it held off record. */
  onDeath(): void {
    this.doubts.onDeath();
    this.life.onDeath();
    this.pacing.onDeath();
    this.rights.onDeath();
    this.held = [];
  }

  /** What the engine has accepted and has not put on disk or not finished. At rest there may be none. */
  unfinished(): Violation | undefined {
    const [first] = this.held;
    if (first === undefined) return this.kills.atRest();
    const detail = `${first.killId ?? first.state} on ${first.scope} was taken, and is not on disk`;
    return { invariant: 'held_is_recorded', detail };
  }

  /**
   * Checks a submission that leaves the engine. `connectedAt` is the last durable position when its connection came up.
   */
  sending(terms: OrderTerms, clientOrderId: ClientOrderId, connectedAt: number): void {
    this.ledger.advance();
    const { orderId, venue } = terms;
    const order = this.ledger.orders.get(orderId);
    if (order?.clientOrderId !== clientOrderId) {
      this.report('intent_is_durable', `${clientOrderId} is sent, and no intent for it is on disk`);
    }
    if ((this.ledger.compared.get(venue) ?? 0) <= connectedAt) {
      const detail = `${clientOrderId} is sent, and nothing was compared with ${venue} since it is connected`;
      this.report('compared_before_sending', detail);
    }
    this.checkTrading(terms, clientOrderId);
    if (this.isMistrusted && !terms.reduceOnly) {
      const detail = `${clientOrderId} is sent, and nobody has accepted that the store was rolled back`;
      this.report('held_until_accepted', detail);
    }
    if (this.atVenue(orderId)?.clientOrderIds.includes(clientOrderId) === true) {
      this.report('sent_once', `${clientOrderId} is sent, and ${venue} has it already`);
    }
    const before = this.sent.get(orderId);
    if (this.sentIds.has(clientOrderId) || (before !== undefined && before !== clientOrderId)) {
      this.report('sent_once', `${orderId} was sent as ${before}, and is sent as ${clientOrderId}`);
    }
    this.sentIds.add(clientOrderId);
    this.sent.set(orderId, clientOrderId);
  }

  /** Notes what the webhook is told about alerts. `heardOf` gets the id of each alert that it is told of. */
  toldOutside(body: string, heardOf: Set<string>): void {
    this.ledger.advance();
    const alertId = this.mutes.told(body);
    if (alertId !== undefined) heardOf.add(alertId);
  }

  /** Checks the answer that a producer gets to its signal. */
  acknowledged(signalId: SignalId, acknowledgement: Acknowledgement): void {
    this.ledger.advance();
    const signal = this.ledger.signals.get(signalId);
    const onDisk = (signal?.received ?? 0) + (signal?.rejected ?? 0) > 0 || this.hasOrderAgain(signalId);
    switch (acknowledgement.type) {
      case 'acknowledged':
      case 'refused':
        if (!onDisk || acknowledgement.position > this.ledger.position) {
          const { type, position } = acknowledgement;
          this.report(
            'acknowledged_is_durable',
            `${signalId} is ${type} at ${position}, which is not on disk`,
          );
        }
        break;
      case 'duplicate':
        if (!onDisk) {
          this.report('acknowledged_is_durable', `${signalId} is called a duplicate of a signal not on disk`);
        }
        break;
      default:
    }
  }

  /** Called after each step. */
  step(engine: Engine | undefined): void {
    const changed = this.ledger.advance();
    this.rights.forget();
    this.pacing.told(this.desk.told());
    for (const orderId of changed) this.look(orderId);
    this.lookAtLive(changed, engine);
    for (const orderId of this.refused) {
      const order = this.atVenue(orderId);
      if (order === undefined || !this.isCompared(order.terms.venue)) continue;
      const counted = this.ledger.orders.get(orderId)?.executions.size ?? 0;
      if (isOpen(order) || order.executions.length > counted) {
        const status = this.ledger.orders.get(orderId)?.status;
        this.report(
          'never_ended_here_while_working_there',
          `${orderId} is ${status} here, ${order.status} there`,
        );
      }
    }
  }

  /**
   * Whether the venue was compared since the rollback. Before that, an order from before the rollback may be denied
   * here, because its venue could not say that it has it.
   */
  private isCompared(venue: VenueId): boolean {
    return this.before === undefined || (this.ledger.compared.get(venue) ?? 0) > this.rolledBackTo;
  }

  /** Whether the signal's order was lost in a rollback and adopted again from the venue's record. */
  hasOrderAgain(signalId: SignalId): boolean {
    const lost = this.before?.signals.get(signalId)?.orders ?? [];
    return [...lost].some((orderId) => this.ledger.orders.has(orderId));
  }

  private checkAmend(order: Order, change: OrderEventData['OrderReplaceRequested']): void {
    const fault = amendFault(order, change, this.factsOf(order.terms));
    if (fault !== undefined) {
      this.report('amend_within_limits', `${order.terms.orderId} is amended: ${fault}`);
    }
  }

  private checkCreated(terms: OrderTerms): void {
    // The exits of a bracket close what their entry filled.
    const fault = terms.parent === undefined ? orderFault(terms, this.factsOf(terms)) : undefined;
    if (fault !== undefined) this.report('within_set_limits', `${terms.orderId} is created: ${fault}`);
  }

  private factsOf(terms: OrderTerms): LimitFacts {
    const { account, symbol } = terms;
    const { ledger, desk } = this;
    const { configuration, market } = desk;
    return {
      instrument: configuration.instruments.find((one) => one.symbol === symbol),
      limits: this.limits.inForce(terms),
      prices: market.range(symbol),
      position: ledger.positions.get(`${account} ${symbol}`) ?? 0n,
      orders: ledger.orders.values(),
      halted: scopesOf(terms).find((scope) => ledger.restricted.get(scope) === 'halted'),
    };
  }

  private checkTrading(terms: OrderTerms, clientOrderId: ClientOrderId): void {
    const states = scopesOf(terms).map((scope) => [scope, this.ledger.restricted.get(scope)] as const);
    const scopes = scopesOf(terms);
    const held = this.held.find(({ scope, state }) => state === 'halted' && scopes.includes(scope));
    const halted = states.find(([, state]) => state === 'halted') ?? (held && [held.scope]);
    if (halted !== undefined && !(terms.reduceOnly && this.reduces(terms))) {
      this.report('not_sent_while_halted', `${clientOrderId} is sent while ${halted[0]} is halted`);
    }
    const reducing = states.find(([, state]) => state === 'reducing');
    // An exit closes what its entry filled, whatever else the account holds.
    if (reducing !== undefined && terms.parent === undefined && !this.reduces(terms)) {
      this.report(
        'only_reduces_while_reducing',
        `${clientOrderId} is sent while ${reducing[0]} only reduces`,
      );
    }
  }

  private reduces({ account, symbol, side, quantity }: OrderTerms): boolean {
    const position = this.ledger.positions.get(`${account} ${symbol}`) ?? 0n;
    return side === 'sell' ? quantity <= position : quantity <= -position;
  }

  atVenue(orderId: OrderId) {
    for (const exchange of this.exchanges) {
      const order = exchange.ofOrder(orderId);
      if (order !== undefined) return order;
    }
    return undefined;
  }

  /** What an engine says of its orders is compared once it knows of all that is on disk. */
  private lookAtLive(changed: ReadonlySet<OrderId>, engine: Engine | undefined): void {
    for (const orderId of changed) this.unseen.add(orderId);
    if (engine !== undefined && this.desk.told() < this.ledger.position) return;
    for (const orderId of this.unseen) {
      const view = this.ledger.views.get(orderId);
      if (engine === undefined || sameValue(engine.queries.getOrder(orderId), view)) continue;
      const live = JSON.stringify(engine.queries.getOrder(orderId));
      this.report('replay_equals_live', `${orderId}: live ${live}, replayed ${JSON.stringify(view)}`);
    }
    this.unseen.clear();
  }

  private look(orderId: OrderId): void {
    const order = this.ledger.orders.get(orderId);
    if (order === undefined) return;
    if (order.status === 'denied' || order.status === 'rejected') this.refused.add(orderId);
    // Only after a rollback may such an order turn out to be at its venue.
    else if (this.before !== undefined) this.refused.delete(orderId);
    const real = this.atVenue(orderId)?.versions;
    for (const { ids, quantity } of order.executions) {
      for (const executionId of ids) {
        if (real?.has(executionId) === true) continue;
        this.report('fill_is_real', `${orderId} counts ${executionId}, which the venue never made`);
      }
      const last = ids.at(-1);
      const version = last && real?.get(last);
      if (quantity === zero || version?.quantity === quantity) continue;
      this.report(
        'fill_is_real',
        `${orderId} counts ${formatDecimal(quantity)} as ${last}, which the venue never said`,
      );
    }
  }
}

function isRecordOf(event: StoredEvent, { scope, state, killId }: HeldOffRecord): boolean {
  if (killId === undefined) {
    return event.type === 'TradingStateChanged' && event.data.scope === scope && event.data.to === state;
  }
  const isPulled = event.type === 'KillSwitchEngaged' || event.type === 'KillSwitchFlattenRequested';
  return isPulled && event.data.killId === killId;
}
