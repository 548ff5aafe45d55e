/**
 * What happens to trading states and kill switches; events of the `desk` stream. The event's actor is who did it. A
 * scope is text; a time is UTC with microseconds.
 */
import type { OrderId, AccountId, StrategyId, Ticker, VenueId } from '../../../shared/kernel/ids.ts';
import type { Side, TimeInForce } from '../order/orderTerms.ts';
import type { KilledOrder, KillProgress } from './killRow.ts';
import type { KillResult } from './killState.ts';
import type { TradingState } from './tradingState.ts';

export interface TradingEventData {
  readonly TradingStateChanged: {
    readonly scope: string;
    readonly from: TradingState;
    readonly to: TradingState;
    readonly reason: string;
    /** The kill switch that halted the scope, or that ends with the change. */
    readonly killId?: string;
    readonly offRecord?: OffRecord;
  };
  readonly KillSwitchEngaged: {
    readonly killId: string;
    readonly scope: string;
    readonly flatten: boolean;
    /** Orders that somebody else sent are left to work. */
    readonly leavesExternal?: boolean;
    readonly reason: string;
    /** Orders in the ledger at the start; their rows follow in KillSwitchOrdersListed. */
    readonly orders: number;
    /** Present when the kill switch engaged by itself. */
    readonly trigger?: KillTrigger;
    readonly offRecord?: OffRecord;
  };
  /** An open kill switch is to close the positions too. */
  readonly KillSwitchFlattenRequested: {
    readonly killId: string;
    readonly reason: string;
    readonly offRecord?: OffRecord;
  };
  /** Rows of a ledger: the orders at the start, and orders that appeared in the scope or worked again later. */
  readonly KillSwitchOrdersListed: {
    readonly killId: string;
    readonly orders: readonly KilledOrder[];
  };
  /** The rows that have changed since the last event. */
  readonly KillSwitchProgressed: {
    readonly killId: string;
    readonly rows: readonly KillProgress[];
  };
  /** The intent to close positions, before any of the orders exists. */
  readonly KillSwitchFlattening: {
    readonly killId: string;
    readonly venue: VenueId;
    /** 1 for the first attempt at the venue. */
    readonly attempt: number;
    readonly orders: readonly FlattenOrder[];
  };
  /** The prices at which positions from the day before are valued when a trading day begins. */
  readonly TradingDayMarked: {
    /** UTC: `2026-11-23`. */
    readonly day: string;
    readonly prices: Readonly<Record<string, string>>;
  };
  /** What is proven. `cleared`: no order works in the scope. `flat`: no position is left either. */
  readonly KillSwitchCompleted: {
    readonly killId: string;
    readonly scope: string;
    readonly result: KillResult;
    /** How many rows ended in each state. */
    readonly rows: Readonly<Record<string, number>>;
    /** What each venue in the scope answered when it was asked. */
    readonly venues: readonly VenueProof[];
    /** Positions that are left in the scope. */
    readonly positions: readonly ScopePosition[];
  };
}

/** Present where somebody asked for the change while the store could not write, so that it is recorded only now. */
export interface OffRecord {
  /** When somebody asked for it; a change that holds orders back was in force from then on. */
  readonly since: string;
  /** Why the store could not write. */
  readonly fault: string;
}

/** What made the kill switch engage by itself. */
export type KillTrigger =
  | {
      readonly rule: 'daily_loss';
      readonly account: AccountId;
      /** UTC: `2026-11-23`. */
      readonly day: string;
      /** The loss, in the account's currency. */
      readonly loss: string;
    }
  | { readonly rule: 'venue_lost'; readonly venue: VenueId; readonly awayMs: number };

export interface FlattenOrder {
  readonly orderId: OrderId;
  readonly account: AccountId;
  readonly strategy: StrategyId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: string;
  /** The worst price; absent on a market order. */
  readonly limitPrice?: string;
  /** Absent in events from before: IOC where the venue takes it, else DAY. */
  readonly timeInForce?: TimeInForce;
}

export interface VenueProof {
  readonly venue: VenueId;
  readonly askedAt: string;
  /** Open orders on the venue's own list; none of them is in the scope. */
  readonly openOrdersElsewhere: number;
  /** Open foreign orders of the scope that were left to work as requested; present where there are any. */
  readonly externalLeft?: number;
  /** Executions of the ledger's orders that the venue reported, all of them counted here; present when flattening. */
  readonly executions?: number;
  /**
   * Positions in the scope on the venue's own list; present when the venue keeps one and the scope can be found in it.
   */
  readonly positions?: readonly ScopePosition[];
}

export interface ScopePosition {
  /** Empty where the venue's list does not name the account. */
  readonly account: AccountId | '';
  readonly symbol: Ticker;
  /** In units; long is positive, short is negative. */
  readonly quantity: string;
}
