/** A stored event for people: its source, and one line that says what happened. */
import type { DomainEventData, DomainEventOf, DomainEventType } from '../../../main/domain/domainEvent.ts';
import type { SessionEnd } from '../../../main/domain/desk/operatorEvents.ts';
import type { OrderInquiry } from '../../../main/domain/order/orderInquiry.ts';
import type { Evidence } from '../../../main/domain/order/orderEvents.ts';
import type { RiskDecisionRecord } from '../../../main/domain/order/riskDecision.ts';
import { holderWords, leaseTakenWords } from '../../../main/domain/lease/leaseTaken.ts';
import type { ProposedLimit } from '../../../main/domain/risk/proposal.ts';
import type { OffRecord } from '../../../main/domain/trading/tradingEvents.ts';
import type { EventView } from '../../../shared/contract/events.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import type { LimitRecord } from '../../../main/domain/risk/limitRecord.ts';
import { limitWords } from '../../../main/domain/risk/limitWords.ts';
import { counted, groupDecimal } from '../../format/decimals.ts';
import { age, clockTime, dateTime, timesZone } from '../../format/times.ts';
import { describeTerms, type Terms } from '../orders/orderTerms.ts';
import { scopeShort } from '../desk/tradingScope.ts';
import { connectedSummary, disconnectedSummary } from './consoleSummary.ts';

/** Least decimal places of a price: an event does not have its instrument's tick. */
const pricePlacesMin = 2;

/** The source of an event: the venue's name, `signal`, `desk`, the operator, the engine. */
export function eventSource(event: Pick<EventView, 'actor' | 'streamId'>): string {
  const [kind, name] = splitOnce(event.actor, ':');
  // For parts of the engine, the source is the engine.
  if (name !== undefined) return kind === 'engine' ? kind : name;
  if (event.streamId.startsWith('signal-')) return 'signal';
  return kind;
}

/** One line that says what a stored event means. */
export function eventSummary<Type extends DomainEventType>({ type, data }: DomainEventOf<Type>): string {
  return summaries[type](data);
}

/** A summary for every event type. A new type does not compile without one. */
const summaries: { readonly [Type in DomainEventType]: (data: DomainEventData[Type]) => string } = {
  SignalReceived: ({ signal }) =>
    joined([
      signal.strategy,
      terms(signal),
      signal.confidence && `confidence ${signal.confidence}`,
      signal.source && `from ${signal.source}`,
    ]),
  SignalRejected: ({ reasons, origin }) => joined([messages(reasons), origin]),
  OrderCreated: (data) => joined([terms(data.terms), risk(data.risk)]),
  OrderDenied: ({ reasons }) => messages(reasons),
  OrderSubmitting: ({ clientOrderId }) => `client id ${clientOrderId}`,
  OrderAccepted: (data) => joined([`venue id ${data.venueOrderId}`, evidence(data)]),
  OrderRejected: refusedByVenue,
  OrderFilled: (data) =>
    joined([
      traded(data.lastQuantity, data.lastPrice),
      `${groupDecimal(data.cumulativeQuantity)} in all`,
      data.overfilledBy && `overfilled by ${groupDecimal(data.overfilledBy)}`,
      evidence(data),
    ]),
  OrderCancelRequested: ({ reason }) => reason,
  OrderCancelRejected: refusedByVenue,
  OrderCanceled: (data) => joined([data.reason, evidence(data)]),
  OrderReplaceRequested: (data) => joined([replacement(data), risk(data.risk), data.reason]),
  OrderReplaceDenied: (data) => joined([replacement(data), messages(data.reasons), data.reason]),
  OrderReplaceRejected: (data) =>
    joined([
      refusedByVenue(data),
      data.overfilledBy && `filled ${groupDecimal(data.overfilledBy)} beyond its quantity`,
    ]),
  OrderReplaced: (data) => joined([replacement(data), evidence(data)]),
  OrderRestated: (data) =>
    joined([
      `the venue made it ${replacement(data)}`,
      `before ${replacement(data.before)}`,
      data.reason,
      evidence(data),
    ]),
  OrderExpired: (data) => joined([data.reason, evidence(data)]),
  OrderInDoubt: ({ reason, waitedMs }) =>
    joined([reason, waitedMs !== undefined && `waited ${groupDecimal(String(Math.round(waitedMs)))} ms`]),
  OrderInquired: ({ subject, attempt, answer, detail }) =>
    joined([`asked about the ${subject}, ${ordinal(attempt)} time`, answers[answer], detail]),
  OrderRequestRepeated: ({ subject, attempt, reason }) =>
    joined([`${subject} sent again, ${ordinal(attempt)} time`, reason]),
  OrderAdopted: (data) =>
    joined([terms(data.terms), 'sent by somebody else', `venue id ${data.venueOrderId}`, data.reason]),
  OrderExecutionConfirmed: ({ confirms, executionId }) =>
    `the venue confirms what was given by hand as ${confirms}: execution ${executionId}`,
  OrderExecutionBusted: (data) =>
    joined([
      `${data.executionId} taken back`,
      data.struck && `${traded(data.struck.quantity, data.struck.price)} no longer stands`,
      `${groupDecimal(data.cumulativeQuantity)} in all`,
      data.reason,
      evidence(data),
    ]),
  OrderExecutionCorrected: (data) =>
    joined([
      `${data.corrects} corrected`,
      data.struck && `${traded(data.struck.quantity, data.struck.price)} no longer stands`,
      `${traded(data.lastQuantity, data.lastPrice)} stands`,
      `${groupDecimal(data.cumulativeQuantity)} in all`,
      data.overfilledBy && `overfilled by ${groupDecimal(data.overfilledBy)}`,
      data.reason,
      evidence(data),
    ]),
  OrderClosedElsewhere: ({ quantity, reason }) =>
    joined([`${groupDecimal(quantity)} closed by other orders`, reason]),
  OrderSettlementContradicted: (data) =>
    joined([
      `settled by hand as ${data.settledAs}; the venue says ${data.says}`,
      data.reason,
      evidence(data),
    ]),
  OrderReinstated: (data) => joined(['works again', data.reason, evidence(data)]),
  ReconciliationReported: ({ clean, differences, ordersCompared, executionsCompared, trigger }) => {
    const open = differences.filter(({ resolved }) => !resolved).length;
    return joined([
      clean ? 'clean' : `${open} open of ${counted(differences.length, 'difference')}`,
      clean && differences.length > 0 && `${differences.length} settled`,
      `${counted(ordersCompared, 'order')} and ${counted(executionsCompared, 'execution')} compared`,
      trigger,
    ]);
  },
  ReconciliationAccepted: ({ differences, reason }) =>
    joined([`${counted(differences.length, 'difference')} accepted`, reason]),
  StrayCancelRequested: ({ clientOrderId, quantity, symbol, reason }) =>
    joined([
      `cancel ${clientOrderId}, which works there`,
      `${groupDecimal(quantity)} ${symbol} open`,
      reason,
    ]),
  TradingStateChanged: ({ scope, from, to, reason, killId, offRecord }) =>
    joined([
      `${scopeShort(scope)} from ${from} to ${to}`,
      reason,
      killId !== undefined && 'by the kill switch',
      heldSince(offRecord),
    ]),
  RiskLimitChanged: ({ proposed, reason, ...change }) =>
    joined([limitChange(change), reason, proposed && `proposed by ${proposed.by}`]),
  RiskOverrideGranted: ({ signalId, rules, expiresAt, proposed, reason }) =>
    joined([
      `the signal ${signalId} may pass the soft limits of ${rules.join(', ')} until ${expiresAt}`,
      reason,
      proposed && `proposed by ${proposed.by}`,
    ]),
  LimitChangeProposed: ({ expiresAt, reason, ...change }) =>
    joined([limitChange(change), `waits for another person until ${expiresAt}`, reason]),
  RiskOverrideProposed: ({ signalId, rules, expiresAt, reason }) =>
    joined([
      `the signal ${signalId} is to pass the soft limits of ${rules.join(', ')}`,
      `waits for another person until ${expiresAt}`,
      reason,
    ]),
  RiskProposalEnded: ({ proposalId, end, reason }) => joined([`${proposalId} ${end}`, reason]),
  TradingDayMarked: ({ day, prices }) =>
    joined([
      `carried positions are valued anew for ${day}`,
      Object.entries(prices)
        .map(([symbol, price]) => `${symbol} ${groupDecimal(price, pricePlacesMin)}`)
        .join(', '),
    ]),
  KillSwitchEngaged: ({ scope, orders, flatten, leavesExternal, reason, offRecord }) =>
    joined([
      `stop ${scopeShort(scope)}`,
      `${counted(orders, 'order')} to cancel`,
      flatten && 'and flatten',
      leavesExternal && 'orders of others are left to work',
      reason,
      heldSince(offRecord),
    ]),
  KillSwitchFlattenRequested: ({ reason, offRecord }) =>
    joined(['positions are to be closed too', reason, heldSince(offRecord)]),
  KillSwitchProgressed: ({ rows }) => {
    const counts = new Map<string, number>();
    for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
    return [...counts].map(([state, orders]) => `${orders} ${words(state)}`).join(', ');
  },
  KillSwitchFlattening: ({ orders, venue, attempt }) =>
    joined([
      ...orders.map(({ side, quantity, symbol, limitPrice }) =>
        joined([
          `${side} ${groupDecimal(quantity)} ${symbol}`,
          limitPrice !== undefined && `limit ${groupDecimal(limitPrice)}`,
        ]),
      ),
      `on ${venue}`,
      attempt > 1 && `${ordinal(attempt)} time`,
    ]),
  KillSwitchCompleted: ({ scope, result, rows, venues }) => {
    const left = venues.reduce((sum, { externalLeft = 0 }) => sum + externalLeft, 0);
    return joined([
      `${scopeShort(scope)} is ${result}`,
      left > 0 && `${counted(left, 'order')} of others left to work`,
      Object.entries(rows)
        .map(([state, orders]) => `${orders} ${words(state)}`)
        .join(', '),
      `proven by ${venues.map(({ venue }) => venue).join(', ')}`,
    ]);
  },
  KillSwitchOrdersListed: ({ orders }) => `${counted(orders.length, 'order')} in the ledger`,
  ConfigurationChanged: ({ changes, reason }) =>
    joined([
      changes.slice(0, 3).map(setting).join(', '),
      changes.length > 3 && `${changes.length - 3} more`,
      reason,
    ]),
  ConfigurationRefused: ({ message, reason }) => joined([message, reason]),
  LeaseTaken: ({ epoch, host, processId, why, from }) =>
    joined([
      `process ${processId} on ${host} holds the record, epoch ${epoch}`,
      from === undefined ? undefined : `after ${holderWords(from)}, ${leaseTakenWords[why]}`,
    ]),
  LeaseHandedOver: ({ to, reason }) => joined([`the record is handed over to ${to}`, reason]),
  ClockStepped: ({ byMs, to }) => `the clock was set by ${byMs} ms, to ${to}`,
  FixPasswordKept: ({ venue, reason }) => joined([`the password of ${venue} was given`, reason]),
  FixSessionReleased: ({ venue, session, reason }) =>
    joined([`${session === undefined ? '' : 'the drop copy of '}${venue} may log on again`, reason]),
  VenueSimulationConfigured: ({ venue, faults, reason }) => {
    const active = Object.entries(faults).filter(([, value]) => value !== 0);
    return joined([
      venue,
      active.length === 0 ? 'calm' : active.map(([name, value]) => `${words(name)} ${value}`).join(', '),
      reason,
    ]);
  },
  OperatorAdded: ({ operator, role, reason }) => joined([`${operator} is ${words(role)} now`, reason]),
  OperatorRoleChanged: ({ operator, from, to, reason }) =>
    joined([`${operator} is ${words(to)} now, was ${words(from)}`, reason]),
  OperatorRemoved: ({ operator, role, reason }) =>
    joined([`${operator}, ${words(role)}, may not log in any more`, reason]),
  OperatorPasswordChanged: ({ operator, reason }) => joined([`${operator} has a new password`, reason]),
  ProducerAdded: ({ producer, strategies, accounts, reason }) =>
    joined([
      `${producer} may send signals`,
      strategies && `of ${strategies.join(', ')}`,
      accounts && `for ${accounts.join(', ')}`,
      reason,
    ]),
  ProducerTokenRotated: ({ producer, oldUntil, reason }) =>
    joined([`${producer} has another token; the one before until ${oldUntil}`, reason]),
  ProducerRemoved: ({ producer, reason }) => joined([`${producer} may send no signals any more`, reason]),
  OperatorLoggedIn: ({ operator, door, certificate }) =>
    joined([
      `${operator} logged in at the ${door}`,
      certificate === undefined ? undefined : `on the machine with the certificate ${certificate}`,
    ]),
  OperatorLoggedOut: ({ operator, door, why }) =>
    `${operator} is logged out at the ${door}: ${sessionEndWords[why]}`,
  ConsoleConnected: connectedSummary,
  ConsoleDisconnected: disconnectedSummary,
  OperatorLoginFailed: ({ operator, door, failures }) =>
    joined([
      `somebody tried to log in as ${operator ?? 'an operator that there is not'} at the ${door}`,
      `${counted(failures, 'failure')} in a row`,
    ]),
  ActionRefused: ({ action, standing, right }) => `${words(standing)} may not ${action}: it needs ${right}`,
  EventNotUnderstood: ({ why, storedType }) => joined([`it ${why}`, storedType]),
  AlertRaised: ({ message, holdsOrders }) => joined([message, holdsOrders && 'orders are held']),
  AlertRepeated: ({ message }) => message,
  AlertAcknowledged: ({ alertId, reason }) => joined([alertId, reason]),
  AlertEnded: ({ message }) => message,
  AlertsMuted: ({ what, until, reason }) =>
    joined([`${words(what)} until ${dateTime(until)} ${timesZone()}`, reason]),
  AlertsUnmuted: ({ what, reason }) => joined([words(what), reason]),
  SubscriberResumed: ({ subscriber, position, from, failures, error, reason }) =>
    joined([
      `${subscriber} at position ${position}`,
      `was ${from} after ${counted(failures, 'failure')}: ${error}`,
      reason,
    ]),
  VenueQueueingBegan: ({ where, queued, queueDepthMax, refused }) =>
    joined([
      `calls wait for the ${where}`,
      `${queued} of ${groupDecimal(String(queueDepthMax))}`,
      refused > 0 && `${refused} refused`,
    ]),
  VenueQueueingEnded: ({ where, waited, queuedMax, longestWaitMs, refused }) =>
    joined([
      `none waits for the ${where} any more`,
      `${counted(waited, 'call')} waited, up to ${groupDecimal(String(queuedMax))} at once, the longest ${age(longestWaitMs)}`,
      refused > 0 && `${refused} refused`,
    ]),
  VenueThrottled: ({ reason, ratePerSecond }) => `${reason}; ${ratePerSecond} calls/s from now on`,
  VenueThrottleEnded: ({ ratePerSecond }) => `${ratePerSecond} calls/s as configured`,
  VenueFellSilent: ({ since }) => `connected, and without an answer since ${since}`,
  VenueSpokeAgain: ({ silentMs }) => `after ${age(silentMs)}`,
  VenueConnected: ({ detail }) => detail,
  VenueDisconnected: ({ reason }) => reason,
  BreakerStateChanged: breakerChange,
  RiskBreakerStateChanged: breakerChange,
  EngineStarted: ({ version, program, processId, machine }) =>
    joined([`version ${version}`, program, `process ${processId}`, machine && `on ${machine}`]),
  EngineStopped: ({ reason }) => reason,
  StrategyStarted: ({ strategy }) => strategy,
  StrategyStopped: ({ strategy, reason }) => joined([strategy, reason]),
};

function breakerChange({
  from,
  to,
  reason,
  failures,
  probeAt,
}: DomainEventData['BreakerStateChanged']): string {
  return joined([
    `${from} to ${to}`.replaceAll('_', '-'),
    reason,
    failures > 0 && counted(failures, 'failure'),
    probeAt && `next probe ${probeAt.slice(11, 23)}`,
  ]);
}

function refusedByVenue(data: DomainEventData['OrderRejected']): string {
  return joined([data.code, data.reason, evidence(data)]);
}

const sessionEndWords: { readonly [End in SessionEnd]: string } = {
  asked: 'as asked',
  idle: 'nobody did anything for a while',
  over: 'the hours of the session are over',
  changed: 'the profile has changed',
};

const answers: { readonly [Answer in OrderInquiry['answer']]: string } = {
  unknown_order: 'not known there',
  no_answer: 'no answer',
  found: 'found',
};

const ordinalRules = new Intl.PluralRules('en', { type: 'ordinal' });
const ordinalEndings: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  zero: 'th',
  one: 'st',
  two: 'nd',
  few: 'rd',
  many: 'th',
  other: 'th',
};

function ordinal(place: number): string {
  const words: readonly string[] = ['first', 'second', 'third'];
  return words[place - 1] ?? `${place}${ordinalEndings[ordinalRules.select(place)]}`;
}

/** Gives `risk.positionMax 100 → 200`. */
function setting({ path, from, to }: DomainEventData['ConfigurationChanged']['changes'][number]): string {
  const shown = (value: string | number | boolean | undefined): string =>
    value === undefined ? 'not set' : groupDecimal(String(value));
  return `${path} ${shown(from)} → ${shown(to)}`;
}

function terms(data: Terms): string {
  return describeTerms(data, pricePlacesMin);
}

/**
 * Says what the risk rules decided. They do not judge an order that another program sent, or an amend that only
 * reduces.
 */
function risk(decision: RiskDecisionRecord | undefined): string {
  const rules = decision?.rules ?? [];
  if (rules.length === 0) return '';
  const passed = rules.filter(({ verdict }) => verdict === 'pass').length;
  const [tightest] = rules
    .filter(({ use }) => use !== undefined)
    .toSorted((a, b) => (b.use ?? 0) - (a.use ?? 0));
  return joined([
    `${passed} of ${rules.length} rules passed`,
    tightest &&
      `tightest ${words(tightest.rule)} ${groupDecimal(tightest.input)} of ${groupDecimal(tightest.limit)}`,
  ]);
}

function messages(reasons: readonly Refusal[]): string {
  return reasons.map(({ message }) => message).join('; ');
}

function replacement({
  quantity,
  limitPrice,
  stopPrice,
}: {
  readonly quantity?: string;
  readonly limitPrice?: string;
  readonly stopPrice?: string;
}): string {
  return [
    quantity && `quantity ${groupDecimal(quantity)}`,
    limitPrice && `limit ${groupDecimal(limitPrice, pricePlacesMin)}`,
    stopPrice && `stop ${groupDecimal(stopPrice, pricePlacesMin)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Says since when the change was in force while the store could not write. */
function heldSince(offRecord: OffRecord | undefined): string | undefined {
  return offRecord && `asked for at ${clockTime(offRecord.since)}, not recorded then: ${offRecord.fault}`;
}

/** Names the evidence, unless it is the venue's own report. */
function traded(quantity: string, price: string): string {
  return `${groupDecimal(quantity)} at ${groupDecimal(price, pricePlacesMin)}`;
}

function evidence({ evidence: from }: { readonly evidence: Evidence }): string | false {
  return from !== 'venue' && `by ${from}`;
}

function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function limitChange({ limit, scope, from, to }: ProposedLimit): string {
  const what = `${limit} of ${scopeShort(scope)}`;
  if (to !== undefined && limitWords(from) === limitWords(to)) return `${what}: ${unchanged(to)}`;
  return `${what} from ${limitWords(from)} to ${to === undefined ? 'the configuration' : limitWords(to)}`;
}

/** Earlier versions recorded the configuration's four eyes as a change from what it already asked for. */
function unchanged({ fourEyes, ...limit }: LimitRecord): string {
  return fourEyes === true ? `four eyes on record (${limitWords(limit)})` : `stays ${limitWords(limit)}`;
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' · ');
}

function splitOnce(value: string, separator: string): readonly [string, string | undefined] {
  const at = value.indexOf(separator);
  return at < 0 ? [value, undefined] : [value.slice(0, at), value.slice(at + 1)];
}
