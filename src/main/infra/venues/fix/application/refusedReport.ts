/** A report about an order that we refused as malformed. The venue does not send it again, so a person must see it. */
import { msgTypeOf, seqNumOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import type { OrderNotice } from './fixFact.ts';
import { reportWords } from './reportWords.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

const names: ReadonlyMap<string, string> = new Map([
  [msgTypes.executionReport, 'ExecutionReport'],
  [msgTypes.orderCancelReject, 'OrderCancelReject'],
]);

/** Undefined for a message that is not about an order. `why` says what is wrong with it. */
export function refusedReport(epoch: number, message: FixMessage, why: string): OrderNotice | undefined {
  const name = names.get(msgTypeOf(message));
  if (name === undefined) return undefined;
  const order = valueOf(message, tags.clOrdId) ?? valueOf(message, tags.orderId) ?? 'without an id';
  const number = seqNumOf(message) ?? 0;
  const text = `${name} ${number} of the venue about order ${order} was refused, since ${why} (${reportWords(message)}); nothing of it is counted here`;
  return { id: `refused:${epoch}:${number}`, kind: 'fact', text };
}
