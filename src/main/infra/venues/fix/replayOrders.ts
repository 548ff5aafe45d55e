/** Reads the orders of a session back from its record. */
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import type { FixOrders } from './application/fixOrders.ts';
import { countOf, tags, valueOf, type BeginString, type FixMessage } from './codec/fixMessage.ts';
import { parseMessage } from './codec/parseMessage.ts';
import { messageFault } from './session/messageFaults.ts';
import { untoldTime } from './store/fixStore.ts';
import type { SessionRecord } from './store/sessionRecord.ts';
import { msgTypes, msgUseOf } from '../../../../shared/kernel/fixMessages.ts';

export interface Replayed {
  /** Called for a message of the venue that was taken. */
  readonly onTaken: (epoch: number, message: FixMessage) => void;
  readonly onRefused: (epoch: number, message: FixMessage, why: string) => void;
  /** Called where the venue had asked for our messages from a number on, and got an answer. */
  readonly onAsked: (epoch: number, from: number, position: number) => void;
}

/** Our own messages go straight to the orders. */
export function replayOrders(
  orders: FixOrders,
  store: SessionRecord,
  beginString: BeginString,
  { onTaken, onRefused, onAsked }: Replayed,
): void {
  let askedFrom = 0;
  let from: EpochMicros | undefined;
  for (const { position, direction, kind, epoch, seqNum, msgType, time, raw } of store.messages()) {
    if (direction === 'in' && kind !== 'garbled') {
      if (msgType === msgTypes.logon) orders.loggedOn(epoch, untoldTime(from, time));
      from = time;
    }
    // Old prices are no current prices.
    if (msgUseOf(msgType) === 'prices') continue;
    const isOurs = direction === 'out' && kind === 'sent';
    // A message that came out of its turn was answered too, and is not marked as taken.
    const isRequest = direction === 'in' && msgType === msgTypes.resendRequest;
    if (!isOurs && !isRequest && kind !== 'taken' && kind !== 'refused' && kind !== 'fill') continue;
    const parsed = parseMessage(raw);
    if (!parsed.ok) continue;
    if (isOurs) orders.sent(epoch, seqNum, parsed.value);
    else if (isRequest) askedFrom = countOf(valueOf(parsed.value, tags.beginSeqNo)) ?? 0;
    else if (kind === 'fill') {
      skipRange(orders, epoch, seqNum, parsed.value, askedFrom);
      onAsked(epoch, askedFrom, position);
    } else {
      // Earlier versions recorded refused messages as taken.
      const fault = messageFault(parsed.value, { beginString })?.text;
      if (kind === 'taken' && fault === undefined) onTaken(epoch, parsed.value);
      else onRefused(epoch, parsed.value, fault ?? 'it was refused when it came');
    }
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
