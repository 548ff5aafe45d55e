/** The data of each event of an order's stream, as it is stored. */
import {
  count,
  decimalText,
  flag,
  identifier,
  instant,
  list,
  number,
  object,
  oneOf,
  optional,
  positiveText,
  text,
  type Shape,
} from '../../../shared/kernel/shape.ts';
import { evidences, type OrderEventData, type OrderEventType } from '../order/orderEvents.ts';
import { contradictions, orderStatuses } from '../order/orderState.ts';
import { inquiryAnswers, inquirySubjects, repeatableSubjects } from '../order/orderInquiry.ts';
import { bracketRoles, orderTypes, sides, timesInForce, type ParentLink } from '../order/orderTerms.ts';
import type { OrderTermsRecord } from '../order/orderTermsRecord.ts';
import { refusal, riskDecision } from './sharedShapes.ts';

const fromVenue = {
  evidence: oneOf(evidences),
  venueTime: optional(instant),
};

const terms = object<OrderTermsRecord>({
  orderId: identifier,
  signalId: identifier,
  account: identifier,
  strategy: identifier,
  venue: identifier,
  symbol: identifier,
  side: oneOf(sides),
  quantity: positiveText,
  multiplier: optional(positiveText),
  orderType: oneOf(orderTypes),
  limitPrice: optional(decimalText),
  stopPrice: optional(decimalText),
  timeInForce: oneOf(timesInForce),
  goodTill: optional(instant),
  reduceOnly: optional(flag),
  bracket: optional(
    object<NonNullable<OrderTermsRecord['bracket']>>({
      takeProfit: optional(decimalText),
      stopLoss: optional(decimalText),
    }),
  ),
  parent: optional(object<ParentLink>({ orderId: identifier, role: oneOf(bracketRoles) })),
  killId: optional(identifier),
});

const prices = { limitPrice: optional(decimalText), stopPrice: optional(decimalText) };

const because = (shape: Shape = text) => ({ ...fromVenue, reason: shape });
const refused = { ...because(), code: text };

const revision = {
  struck: optional(
    object<NonNullable<OrderEventData['OrderExecutionBusted']['struck']>>({
      quantity: positiveText,
      price: decimalText,
    }),
  ),
  cumulativeQuantity: decimalText,
  overfilledBy: optional(decimalText),
  reason: optional(text),
};

export const orderEventShapes: { readonly [Type in OrderEventType]: Shape } = {
  OrderCreated: object<OrderEventData['OrderCreated']>({ terms, risk: riskDecision }),
  OrderDenied: object<OrderEventData['OrderDenied']>({
    reasons: list(refusal),
    terms: optional(terms),
    risk: optional(riskDecision),
  }),
  OrderSubmitting: object<OrderEventData['OrderSubmitting']>({ clientOrderId: identifier }),
  OrderAccepted: object<OrderEventData['OrderAccepted']>({ ...fromVenue, venueOrderId: text }),
  OrderRejected: object<OrderEventData['OrderRejected']>(refused),
  OrderFilled: object<OrderEventData['OrderFilled']>({
    ...fromVenue,
    executionId: text,
    lastQuantity: positiveText,
    lastPrice: decimalText,
    cumulativeQuantity: positiveText,
    overfilledBy: optional(decimalText),
    surprises: optional(list(text)),
  }),
  OrderCancelRequested: object<OrderEventData['OrderCancelRequested']>({ reason: text }),
  OrderCancelRejected: object<OrderEventData['OrderCancelRejected']>(refused),
  OrderCanceled: object<OrderEventData['OrderCanceled']>(because()),
  OrderReplaceRequested: object<OrderEventData['OrderReplaceRequested']>({
    clientOrderId: identifier,
    quantity: optional(positiveText),
    ...prices,
    reason: text,
    risk: optional(riskDecision),
  }),
  OrderReplaceDenied: object<OrderEventData['OrderReplaceDenied']>({
    quantity: optional(decimalText),
    ...prices,
    reason: text,
    reasons: list(refusal),
    risk: optional(riskDecision),
  }),
  OrderReplaceRejected: object<OrderEventData['OrderReplaceRejected']>({
    ...refused,
    overfilledBy: optional(decimalText),
  }),
  OrderReplaced: object<OrderEventData['OrderReplaced']>({
    ...fromVenue,
    clientOrderId: identifier,
    venueOrderId: optional(text),
    quantity: positiveText,
    ...prices,
  }),
  OrderRestated: object<OrderEventData['OrderRestated']>({
    ...because(),
    quantity: positiveText,
    ...prices,
    before: object<OrderEventData['OrderRestated']['before']>({ quantity: positiveText, ...prices }),
  }),
  OrderExpired: object<OrderEventData['OrderExpired']>(because()),
  OrderInDoubt: object<OrderEventData['OrderInDoubt']>({ reason: text, waitedMs: optional(number) }),
  OrderInquired: object<OrderEventData['OrderInquired']>({
    subject: oneOf(inquirySubjects),
    attempt: count,
    clientOrderIds: list(text),
    answer: oneOf(inquiryAnswers),
    detail: text,
    askedAt: instant,
  }),
  OrderRequestRepeated: object<OrderEventData['OrderRequestRepeated']>({
    subject: oneOf(repeatableSubjects),
    attempt: count,
    reason: text,
  }),
  OrderAdopted: object<OrderEventData['OrderAdopted']>({
    ...because(),
    terms,
    clientOrderId: text,
    venueOrderId: text,
  }),
  OrderExecutionConfirmed: object<OrderEventData['OrderExecutionConfirmed']>({
    ...fromVenue,
    executionId: text,
    confirms: text,
  }),
  OrderExecutionBusted: object<OrderEventData['OrderExecutionBusted']>({
    ...fromVenue,
    ...revision,
    executionId: text,
  }),
  OrderExecutionCorrected: object<OrderEventData['OrderExecutionCorrected']>({
    ...fromVenue,
    ...revision,
    executionId: text,
    corrects: text,
    lastQuantity: positiveText,
    lastPrice: decimalText,
  }),
  OrderClosedElsewhere: object<OrderEventData['OrderClosedElsewhere']>({
    quantity: decimalText,
    reason: text,
  }),
  OrderSettlementContradicted: object<OrderEventData['OrderSettlementContradicted']>({
    ...fromVenue,
    settledAs: oneOf(orderStatuses),
    says: oneOf(contradictions),
    reason: optional(text),
  }),
  OrderReinstated: object<OrderEventData['OrderReinstated']>({ ...because(), venueOrderId: text }),
};
