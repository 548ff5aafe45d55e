/** The data of each event of a signal's stream, as it is stored. */
import {
  count,
  decimalText,
  flag,
  identifier,
  instant,
  list,
  object,
  oneOf,
  optional,
  text,
  type Shape,
} from '../../../shared/kernel/shape.ts';
import { orderTypes, sides, timesInForce } from '../order/orderTerms.ts';
import type { RefusedInput, SignalEventData, SignalEventType } from '../signal/signalEvents.ts';
import type { SignalRecord } from '../signal/signalRecord.ts';
import { refusal } from './sharedShapes.ts';

const signal = object<SignalRecord>({
  id: identifier,
  source: text,
  strategy: identifier,
  account: identifier,
  symbol: identifier,
  venue: optional(identifier),
  side: oneOf(sides),
  quantity: decimalText,
  orderType: oneOf(orderTypes),
  limitPrice: optional(decimalText),
  stopPrice: optional(decimalText),
  timeInForce: oneOf(timesInForce),
  expiresAt: optional(instant),
  goodTill: optional(instant),
  targetPrice: optional(decimalText),
  takeProfit: optional(decimalText),
  stopLoss: optional(decimalText),
  confidence: decimalText,
  reduceOnly: optional(flag),
  createdAt: instant,
  note: optional(text),
});

export const signalEventShapes: { readonly [Type in SignalEventType]: Shape } = {
  SignalReceived: object<SignalEventData['SignalReceived']>({
    signal,
    orderId: identifier,
    origin: optional(text),
  }),
  SignalRejected: object<SignalEventData['SignalRejected']>({
    reasons: list(refusal),
    origin: optional(text),
    raw: optional(object<RefusedInput>({ excerpt: text, bytes: count, sha256: optional(text) })),
  }),
};
