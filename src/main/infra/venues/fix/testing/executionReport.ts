/** What a scripted venue says of an order. */
import { tags, type Field } from '../codec/fixMessage.ts';

/** The fields of the report that accepts the order, changed by tag. */
export function executionReport(clOrdId: string, change: readonly Field[] = []): readonly Field[] {
  const accepted: readonly Field[] = [
    [tags.orderId, `V-${clOrdId}`],
    [tags.clOrdId, clOrdId],
    [tags.execId, `E-${clOrdId}`],
    [tags.execType, '0'],
    [tags.ordStatus, '0'],
    [tags.symbol, 'SPX'],
    [tags.side, '1'],
  ];
  return [...new Map([...accepted, ...change])];
}
