/** The data of each event of the desk's stream, as it is stored. */
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
  record,
  sumText,
  text,
  type Shape,
} from '../../../shared/kernel/shape.ts';
import { rightNames, roles } from '../../../shared/kernel/roles.ts';
import type { Alert } from '../desk/alert.ts';
import { configurationTriggers, type ConfigurationChange } from '../configuration/configurationChange.ts';
import type { DeskEventData, DeskEventType } from '../desk/deskEvents.ts';
import { failedSubscriberStates } from '../desk/subscriberState.ts';
import { leaseTakenWhys, type LeaseHolder } from '../lease/leaseTaken.ts';
import type { LimitRecord } from '../risk/limitRecord.ts';
import { limitNames } from '../risk/limits.ts';
import { proposalEnds, type ProposedBy } from '../risk/proposal.ts';
import { sides, timesInForce } from '../order/orderTerms.ts';
import type { KilledOrder, KillProgress } from '../trading/killRow.ts';
import { doors, sessionEnds } from '../desk/operatorEvents.ts';
import { killRowStates } from '../trading/killRow.ts';
import { killResults } from '../trading/killState.ts';
import type {
  FlattenOrder,
  KillTrigger,
  OffRecord,
  ScopePosition,
  VenueProof,
} from '../trading/tradingEvents.ts';
import { parseTradingScope } from '../trading/tradingScope.ts';
import { tradingStates } from '../trading/tradingState.ts';
import { breakerChange } from './sharedShapes.ts';

const scope: Shape = (value) =>
  typeof value === 'string' && parseTradingScope(value) !== undefined ? undefined : 'is no scope';
const limitValue: Shape = (value) => (value === 'none' ? undefined : decimalText(value));
const limitRecord = object<LimitRecord>({
  soft: optional(decimalText),
  hard: limitValue,
  fourEyes: optional(flag),
});
const proposed = optional(object<ProposedBy>({ proposalId: identifier, by: text }));
const state = oneOf(tradingStates);
const standing = oneOf([...roles, 'nobody']);
const consoleOnRecord = {
  console: text,
  operator: text,
  standing,
  machine: text,
  certificate: optional(text),
  address: optional(text),
  since: instant,
};
const offRecord = optional(object<OffRecord>({ since: instant, fault: text }));

const configurationValue: Shape = (value) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? undefined : 'is no value of a configuration';
const change = object<ConfigurationChange>({
  path: text,
  from: optional(configurationValue),
  to: optional(configurationValue),
});

const triggerShapes: { readonly [Rule in KillTrigger['rule']]: Shape } = {
  daily_loss: object<Extract<KillTrigger, { rule: 'daily_loss' }>>({
    rule: text,
    account: identifier,
    day: text,
    loss: decimalText,
  }),
  venue_lost: object<Extract<KillTrigger, { rule: 'venue_lost' }>>({
    rule: text,
    venue: identifier,
    awayMs: number,
  }),
};
const trigger: Shape = (value) =>
  Object.values(triggerShapes).some((shape) => shape(value) === undefined) ? undefined : 'is no trigger';

const role = oneOf(roles);
const door = oneOf(doors);

const killedOrder = object<KilledOrder>({
  orderId: identifier,
  symbol: identifier,
  venue: identifier,
  quantity: decimalText,
  limitPrice: optional(decimalText),
});
const killProgress = object<KillProgress>({
  orderId: identifier,
  state: oneOf(killRowStates),
  attempts: count,
  lastAttemptAt: optional(instant),
  detail: optional(text),
});
const flattenOrder = object<FlattenOrder>({
  orderId: identifier,
  account: identifier,
  strategy: identifier,
  symbol: identifier,
  side: oneOf(sides),
  quantity: decimalText,
  limitPrice: optional(decimalText),
  timeInForce: optional(oneOf(timesInForce)),
});
const scopePosition = object<ScopePosition>({ account: text, symbol: identifier, quantity: sumText });
const proof = object<VenueProof>({
  venue: identifier,
  askedAt: instant,
  openOrdersElsewhere: count,
  externalLeft: optional(count),
  executions: optional(count),
  positions: optional(list(scopePosition)),
});

/** An alert of an unknown kind is still an alert, so any kind is accepted. */
const alert = object<Alert>({
  alertId: text,
  kind: text,
  cause: optional(text),
  lasts: optional(flag),
  holdsOrders: flag,
  message: text,
  advice: text,
  orderId: optional(text),
  venue: optional(text),
  stream: optional(text),
  position: optional(count),
});

export const deskEventShapes: { readonly [Type in DeskEventType]: Shape } = {
  EngineStarted: object<DeskEventData['EngineStarted']>({
    version: text,
    program: text,
    machine: optional(text),
    processId: number,
    configuration: optional(record(configurationValue)),
  }),
  EngineStopped: object<DeskEventData['EngineStopped']>({ reason: text }),
  LeaseTaken: object<DeskEventData['LeaseTaken']>({
    epoch: count,
    host: text,
    processId: count,
    why: oneOf(leaseTakenWhys),
    from: optional(object<LeaseHolder>({ host: text, pid: count, what: text, since: text })),
  }),
  LeaseHandedOver: object<DeskEventData['LeaseHandedOver']>({ to: text, reason: text }),
  StrategyStarted: object<DeskEventData['StrategyStarted']>({
    strategy: identifier,
    parameters: record(text),
  }),
  StrategyStopped: object<DeskEventData['StrategyStopped']>({ strategy: identifier, reason: text }),
  RiskBreakerStateChanged: breakerChange,
  ConfigurationChanged: object<DeskEventData['ConfigurationChanged']>({
    trigger: oneOf(configurationTriggers),
    changes: list(change),
    reason: text,
  }),
  ConfigurationRefused: object<DeskEventData['ConfigurationRefused']>({
    code: text,
    message: text,
    reason: text,
  }),
  RiskLimitChanged: object<DeskEventData['RiskLimitChanged']>({
    limit: oneOf(limitNames),
    scope,
    from: limitRecord,
    to: optional(limitRecord),
    proposed,
    reason: text,
  }),
  RiskOverrideGranted: object<DeskEventData['RiskOverrideGranted']>({
    signalId: identifier,
    rules: list(text),
    expiresAt: instant,
    proposed,
    reason: text,
  }),
  LimitChangeProposed: object<DeskEventData['LimitChangeProposed']>({
    proposalId: identifier,
    limit: oneOf(limitNames),
    scope,
    from: limitRecord,
    to: optional(limitRecord),
    expiresAt: instant,
    reason: text,
  }),
  RiskOverrideProposed: object<DeskEventData['RiskOverrideProposed']>({
    proposalId: identifier,
    signalId: identifier,
    rules: list(text),
    expiresAt: instant,
    reason: text,
  }),
  RiskProposalEnded: object<DeskEventData['RiskProposalEnded']>({
    proposalId: identifier,
    end: oneOf(proposalEnds),
    reason: text,
  }),
  ClockStepped: object<DeskEventData['ClockStepped']>({ byMs: number, to: instant }),
  FixPasswordKept: object<DeskEventData['FixPasswordKept']>({ venue: identifier, reason: text }),
  FixSessionReleased: object<DeskEventData['FixSessionReleased']>({
    venue: identifier,
    session: optional(oneOf(['drop_copy'])),
    reason: text,
  }),
  VenueSimulationConfigured: object<DeskEventData['VenueSimulationConfigured']>({
    venue: identifier,
    faults: record(number),
    reason: text,
  }),
  SubscriberResumed: object<DeskEventData['SubscriberResumed']>({
    subscriber: text,
    from: oneOf(failedSubscriberStates),
    position: count,
    failures: count,
    error: text,
    reason: text,
  }),
  TradingStateChanged: object<DeskEventData['TradingStateChanged']>({
    scope,
    from: state,
    to: state,
    reason: text,
    killId: optional(identifier),
    offRecord,
  }),
  KillSwitchEngaged: object<DeskEventData['KillSwitchEngaged']>({
    killId: identifier,
    scope,
    flatten: flag,
    leavesExternal: optional(flag),
    reason: text,
    orders: count,
    trigger: optional(trigger),
    offRecord,
  }),
  KillSwitchFlattenRequested: object<DeskEventData['KillSwitchFlattenRequested']>({
    killId: identifier,
    reason: text,
    offRecord,
  }),
  KillSwitchOrdersListed: object<DeskEventData['KillSwitchOrdersListed']>({
    killId: identifier,
    orders: list(killedOrder),
  }),
  KillSwitchProgressed: object<DeskEventData['KillSwitchProgressed']>({
    killId: identifier,
    rows: list(killProgress),
  }),
  KillSwitchFlattening: object<DeskEventData['KillSwitchFlattening']>({
    killId: identifier,
    venue: identifier,
    attempt: count,
    orders: list(flattenOrder),
  }),
  TradingDayMarked: object<DeskEventData['TradingDayMarked']>({ day: text, prices: record(decimalText) }),
  KillSwitchCompleted: object<DeskEventData['KillSwitchCompleted']>({
    killId: identifier,
    scope,
    result: oneOf(killResults),
    rows: record(count),
    venues: list(proof),
    positions: list(scopePosition),
  }),
  OperatorAdded: object<DeskEventData['OperatorAdded']>({
    operator: identifier,
    role,
    credential: text,
    reason: text,
  }),
  OperatorRoleChanged: object<DeskEventData['OperatorRoleChanged']>({
    operator: identifier,
    from: role,
    to: role,
    reason: text,
  }),
  OperatorRemoved: object<DeskEventData['OperatorRemoved']>({ operator: identifier, role, reason: text }),
  OperatorPasswordChanged: object<DeskEventData['OperatorPasswordChanged']>({
    operator: identifier,
    credential: text,
    reason: text,
  }),
  OperatorLoggedIn: object<DeskEventData['OperatorLoggedIn']>({
    operator: identifier,
    door,
    certificate: optional(text),
    console: optional(text),
  }),
  OperatorLoggedOut: object<DeskEventData['OperatorLoggedOut']>({
    operator: identifier,
    door,
    why: oneOf(sessionEnds),
    console: optional(text),
  }),
  ConsoleConnected: object<DeskEventData['ConsoleConnected']>(consoleOnRecord),
  ConsoleDisconnected: object<DeskEventData['ConsoleDisconnected']>({
    ...consoleOnRecord,
    why: text,
    times: optional(count),
  }),
  OperatorLoginFailed: object<DeskEventData['OperatorLoginFailed']>({
    operator: optional(identifier),
    door,
    failures: count,
  }),
  ProducerAdded: object<DeskEventData['ProducerAdded']>({
    producer: identifier,
    ofOperator: optional(flag),
    credential: text,
    strategies: optional(list(text)),
    accounts: optional(list(text)),
    reason: text,
  }),
  ProducerTokenRotated: object<DeskEventData['ProducerTokenRotated']>({
    producer: identifier,
    credential: text,
    oldUntil: instant,
    reason: text,
  }),
  ProducerRemoved: object<DeskEventData['ProducerRemoved']>({ producer: identifier, reason: text }),
  ActionRefused: object<DeskEventData['ActionRefused']>({
    action: text,
    standing,
    right: oneOf(rightNames),
  }),
  AlertRaised: alert,
  AlertRepeated: object<DeskEventData['AlertRepeated']>({
    alertId: text,
    fact: text,
    message: text,
    position: optional(count),
  }),
  AlertAcknowledged: object<DeskEventData['AlertAcknowledged']>({ alertId: text, reason: text }),
  AlertEnded: object<DeskEventData['AlertEnded']>({ alertId: text, message: text }),
  AlertsMuted: object<DeskEventData['AlertsMuted']>({ what: text, until: instant, reason: text }),
  AlertsUnmuted: object<DeskEventData['AlertsUnmuted']>({ what: text, reason: text }),
};
