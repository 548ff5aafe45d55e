/**
 * What happens to trading states and kill switches; on the `desk` stream. Who
 * did it is the event's actor. Scopes are in their text form, times in UTC with
 * microseconds.
 */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { Side } from '../order/orderTerms.ts';
import type { KilledOrder, KillProgress } from './killRow.ts';
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
    readonly reason: string;
    /** Orders in the ledger at the start; their rows follow in KillSwitchOrdersListed. */
    readonly orders: number;
    /** Present when it engaged by itself. */
    readonly trigger?: KillTrigger;
    readonly offRecord?: OffRecord;
  };
  /** An open kill switch is to close the positions too. */
  readonly KillSwitchFlattenRequested: {
    readonly killId: string;
    readonly reason: string;
    readonly offRecord?: OffRecord;
  };
  /** Rows of a ledger: those at the start, and orders that appeared in the scope or came to life later. */
  readonly KillSwitchOrdersListed: {
    readonly killId: string;
    readonly orders: readonly KilledOrder[];
  };
  /** Rows as they changed since the last time. */
  readonly KillSwitchProgressed: {
    readonly killId: string;
    readonly rows: readonly KillProgress[];
  };
  /** The intent to close positions, before any of the orders exists. */
  readonly KillSwitchFlattening: {
    readonly killId: string;
    readonly venue: string;
    /** 1 for the first at the venue. */
    readonly attempt: number;
    readonly orders: readonly FlattenOrder[];
  };
  /** What positions that were carried into a trading day are valued at, at its start. */
  readonly TradingDayMarked: {
    /** UTC: `2026-11-23`. */
    readonly day: string;
    readonly prices: Readonly<Record<string, string>>;
  };
  /** Proven: `cleared` is no working order in the scope, `flat` no position either. */
  readonly KillSwitchCompleted: {
    readonly killId: string;
    readonly scope: string;
    readonly result: 'cleared' | 'flat';
    /** How many rows ended in each state. */
    readonly rows: Readonly<Record<string, number>>;
    /** What each venue in the scope said when it was asked. */
    readonly venues: readonly VenueProof[];
    /** Positions left in the scope. */
    readonly positions: readonly ScopePosition[];
  };
}

/** Present where something was asked for while the store could not write, and is recorded only now. */
export interface OffRecord {
  /** When it was asked for; what holds orders back was in force from then on. */
  readonly since: string;
  /** Why the store could not write. */
  readonly fault: string;
}

/** What made the kill switch engage by itself. */
export type KillTrigger =
  | {
      readonly rule: 'daily_loss';
      readonly account: string;
      /** UTC: `2026-11-23`. */
      readonly day: string;
      /** In the account's currency. */
      readonly loss: string;
    }
  | { readonly rule: 'venue_lost'; readonly venue: string; readonly awayMs: number };

export interface FlattenOrder {
  readonly orderId: OrderId;
  readonly account: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: string;
}

export interface VenueProof {
  readonly venue: string;
  readonly askedAt: string;
  /** Open orders on the venue's own list, none of them in the scope. */
  readonly openOrdersElsewhere: number;
  /** Executions of the ledger's orders that the venue told of, all of them counted here; present when flattening. */
  readonly executions?: number;
  /** Positions in the scope on the venue's own list; present when it keeps one and the scope can be found in it. */
  readonly positions?: readonly ScopePosition[];
}

export interface ScopePosition {
  readonly account: string;
  readonly symbol: string;
  /** Long positive, short negative, in units. */
  readonly quantity: string;
}
