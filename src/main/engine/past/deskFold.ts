/**
 * Folds events, one after the other, into the whole desk as it stood. It decides nothing, and holds only what was open:
 * an order that had ended is read from its own events when one more of them comes.
 */
import { orderIdOfStream, type Ticker } from '../../../shared/kernel/ids.ts';
import { decimal, formatDecimal, zero } from '../../../shared/kernel/decimal.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { averagePrice, roundNotional, withMultiplier } from '../../../shared/kernel/notional.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import {
  isKillSwitchEvent,
  type KillSwitchEventType,
} from '../../domain/trading/killSwitch/killSwitchEvents.ts';
import { AlertRegister } from '../alerts/alertRegister.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OrderView } from '../orders/orderView.ts';
import { isOfOrder, isOrderEvent } from '../orders/projectOrder.ts';
import { orderAt } from '../queries/ordersAt.ts';
import { ScopeStates } from '../trading/scopeStates.ts';
import { TradeBook } from '../trading/positions/tradeBook.ts';
import type { DeskAt, KillAt, PositionAt } from './deskAt.ts';
import { ConsolesFold } from './consolesFold.ts';
import { EngineFold } from './engineFold.ts';
import { OrdersFold } from './ordersFold.ts';
import { VenuesFold } from './venuesFold.ts';

interface Parts {
  readonly orders: OrdersFold;
  readonly scopes: ScopeStates;
  readonly alerts: AlertRegister;
  readonly venues: VenuesFold;
  readonly engine: EngineFold;
  readonly consoles: ConsolesFold;
  readonly kills: Map<string, KillAt>;
  /** Multipliers by symbol, from the last order in each symbol. */
  readonly multipliers: Map<Ticker, string>;
}

/** Called with each order's row before and after one more event of the order. */
export type OnOrder = (before: OrderView | undefined, after: OrderView, event: StoredEvent) => void;

export type EventReading = Pick<EventStore, 'read' | 'readAll'>;

export class DeskFold {
  private readonly events: EventReading;
  private readonly parts: Parts;
  private readonly trades: TradeBook;
  /** The order whose event is being taken. */
  private row: OrderView | undefined;
  private at: { readonly position: number; readonly time: EpochMicros } = {
    position: 0,
    time: epochMicros(0),
  };

  constructor(events: EventReading, parts: Parts = noParts()) {
    this.events = events;
    this.parts = parts;
    this.trades = new TradeBook(() => this.row, { now: () => this.at.time });
  }

  /** A copy that goes on independently from here. */
  copy(): DeskFold {
    const { orders, scopes, alerts, venues, engine, consoles, kills, multipliers } = this.parts;
    const copy = new DeskFold(this.events, {
      orders: orders.copy(),
      scopes: scopes.copy(),
      alerts: alerts.copy(),
      venues: venues.copy(),
      engine: engine.copy(),
      consoles: consoles.copy(),
      kills: new Map(kills),
      multipliers: new Map(multipliers),
    });
    copy.trades.restoreAll(this.trades.records());
    copy.at = this.at;
    return copy;
  }

  /** Position of the last event that was taken. */
  get position(): number {
    return this.at.position;
  }

  /** Orders that had not ended, oldest first. */
  open(): readonly OrderView[] {
    return this.parts.orders.open();
  }

  /** Takes the next event of the log; a promise only where an order that had ended is read again. */
  take(event: StoredEvent, onOrder?: OnOrder): Promise<void> | undefined {
    if (!isOfOrder(event)) {
      this.takeOther(event);
      return undefined;
    }
    const orderId = orderIdOfStream(event.streamId);
    const open = this.parts.orders.get(orderId);
    if (open !== undefined || event.version === 0) {
      this.takeOfOrder(event, open, onOrder);
      return undefined;
    }
    return orderAt(this.events, orderId, event.position - 1).then((before) => {
      this.takeOfOrder(event, before, onOrder);
    });
  }

  async view(): Promise<DeskAt> {
    const { position, time } = this.at;
    await this.trades.recount({
      readAll: (from) => this.events.readAll(from),
      head: () => ({ position, hash: '' }),
    });
    const { orders, scopes, alerts, venues, engine, consoles, kills } = this.parts;
    return {
      position,
      ...(position > 0 && { time: formatMicros(time) }),
      ...(engine.state !== undefined && { engine: engine.state }),
      scopes: scopes.all(),
      kills: [...kills.values()],
      strategies: engine.strategies(),
      consoles: consoles.all(),
      venues: venues.all(),
      riskBreaker: venues.riskBreaker,
      positions: this.positions(),
      limits: engine.limits(),
      alerts: alerts.current(),
      mutes: [...alerts.mutes.values()].filter(({ until }) => until > time),
      orders: orders.byStatus(),
    };
  }

  private takeOfOrder(event: StoredEvent, before: OrderView | undefined, onOrder: OnOrder | undefined): void {
    this.at = event;
    const { orders, multipliers } = this.parts;
    // An order's events count for nothing after one that can't be understood.
    const isBelieved = before?.setAside === undefined && isOrderEvent(event);
    const after = orders.apply(event, before);
    if (after === undefined) return;
    if (before === undefined && after.multiplier !== undefined) {
      multipliers.set(after.symbol, after.multiplier);
    }
    this.row = before ?? after;
    if (isBelieved && after.setAside === undefined) this.trades.apply(event);
    onOrder?.(before, after, event);
  }

  private takeOther(event: StoredEvent): void {
    this.at = event;
    const { scopes, alerts, venues, engine, consoles } = this.parts;
    scopes.apply(event);
    venues.apply(event);
    engine.apply(event);
    consoles.apply(event);
    if (event.type === 'AlertRaised') alerts.raise(event.data, event.time);
    else alerts.apply(event);
    if (isKillSwitchEvent(event)) this.takeOfKill(event);
  }

  private takeOfKill(event: Extract<StoredEvent, { readonly type: KillSwitchEventType }>): void {
    const { kills } = this.parts;
    switch (event.type) {
      case 'KillSwitchEngaged': {
        const { killId, scope, reason, flatten } = event.data;
        const since = formatMicros(event.time);
        kills.set(killId, { killId, scope, reason, flatten, actor: event.actor, since });
        return;
      }
      case 'KillSwitchFlattenRequested': {
        const kill = kills.get(event.data.killId);
        if (kill !== undefined) kills.set(kill.killId, { ...kill, flatten: true });
        return;
      }
      case 'KillSwitchCompleted':
        kills.delete(event.data.killId);
        return;
      case 'TradingStateChanged':
        // Whoever lets a scope trade again ends the kill switch that has halted it.
        if (event.data.to !== 'halted' && event.data.killId !== undefined) kills.delete(event.data.killId);
        return;
      case 'KillSwitchOrdersListed':
      case 'KillSwitchProgressed':
      case 'KillSwitchFlattening':
        // They change rows of the ledger, and not which kill switches are under way.
        return;
      default:
        assertNever(event);
    }
  }

  private positions(): readonly PositionAt[] {
    return this.trades.all().map(({ account, symbol, position, dayVolume }) => {
      const { quantity, cost, realized } = position;
      const multiplier = decimal(this.parts.multipliers.get(symbol) ?? '1');
      return {
        account,
        symbol,
        quantity: formatDecimal(quantity),
        ...(quantity !== zero &&
          cost !== undefined && { averageCost: formatDecimal(averagePrice(cost, quantity)) }),
        realized: formatDecimal(roundNotional(withMultiplier(realized, multiplier))),
        dayVolume: formatDecimal(dayVolume),
      };
    });
  }
}

/** The desk right after the event of the position. */
export async function deskAt(events: EventReading, position: number): Promise<DeskAt> {
  const fold = new DeskFold(events);
  for await (const event of events.readAll({ afterPosition: 0 })) {
    if (event.position > position) break;
    await fold.take(event);
  }
  return { ...(await fold.view()), position };
}

function noParts(): Parts {
  return {
    orders: new OrdersFold(),
    scopes: new ScopeStates(),
    alerts: new AlertRegister(),
    venues: new VenuesFold(),
    engine: new EngineFold(),
    consoles: new ConsolesFold(),
    kills: new Map(),
    multipliers: new Map(),
  };
}
