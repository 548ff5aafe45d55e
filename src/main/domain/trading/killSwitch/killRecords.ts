/** Makes the events of a kill switch on the desk's stream. */
import { asListed, asProgress, type KilledOrder } from '../killRow.ts';
import type { TradingEventData } from '../tradingEvents.ts';
import type { TradingState } from '../tradingState.ts';
import type { KillSwitchRecord } from './killSwitchEvents.ts';
import { isRecorded, type LedgerRow } from './ledgerRow.ts';

/** How many rows of the ledger one event holds. */
const rowsPerEventMax = 1_000;

/** The events of a new kill switch: itself, its rows, and the halt where the scope is not halted already. */
export function engagedEvents(
  engaged: Omit<TradingEventData['KillSwitchEngaged'], 'orders'>,
  orders: readonly KilledOrder[],
  from: TradingState,
): readonly KillSwitchRecord[] {
  const { killId, scope, reason, offRecord } = engaged;
  const halt = { scope, from, to: 'halted' as const, reason, killId, ...(offRecord && { offRecord }) };
  return [
    { type: 'KillSwitchEngaged', data: { ...engaged, orders: orders.length } },
    ...listedEvents(killId, orders),
    ...(from === 'halted' ? [] : [{ type: 'TradingStateChanged' as const, data: halt }]),
  ];
}

/** The events of rows that came into the ledger, or have changed, since they were last recorded. */
export function rowEvents(killId: string, ledger: Iterable<LedgerRow>): readonly KillSwitchRecord[] {
  const changed = [...ledger].filter((row) => !isRecorded(row));
  const unlisted = changed.filter(({ recorded }) => recorded === undefined);
  const progress = chunks(changed.map(({ shown }) => asProgress(shown)));
  return [
    ...listedEvents(
      killId,
      unlisted.map(({ shown }) => asListed(shown)),
    ),
    ...progress.map((rows) => ({ type: 'KillSwitchProgressed' as const, data: { killId, rows } })),
  ];
}

function listedEvents(killId: string, listed: readonly KilledOrder[]): readonly KillSwitchRecord[] {
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
