/** Compares the record of a session with the venue's own log, message by message and byte by byte. */
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { SessionIdentity } from './fixStore.ts';
import type { KeptMessage } from './keptMessage.ts';
import { readVenueLog, type LogMessage } from './venueLog.ts';
import { msgTypes, msgUseOf } from '../../../../../shared/kernel/fixMessages.ts';

export interface LogComparison {
  /** Messages that both logs have. */
  readonly agreed: number;
  /**
   * Messages that were lost on their way without harm: they were sent again, replaced by a gap fill that arrived, or
   * say nothing about an order.
   */
  readonly madeUp: readonly string[];
  /** Messages that left one side, and never arrived at the other. */
  readonly lost: readonly string[];
  /** Messages that one side has received and the other has not sent. */
  readonly contradicted: readonly string[];
  /** Messages of our record that are outside the part which the log covers: nothing can be said about them. */
  readonly outside: number;
}

/** Messages of the session itself, which carry nothing about an order. */
const isWeightless = (msgType: string): boolean =>
  msgUseOf(msgType) === 'session' && msgType !== msgTypes.reject;

/** `text` is the venue's log in any form that has whole messages in it. Faults: `log_without_session`. */
export function compareLogs(
  ours: Iterable<KeptMessage>,
  text: string,
  { senderCompId, targetCompId }: SessionIdentity,
): Result<LogComparison, Fault> {
  const log = readVenueLog(text);
  const outThere = log.messages.filter(({ from, to }) => from === senderCompId && to === targetCompId);
  const backThere = log.messages.filter(({ from, to }) => from === targetCompId && to === senderCompId);
  if (outThere.length + backThere.length === 0) {
    return err(withoutSession(log.messages, senderCompId, targetCompId));
  }
  const rows = [...ours]
    .filter(({ kind }) => kind !== 'garbled' && kind !== 'unsent')
    .map(({ direction, raw }) => ({ direction, ...log.read(raw) }));
  const known = new Set([...outThere, ...backThere].map((one) => one.text));
  const within = (direction: KeptMessage['direction']): readonly LogMessage[] => {
    const here = rows.filter((one) => one.direction === direction);
    const first = here.findIndex((one) => known.has(one.text));
    // A log without any message of a direction has no beginning or end for it.
    return first < 0 ? here : here.slice(first, here.findLastIndex((one) => known.has(one.text)) + 1);
  };
  const [outHere, backHere] = [within('out'), within('in')];
  const out = delivered(outHere, outThere);
  const back = delivered(backThere, backHere);
  return ok({
    agreed: out.agreed + back.agreed,
    madeUp: [...out.madeUp, ...back.madeUp],
    lost: [...out.lost, ...back.lost],
    contradicted: [...out.contradicted, ...back.contradicted],
    outside: rows.length - outHere.length - backHere.length,
  });
}

/** A received message must have been sent; a message that was sent and not received must have been replaced. */
function delivered(
  sent: readonly LogMessage[],
  received: readonly LogMessage[],
): Omit<LogComparison, 'outside'> {
  const left = new Map<string, number>();
  for (const { text } of sent) left.set(text, (left.get(text) ?? 0) + 1);
  const contradicted: string[] = [];
  for (const { text } of received) {
    const count = left.get(text) ?? 0;
    if (count === 0) contradicted.push(text);
    else left.set(text, count - 1);
  }
  const isMadeUp = madeUpBy(received);
  const madeUp: string[] = [];
  const lost: string[] = [];
  for (const message of sent) {
    const count = left.get(message.text) ?? 0;
    if (count === 0) continue;
    left.set(message.text, count - 1);
    (isMadeUp(message) ? madeUp : lost).push(message.text);
  }
  return { agreed: received.length - contradicted.length, madeUp, lost, contradicted };
}

function madeUpBy(received: readonly LogMessage[]): (message: LogMessage) => boolean {
  const arrived = new Set(received.map(({ content }) => content));
  const fills = received.filter(({ fillsTo }) => fillsTo !== undefined);
  const fresh = received.filter(({ isDuplicate }) => !isDuplicate);
  return (message) =>
    isWeightless(message.msgType) ||
    arrived.has(message.content) ||
    fills.some((fill) => stands(fill, message, fresh));
}

/** Whether the gap fill replaces the message, under the same numbers and in the same epoch. */
function stands(fill: LogMessage, message: LogMessage, fresh: readonly LogMessage[]): boolean {
  const { seqNum, sendingTime, originalTime = sendingTime } = message;
  if (seqNum < fill.seqNum || seqNum >= (fill.fillsTo ?? 0) || fill.sendingTime < originalTime) return false;
  return !fresh.some(
    (other) =>
      other.seqNum <= seqNum && other.sendingTime > originalTime && other.sendingTime <= fill.sendingTime,
  );
}

function withoutSession(messages: readonly LogMessage[], senderCompId: string, targetCompId: string): Fault {
  const others = [...new Set(messages.map(({ from, to }) => `${from} to ${to}`))].slice(0, 4);
  const has = others.length === 0 ? 'no FIX message at all' : `messages of ${others.join(', ')}`;
  return {
    code: 'log_without_session',
    message: `the log has no message between ${senderCompId} and ${targetCompId}; it has ${has}`,
  };
}
