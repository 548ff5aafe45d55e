/**
 * Recognizes a refusal that says "too fast". FIX has codes for it only since 5.0 SP2 (BusinessRejectReason 8, 9 and 10:
 * throttle limit exceeded, the same with the session ended, throttled messages rejected on request); venues of 4.2 and
 * 4.4 use these, codes of their own, or say it in Text (58).
 */
import { msgTypeOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';
import { executionKindOf } from './executionKind.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

export interface ThrottleSigns {
  /** Values of BusinessRejectReason (380). */
  readonly reasons: readonly string[];
  /** Parts of Text (58), in small letters. */
  readonly texts: readonly string[];
}

export const defaultThrottleSigns: ThrottleSigns = {
  reasons: ['8', '9', '10'],
  texts: [
    'throttl',
    'too fast',
    'too many messages',
    'too many orders',
    'too many requests',
    'too many logons',
    'too many connections',
    'rate limit',
    'rate exceeded',
    'message rate',
    'order rate',
    'per second',
    'slow down',
  ],
};

/**
 * Words in refusals that speak of a moving or counted price, market or term of an order, and not of the rate of
 * messages.
 */
const otherCauses = /\b(price|moved|market|halt(ed)?|luld|limit (up|down)|minimum|confidence)\b/;

const refusals: readonly string[] = [
  msgTypes.reject,
  msgTypes.businessMessageReject,
  msgTypes.orderCancelReject,
  msgTypes.executionReport,
];

/** The venue's words, where the message refuses something because it came too fast. */
export function tooFastIn(message: FixMessage, signs: ThrottleSigns): string | undefined {
  const msgType = msgTypeOf(message);
  if (!refusals.includes(msgType)) return undefined;
  if (msgType === msgTypes.executionReport && executionKindOf(message) !== 'rejected') return undefined;
  const text = valueOf(message, tags.text);
  const reason = valueOf(message, tags.businessRejectReason);
  if (reason !== undefined && signs.reasons.includes(reason)) return text ?? `BusinessRejectReason ${reason}`;
  return text !== undefined && saysTooFast(text, signs) ? text : undefined;
}

export function saysTooFast(text: string, { texts }: ThrottleSigns): boolean {
  const words = text.toLowerCase();
  if (otherCauses.test(words)) return false;
  return texts.some((part) => words.includes(part));
}
