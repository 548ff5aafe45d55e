/** A signal's terms as the ticket's form, for whoever sends it again as a new one. */
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { utcWords } from '../../format/times.ts';
import type { TicketForm } from '../../model/orders/ticketForm.ts';

const noteLengthMax = 500;

/**
 * Undefined for an input that could not be read as a signal. The id is not copied, because this becomes a new signal.
 */
export function ticketOf({ signal }: SignalView): TicketForm | undefined {
  if (signal === undefined) return undefined;
  const again = `again ${signal.id}`;
  return {
    side: signal.side,
    account: signal.account,
    strategy: signal.strategy,
    symbol: signal.symbol,
    venue: signal.venue ?? '',
    quantity: signal.quantity,
    orderType: signal.orderType,
    limitPrice: signal.limitPrice ?? '',
    stopPrice: signal.stopPrice ?? '',
    timeInForce: signal.timeInForce,
    goodTill: signal.goodTill === undefined ? '' : utcWords(signal.goodTill),
    takeProfit: signal.takeProfit ?? '',
    stopLoss: signal.stopLoss ?? '',
    reduceOnly: signal.reduceOnly === true,
    note: (signal.note === undefined ? again : `${signal.note} (${again})`).slice(0, noteLengthMax),
  };
}
