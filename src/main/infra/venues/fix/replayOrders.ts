/** Reads the orders of a session back from its record. */
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { FixFact } from './application/fixFact.ts';
import type { FixOrders } from './application/fixOrders.ts';
import { countOf, msgTypes, tags, valueOf, type FixMessage } from './codec/fixMessage.ts';
import { parseMessage } from './codec/parseMessage.ts';
import { marketDataMsgTypes } from './session/dictionary.ts';
import { untoldTime, type SessionRecord } from './store/fixStore.ts';

/** The engine asks for what it lacks, so of the facts only notices count, which are raised once by their ids. */
export function replayOrders(orders: FixOrders, store: SessionRecord, onFact: (fact: FixFact) => void): void {
  let askedFrom = 0;
  let from: EpochMicros | undefined;
  for (const { direction, kind, epoch, seqNum, msgType, time, raw } of store.messages()) {
    if (direction === 'in' && kind !== 'garbled') {
      if (msgType === msgTypes.logon) orders.loggedOn(epoch, untoldTime(from, time));
      from = time;
    }
    // Prices of then are no prices of now.
    if (marketDataMsgTypes.has(msgType)) continue;
    const isOurs = direction === 'out' && kind === 'sent';
    // One that came out of its turn was answered too, and is not marked as taken.
    const isRequest = direction === 'in' && msgType === msgTypes.resendRequest;
    if (!isOurs && !isRequest && kind !== 'taken' && kind !== 'fill') continue;
    const parsed = parseMessage(raw);
    if (!parsed.ok) continue;
    if (isOurs) orders.sent(epoch, seqNum, parsed.value);
    else if (isRequest) askedFrom = countOf(valueOf(parsed.value, tags.beginSeqNo)) ?? 0;
    else if (kind === 'fill') skipRange(orders, epoch, seqNum, parsed.value, askedFrom);
    else for (const fact of orders.received(epoch, parsed.value)) onFact(fact);
  }
}

function skipRange(
  orders: FixOrders,
  epoch: number,
  first: number,
  fill: FixMessage,
  askedFrom: number,
): void {
  const next = countOf(valueOf(fill, tags.newSeqNo)) ?? first;
  for (let seqNum = first; seqNum < next; seqNum++) orders.skipped(epoch, seqNum, askedFrom);
}
