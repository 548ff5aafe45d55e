/** A kill switch's events on the desk's stream. */
import type { DeskEvent } from '../../../domain/desk/deskEvents.ts';
import type { KilledOrder } from '../../../domain/trading/killRow.ts';
import type { TradingEventData } from '../../../domain/trading/tradingEvents.ts';
import type { TradingState } from '../../../domain/trading/tradingState.ts';
import type { Unrecorded } from './kill.ts';

/** Rows in one event of the ledger. */
const rowsPerEventMax = 1_000;

/** The kill switch with its rows and the halt, where the scope is not halted already. */
export function engagedEvents(
  engaged: Omit<TradingEventData['KillSwitchEngaged'], 'orders'>,
  orders: readonly KilledOrder[],
  from: TradingState,
): readonly DeskEvent[] {
  const { killId, scope, reason, offRecord } = engaged;
  const halt = { scope, from, to: 'halted' as const, reason, killId, ...(offRecord && { offRecord }) };
  return [
    { type: 'KillSwitchEngaged', data: { ...engaged, orders: orders.length } },
    ...listedEvents(killId, orders),
    ...(from === 'halted' ? [] : [{ type: 'TradingStateChanged' as const, data: halt }]),
  ];
}

/** Rows that came into the ledger, and rows that changed. */
export function rowEvents(killId: string, { listed, progress }: Unrecorded): readonly DeskEvent[] {
  return [
    ...listedEvents(killId, listed),
    ...chunks(progress).map((rows) => ({ type: 'KillSwitchProgressed' as const, data: { killId, rows } })),
  ];
}

function listedEvents(killId: string, listed: readonly KilledOrder[]): readonly DeskEvent[] {
  return chunks(listed).map((orders) => ({
    type: 'KillSwitchOrdersListed' as const,
    data: { killId, orders },
  }));
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let from = 0; from < all.length; from += rowsPerEventMax) {
    parts.push(all.slice(from, from + rowsPerEventMax));
  }
  return parts;
}
