/** How grave each event looks. */
import type { DomainEvent } from '../../main/domain/domainEvent.ts';
import type { Tone } from '../ui/display/tone.ts';

type EventType = DomainEvent['type'];

/** A tone for every event type. A new type does not compile without one. */
const tones: Readonly<Record<EventType, Tone>> = {
  SignalReceived: 'plain',
  SignalRejected: 'bad',
  OrderCreated: 'plain',
  OrderDenied: 'bad',
  OrderSubmitting: 'wait',
  OrderAccepted: 'plain',
  OrderRejected: 'bad',
  OrderFilled: 'ok',
  OrderCancelRequested: 'wait',
  OrderCancelRejected: 'bad',
  OrderCanceled: 'off',
  OrderReplaceRequested: 'wait',
  OrderReplaceDenied: 'bad',
  OrderReplaceRejected: 'bad',
  OrderReplaced: 'plain',
  OrderExpired: 'off',
  OrderInDoubt: 'warn',
  OrderInquired: 'warn',
  OrderRequestRepeated: 'wait',
  OrderAdopted: 'warn',
  OrderExecutionConfirmed: 'plain',
  OrderClosedElsewhere: 'plain',
  OrderSettlementContradicted: 'bad',
  OrderReinstated: 'warn',
  ReconciliationReported: 'plain',
  ReconciliationAccepted: 'warn',
  TradingStateChanged: 'warn',
  TradingDayMarked: 'plain',
  KillSwitchEngaged: 'bad',
  KillSwitchFlattenRequested: 'wait',
  KillSwitchProgressed: 'plain',
  KillSwitchFlattening: 'wait',
  KillSwitchCompleted: 'ok',
  KillSwitchOrdersListed: 'plain',
  ConfigurationChanged: 'plain',
  ConfigurationRefused: 'bad',
  ClockStepped: 'warn',
  SimulatorConfigured: 'plain',
  EventNotUnderstood: 'bad',
  AlarmRaised: 'bad',
  AlarmAcknowledged: 'plain',
  SubscriberResumed: 'plain',
  VenueQueueingBegan: 'warn',
  VenueQueueingEnded: 'plain',
  VenueFellSilent: 'warn',
  VenueSpokeAgain: 'ok',
  StrayCancelRequested: 'wait',
  VenueConnected: 'ok',
  VenueDisconnected: 'warn',
  BreakerStateChanged: 'warn',
  RiskBreakerStateChanged: 'warn',
  EngineStarted: 'plain',
  EngineStopped: 'off',
  StrategyStarted: 'plain',
  StrategyStopped: 'off',
};

/** The tone of an event type. The engine has checked `type` before. */
export function eventTone(type: string): Tone {
  return tones[type as EventType];
}
