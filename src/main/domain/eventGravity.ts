/** How grave each event is: the one table behind the audit log's levels and the colours in the window. */
import type { DomainEvent, DomainEventType } from './domainEvent.ts';
import { namesOf } from '../../shared/kernel/names.ts';

/**
 * - `routine`: the daily business.
 * - `notice`: it changes what the desk does, as somebody wanted.
 * - `warning`: somebody should look at it.
 * - `refusal`: the desk's own checks refused what was asked for, and whoever asked was told.
 * - `trouble`: something that was wanted did not happen.
 * - `grave`: a person has to act.
 */
export type Gravity = 'routine' | 'notice' | 'warning' | 'refusal' | 'trouble' | 'grave';

/** A new type does not compile without its gravity. Two types need a look at their data; see `gravityOf`. */
const gravities = {
  SignalReceived: 'routine',
  SignalRejected: 'refusal',
  OrderCreated: 'routine',
  OrderDenied: 'refusal',
  OrderSubmitting: 'routine',
  OrderAccepted: 'routine',
  OrderRejected: 'trouble',
  OrderFilled: 'routine',
  OrderCancelRequested: 'routine',
  OrderCancelRejected: 'trouble',
  OrderCanceled: 'routine',
  OrderReplaceRequested: 'routine',
  OrderReplaceDenied: 'trouble',
  OrderReplaceRejected: 'trouble',
  OrderReplaced: 'routine',
  OrderRestated: 'warning',
  OrderExpired: 'routine',
  OrderInDoubt: 'warning',
  OrderInquired: 'routine',
  OrderRequestRepeated: 'routine',
  OrderAdopted: 'warning',
  OrderExecutionConfirmed: 'routine',
  OrderExecutionBusted: 'grave',
  OrderExecutionCorrected: 'grave',
  OrderClosedElsewhere: 'routine',
  OrderSettlementContradicted: 'trouble',
  OrderReinstated: 'warning',
  ReconciliationReported: 'routine',
  ReconciliationAccepted: 'notice',
  StrayCancelRequested: 'routine',
  TradingStateChanged: 'notice',
  TradingDayMarked: 'routine',
  KillSwitchEngaged: 'grave',
  KillSwitchFlattenRequested: 'routine',
  KillSwitchProgressed: 'routine',
  KillSwitchFlattening: 'routine',
  KillSwitchCompleted: 'routine',
  KillSwitchOrdersListed: 'routine',
  RiskLimitChanged: 'notice',
  RiskOverrideGranted: 'warning',
  LimitChangeProposed: 'notice',
  RiskOverrideProposed: 'notice',
  RiskProposalEnded: 'routine',
  ConfigurationChanged: 'routine',
  ConfigurationRefused: 'trouble',
  ClockStepped: 'warning',
  VenueSimulationConfigured: 'routine',
  FixPasswordKept: 'notice',
  FixSessionReleased: 'notice',
  EventNotUnderstood: 'grave',
  OperatorAdded: 'notice',
  OperatorRoleChanged: 'notice',
  OperatorRemoved: 'notice',
  OperatorPasswordChanged: 'notice',
  ProducerAdded: 'notice',
  ProducerTokenRotated: 'notice',
  ProducerRemoved: 'notice',
  OperatorLoggedIn: 'routine',
  OperatorLoggedOut: 'routine',
  OperatorLoginFailed: 'warning',
  ConsoleConnected: 'routine',
  ConsoleDisconnected: 'routine',
  ActionRefused: 'refusal',
  AlertRaised: 'grave',
  AlertRepeated: 'warning',
  AlertAcknowledged: 'routine',
  AlertEnded: 'routine',
  AlertsMuted: 'notice',
  AlertsUnmuted: 'notice',
  SubscriberResumed: 'routine',
  VenueQueueingBegan: 'warning',
  VenueQueueingEnded: 'routine',
  VenueThrottled: 'grave',
  VenueThrottleEnded: 'routine',
  VenueFellSilent: 'warning',
  VenueSpokeAgain: 'routine',
  VenueConnected: 'routine',
  VenueDisconnected: 'warning',
  BreakerStateChanged: 'warning',
  RiskBreakerStateChanged: 'warning',
  EngineStarted: 'routine',
  EngineStopped: 'routine',
  LeaseTaken: 'notice',
  LeaseHandedOver: 'notice',
  StrategyStarted: 'routine',
  StrategyStopped: 'routine',
} as const satisfies Readonly<Record<DomainEventType, Gravity>>;

/** The types whose gravity is routine, unless their data says more. */
export type RoutineEventType = {
  readonly [Type in DomainEventType]: (typeof gravities)[Type] extends 'routine' ? Type : never;
}[DomainEventType];

export function gravityOf(event: DomainEvent): Gravity {
  // A fill beyond the order's quantity is never daily business.
  if (event.type === 'OrderFilled' && event.data.overfilledBy !== undefined) return 'grave';
  if (event.type === 'ReconciliationReported' && !event.data.clean) return 'warning';
  return gravities[event.type];
}

/** The types that can be stored: all but EventNotUnderstood, which nobody appends. */
export type StoredEventType = Exclude<DomainEventType, 'EventNotUnderstood'>;

/** In the order of a signal's path. */
export const storedEventTypes = namesOf(gravities).filter(
  (type): type is StoredEventType => type !== 'EventNotUnderstood',
);
