/** The content of a report, in words for an alert. */
import { tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';

const named = [
  [tags.execRefId, 'of execution'],
  [tags.lastQty, 'quantity'],
  [tags.lastPx, 'price'],
  [tags.cumQty, 'filled in all'],
  [tags.text, 'text'],
] as const;

/** A venue may write any number of characters; this many are enough to find the message. */
const lengthMax = 100;

/** Whether the values make sense is for the reader to say. */
export function reportWords(message: FixMessage): string {
  const values = named.flatMap(([tag, name]) => {
    const value = valueOf(message, tag);
    return value === undefined ? [] : [`${name} ${value.slice(0, lengthMax)}`];
  });
  return [`ExecID ${valueOf(message, tags.execId) ?? 'none'}`, ...values].join(', ');
}
