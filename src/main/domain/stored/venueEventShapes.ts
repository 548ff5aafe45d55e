/** The data of each event of a venue's stream, as it is stored. */
import type { SessionMark } from '../venue/sessionMark.ts';
import {
  count,
  decimalText,
  flag,
  instant,
  list,
  number,
  object,
  oneOf,
  optional,
  sumText,
  text,
  type Shape,
} from '../../../shared/kernel/shape.ts';
import {
  differenceKinds,
  queueingPlaces,
  reconciliationTriggers,
  venueRecordSources,
  type PositionComparison,
  type ReconciliationDifference,
  type VenueEventData,
  type VenueEventType,
} from '../venue/venueEvents.ts';
import { breakerChange } from './sharedShapes.ts';

const difference = object<ReconciliationDifference>({
  kind: oneOf(differenceKinds),
  orderId: optional(text),
  clientOrderId: optional(text),
  detail: text,
  resolved: flag,
});
const position = object<PositionComparison>({
  account: optional(text),
  symbol: text,
  ours: sumText,
  venue: sumText,
});
const where = oneOf(queueingPlaces);

export const venueEventShapes: { readonly [Type in VenueEventType]: Shape } = {
  ReconciliationReported: object<VenueEventData['ReconciliationReported']>({
    trigger: oneOf(reconciliationTriggers),
    startedAt: instant,
    finishedAt: instant,
    ordersCompared: count,
    executionsCompared: count,
    differences: list(difference),
    positions: list(position),
    clean: flag,
    record: optional(oneOf(venueRecordSources)),
    comparedUntil: optional(instant),
    copiedUntil: optional(instant),
  }),
  ReconciliationAccepted: object<VenueEventData['ReconciliationAccepted']>({
    reason: text,
    differences: list(difference),
  }),
  StrayCancelRequested: object<VenueEventData['StrayCancelRequested']>({
    orderId: text,
    clientOrderId: text,
    venueOrderId: text,
    symbol: text,
    quantity: decimalText,
    reason: text,
  }),
  VenueConnected: object<VenueEventData['VenueConnected']>({
    detail: text,
    session: optional(object<SessionMark>({ epoch: number, nextOut: number, nextIn: number })),
  }),
  VenueDisconnected: object<VenueEventData['VenueDisconnected']>({ reason: text }),
  VenueFellSilent: object<VenueEventData['VenueFellSilent']>({ since: instant }),
  VenueSpokeAgain: object<VenueEventData['VenueSpokeAgain']>({ silentMs: number }),
  VenueThrottled: object<VenueEventData['VenueThrottled']>({
    reason: text,
    strikes: count,
    ratePerSecond: number,
    since: instant,
  }),
  VenueThrottleEnded: object<VenueEventData['VenueThrottleEnded']>({ ratePerSecond: number }),
  VenueQueueingBegan: object<VenueEventData['VenueQueueingBegan']>({
    where,
    queued: number,
    queueDepthMax: number,
    refused: number,
  }),
  VenueQueueingEnded: object<VenueEventData['VenueQueueingEnded']>({
    where,
    durationMs: number,
    waited: number,
    refused: number,
    queuedMax: number,
    longestWaitMs: number,
  }),
  BreakerStateChanged: breakerChange,
};
