/** Reads all durable rows in their order, and keeps the run's own account of what the engine has recorded. */
import { add, decimal } from '../../../shared/kernel/decimal.ts';
import {
  orderIdOfStream,
  signalIdOfStream,
  venueIdOfStream,
  type OrderId,
  type SignalId,
} from '../../../shared/kernel/ids.ts';
import type { AlertKind } from '../../domain/desk/alert.ts';
import { evolveOrder } from '../../domain/order/evolveOrder.ts';
import type { OrderEventData } from '../../domain/order/orderEvents.ts';
import { initialOrderState, type Order, type OrderState } from '../../domain/order/orderState.ts';
import type { TradingEventData } from '../../domain/trading/tradingEvents.ts';
import { parseTradingScope, type TradingScope } from '../../domain/trading/tradingScope.ts';
import type { TradingState } from '../../domain/trading/tradingState.ts';
import { emptyChainHash } from '../../engine/events/schema/chainInput.ts';
import { eventFromRow } from '../../engine/events/schema/eventRow.ts';
import { eventUpcasters } from '../../engine/events/schema/eventUpcasters.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { OrderView } from '../../engine/orders/orderView.ts';
import { isOrderEvent, projectOrder } from '../../engine/orders/projectOrder.ts';
import type { SimulatedDisk, SimulationPlatform } from '../machine/platform.ts';
import { AskedTerms } from './askedTerms.ts';
import type { Report } from './violation.ts';

export type OrderEvent = Extract<StoredEvent, { type: `Order${string}` }>;
type CreatedOrDenied = Extract<OrderEvent, { type: 'OrderCreated' | 'OrderDenied' }>;
type Completed = TradingEventData['KillSwitchCompleted'];

/** The alerts for changes that a venue makes by itself, or to its own earlier reports. */
const changeAlerts: Readonly<Partial<Record<StoredEvent['type'], AlertKind>>> = {
  OrderExecutionBusted: 'execution_busted',
  OrderExecutionCorrected: 'execution_corrected',
  OrderRestated: 'order_restated',
};

export interface SignalLedger {
  received: number;
  rejected: number;
  readonly orders: Set<OrderId>;
  /** Codes of all refusals of the signal. */
  readonly codes: Set<string>;
}

export class Ledger {
  readonly orders = new Map<OrderId, Order>();
  readonly views = new Map<OrderId, OrderView>();
  readonly signals = new Map<SignalId, SignalLedger>();
  /** The order for which each execution was counted. */
  readonly executions = new Map<string, OrderId>();
  /** By venue: the position of the last comparison without open differences, or that an operator accepted. */
  readonly compared = new Map<string, number>();
  /** Net quantity by account and symbol. The key has one blank between the two. */
  readonly positions = new Map<string, bigint>();
  /** Scopes that were proven flat. No order made before that position has anything left to protect. */
  readonly flats: { readonly scope: TradingScope; readonly position: number }[] = [];
  /** The orders that each kill switch has to end. */
  readonly kills = new Map<string, Set<OrderId>>();
  /** Scopes that are not active, by their text form. */
  readonly restricted = new Map<string, TradingState>();
  /** The facts that alerts tell of. `alertsDue` has the alerts that fills beyond an order's terms require. */
  readonly alerts = new Set<string>();
  readonly alertsDue = new Set<string>();
  /** Called when an amend is requested. `order` is the order before it. */
  onAmend: (order: Order, change: OrderEventData['OrderReplaceRequested']) => void = () => undefined;
  /** Called when an event about an order is on disk. `before` is the order before the event. */
  onOrder: (event: OrderEvent, before: OrderState) => void = () => undefined;
  /** Called when an event that is about no order is on disk. */
  onOther: (event: StoredEvent) => void = () => undefined;
  private readonly disk: SimulatedDisk;
  private readonly platform: SimulationPlatform;
  private readonly report: Report;
  private readonly note: (text: string) => void;
  private readonly asked = new AskedTerms();
  private readonly versions = new Map<string, number>();
  private read = 0;

  constructor(
    disk: SimulatedDisk,
    platform: SimulationPlatform,
    report: Report,
    note: (text: string) => void,
  ) {
    this.disk = disk;
    this.platform = platform;
    this.report = report;
    this.note = note;
  }

  get position(): number {
    return this.read;
  }

  /** Reads the rows since the last call, and gives the orders that changed. */
  advance(): ReadonlySet<OrderId> {
    const changed = new Set<OrderId>();
    const { rows } = this.disk;
    for (; this.read < rows.length; this.read++) {
      const event = this.check(this.read);
      if (event === undefined) continue;
      this.note(`${event.position} ${event.streamId} ${event.type}`);
      if (isOrderEvent(event)) {
        this.applyToOrder(event);
        changed.add(orderIdOfStream(event.streamId));
      } else this.applyOther(event);
    }
    return changed;
  }

  private check(index: number): StoredEvent | undefined {
    const entry = this.disk.rows[index];
    if (entry === undefined) return undefined;
    const { row, hash } = entry;
    const previous = this.disk.rows[index - 1]?.hash ?? emptyChainHash;
    const version = (this.versions.get(row.stream) ?? -1) + 1;
    if (row.position !== index + 1 || row.version !== version) {
      this.report('chain_intact', `row ${index + 1} is ${row.stream} ${row.version} at ${row.position}`);
    }
    if (hash !== this.platform.chainHash(previous, row)) {
      this.report('chain_intact', `the hash of row ${row.position} does not cover it`);
    }
    this.versions.set(row.stream, row.version);
    return eventFromRow(row, eventUpcasters);
  }

  private applyToOrder(event: OrderEvent): void {
    const orderId = orderIdOfStream(event.streamId);
    const before: OrderState = this.orders.get(orderId) ?? initialOrderState;
    if (event.type === 'OrderReplaceRequested' && before.status !== 'none') this.onAmend(before, event.data);
    this.onOrder(event, before);
    if (event.type === 'OrderCreated' || event.type === 'OrderDenied') this.checkGround(event, orderId);
    try {
      const after = evolveOrder(before, event);
      this.orders.set(orderId, after);
      this.asked.note(event, after);
      this.views.set(orderId, projectOrder(this.views.get(orderId), event));
      this.move(before.status === 'none' ? 0n : before.filledQuantity, after);
      if (event.type === 'OrderClosedElsewhere') this.release(after);
      if (before.status === 'none' && after.terms.parent === undefined) {
        this.signal(after.terms.signalId).orders.add(orderId);
      }
    } catch (error) {
      this.report(
        'legal_transitions',
        `${event.type} of ${orderId} while ${before.status}: ${String(error)}`,
      );
    }
    const revision = changeAlerts[event.type];
    if (revision !== undefined) this.alertsDue.add(`${revision}:${event.streamId}:${event.position}`);
    if (event.type !== 'OrderFilled') return;
    this.expectAlerts(event.streamId, event.data, before);
    const { executionId } = event.data;
    const counted = this.executions.get(executionId);
    if (counted !== undefined) {
      this.report('fill_counts_once', `${executionId} counts for ${counted} and again for ${orderId}`);
    }
    this.executions.set(executionId, orderId);
  }

  /** The order of a signal: what it was decided on is on disk before it. */
  private checkGround({ type, data }: CreatedOrDenied, orderId: OrderId): void {
    const { terms } = data;
    if (terms === undefined || terms.parent !== undefined || terms.killId !== undefined) return;
    if (this.signal(terms.signalId).received > 0) return;
    this.report('stands_on_disk', `${type} of ${orderId} is on disk, and ${terms.signalId} is not`);
  }

  private expectAlerts(
    streamId: string,
    { executionId, evidence, lastQuantity, lastPrice }: OrderEventData['OrderFilled'],
    before: OrderState,
  ): void {
    if (before.status === 'none' || evidence === 'operator') return;
    const due = (kind: string): void => void this.alertsDue.add(`${kind}:${streamId}:${executionId}`);
    if (['canceled', 'expired', 'rejected'].includes(before.status)) due('fill_after_end');
    const filled = add(before.filledQuantity, decimal(lastQuantity));
    if (this.asked.isTooMuch(before.terms, filled)) due('overfill');
    if (this.asked.isTooBad(before.terms, decimal(lastPrice))) due('fill_worse_than_limit');
  }

  /** Ends the protection by the entry's exits: there is nothing left to protect. */
  private release({ terms }: Order): void {
    const position = this.positions.get(`${terms.account} ${terms.symbol}`) ?? 0n;
    if (terms.side === 'buy' ? position <= 0n : position >= 0n) return;
    this.report('released_when_flat', `${terms.orderId} is released at a position of ${position}`);
  }

  private complete({ scope: name, result }: Completed, position: number): void {
    const scope = parseTradingScope(name);
    if (scope !== undefined && result === 'flat') this.flats.push({ scope, position });
  }

  private move(filledBefore: bigint, { terms, filledQuantity }: Order): void {
    const filled = filledQuantity - filledBefore;
    const key = `${terms.account} ${terms.symbol}`;
    this.positions.set(key, (this.positions.get(key) ?? 0n) + (terms.side === 'buy' ? filled : -filled));
  }

  private applyOther(event: StoredEvent): void {
    this.onOther(event);
    if (event.type === 'AlertRaised') this.alerts.add(event.data.alertId);
    if (event.type === 'AlertRepeated') this.alerts.add(event.data.fact);
    if (event.type === 'TradingStateChanged') {
      const { scope, to } = event.data;
      if (to === 'active') this.restricted.delete(scope);
      else this.restricted.set(scope, to);
    }
    const isClean = event.type === 'ReconciliationReported' && event.data.clean;
    if (isClean || event.type === 'ReconciliationAccepted') {
      this.compared.set(venueIdOfStream(event.streamId), event.position);
    }
    if (event.type === 'KillSwitchCompleted') this.complete(event.data, event.position);
    if (event.type === 'KillSwitchOrdersListed') {
      const listed = this.kills.get(event.data.killId) ?? new Set();
      for (const { orderId } of event.data.orders) listed.add(orderId);
      this.kills.set(event.data.killId, listed);
    }
    if (event.type === 'SignalReceived') this.signal(event.data.signal.id).received++;
    if (event.type === 'SignalRejected') {
      const signal = this.signal(signalIdOfStream(event.streamId));
      signal.rejected++;
      for (const { code } of event.data.reasons) signal.codes.add(code);
    }
  }

  private signal(id: SignalId): SignalLedger {
    let signal = this.signals.get(id);
    if (signal === undefined) {
      signal = { received: 0, rejected: 0, orders: new Set(), codes: new Set() };
      this.signals.set(id, signal);
    }
    return signal;
  }
}
