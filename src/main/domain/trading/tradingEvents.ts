/** What happens to trading states and kill switches; on the `desk` stream. Who did it is the event's actor. */
import type { OrderId } from '../../../shared/kernel/ids.ts';
import type { TradingState } from './tradingState.ts';

export interface TradingEventData {
  readonly TradingStateChanged: {
    /** Text form of a TradingScope, here and below. */
    readonly scope: string;
    readonly from: TradingState;
    readonly to: TradingState;
    readonly reason: string;
    /** The kill switch that halted the scope, or whose end the change is. */
    readonly killId?: string;
  };
  readonly KillSwitchEngaged: {
    readonly killId: string;
    readonly scope: string;
    readonly flatten: boolean;
    readonly reason: string;
    /** Orders in the ledger at the start; their rows follow in KillSwitchOrdersListed. */
    readonly orders: number;
  };
  /** Rows of a ledger: those at the start, and orders that appeared in the scope later. */
  readonly KillSwitchOrdersListed: {
    readonly killId: string;
    readonly orders: readonly KilledOrder[];
  };
}

export interface KilledOrder {
  readonly orderId: OrderId;
  readonly symbol: string;
  readonly venue: string;
  /** What was left to fill, in units. */
  readonly quantity: string;
}
