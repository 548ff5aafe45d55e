/** A stored event for people: where it came from, how grave it is, and one line on what it says. */
import type { EventView } from '../../shared/contract/events.ts';
import { counted, groupDecimal } from '../format/decimals.ts';
import { age, clockTime } from '../format/times.ts';
import type { Tone } from '../ui/tone.ts';
import { describeTerms, type Terms } from './orderTerms.ts';
import { scopeShort } from './tradingScope.ts';

/** An event does not say its instrument's tick. */
const pricePlacesMin = 2;

type Data = Readonly<Record<string, unknown>>;

/** Who speaks: the venue's name, `signal`, `desk`, the operator, the engine. */
export function eventSource(event: Pick<EventView, 'actor' | 'streamId'>): string {
  const [kind, name] = splitOnce(event.actor, ':');
  // Parts of the engine speak for the engine.
  if (name !== undefined) return kind === 'engine' ? kind : name;
  if (event.streamId.startsWith('signal-')) return 'signal';
  return kind;
}

export function eventTone(type: string): Tone {
  if (/(Rejected|Denied|Refused|Failed|SwitchEngaged)$/.test(type)) return 'bad';
  if (
    /(QueueingBegan|InDoubt|Disconnected|Timeout|Inquired|Adopted|Reinstated|Stepped|StateChanged|Accepted)$/.test(
      type,
    )
  ) {
    return type === 'OrderAccepted' ? 'plain' : 'warn';
  }
  if (/(Filled|Connected|SwitchCompleted)$/.test(type)) return 'ok';
  if (/(Canceled|Expired|Stopped)$/.test(type)) return 'off';
  if (/Requested$|Submitting$|Repeated$/.test(type)) return 'wait';
  return 'plain';
}

export function eventSummary(event: Pick<EventView, 'type' | 'data'>): string {
  const summarize = summaries[event.type];
  return summarize === undefined ? plainSummary(event.data) : summarize(event.data);
}

const summaries: Readonly<Record<string, (data: Data) => string>> = {
  SignalReceived: (data) => {
    const signal = record(data['signal']);
    const confidence = text(signal['confidence']);
    return joined([
      text(signal['strategy']),
      terms(signal),
      confidence && `confidence ${confidence}`,
      text(signal['source']) && `from ${text(signal['source'])}`,
    ]);
  },
  SignalRejected: (data) => joined([reasons(data['reasons']), text(data['origin'])]),
  OrderCreated: (data) => joined([terms(record(data['terms'])), risk(record(data['risk']))]),
  OrderDenied: (data) => reasons(data['reasons']),
  OrderSubmitting: (data) => `client id ${text(data['clientOrderId'])}`,
  OrderAccepted: (data) => joined([`venue id ${text(data['venueOrderId'])}`, evidence(data)]),
  OrderRejected: (data) => joined([text(data['code']), text(data['reason']), evidence(data)]),
  OrderFilled: (data) => {
    const over = text(data['overfilledBy']);
    return joined([
      `${groupDecimal(text(data['lastQuantity']))} at ${groupDecimal(text(data['lastPrice']), pricePlacesMin)}`,
      `${groupDecimal(text(data['cumulativeQuantity']))} in all`,
      over && `overfilled by ${groupDecimal(over)}`,
      evidence(data),
    ]);
  },
  OrderCancelRequested: (data) => text(data['reason']),
  OrderCancelRejected: (data) => joined([text(data['code']), text(data['reason']), evidence(data)]),
  OrderCanceled: (data) => joined([text(data['reason']), evidence(data)]),
  OrderReplaceRequested: (data) =>
    joined([replacement(data), risk(record(data['risk'])), text(data['reason'])]),
  OrderReplaceDenied: (data) => joined([replacement(data), reasons(data['reasons']), text(data['reason'])]),
  OrderReplaceRejected: (data) => joined([text(data['code']), text(data['reason']), evidence(data)]),
  OrderReplaced: (data) => joined([replacement(data), evidence(data)]),
  OrderExpired: (data) => joined([text(data['reason']), evidence(data)]),
  OrderInDoubt: (data) => {
    const waited = data['waitedMs'];
    return joined([
      text(data['reason']),
      typeof waited === 'number' && `waited ${groupDecimal(String(Math.round(waited)))} ms`,
    ]);
  },
  OrderInquired: (data) =>
    joined([
      `asked about the ${text(data['subject'])}, ${ordinal(data['attempt'])} time`,
      answers[text(data['answer'])],
      text(data['detail']),
    ]),
  OrderRequestRepeated: (data) =>
    joined([`${text(data['subject'])} sent again, ${ordinal(data['attempt'])} time`, text(data['reason'])]),
  OrderAdopted: (data) =>
    joined([
      terms(record(data['terms'])),
      'sent by somebody else',
      `venue id ${text(data['venueOrderId'])}`,
      text(data['reason']),
    ]),
  OrderClosedElsewhere: (data) =>
    joined([`${groupDecimal(text(data['quantity']))} closed by other orders`, text(data['reason'])]),
  OrderReinstated: (data) => joined(['works again', text(data['reason']), evidence(data)]),
  ReconciliationReported: (data) => {
    const differences = records(data['differences']);
    const open = differences.filter((difference) => difference['resolved'] !== true).length;
    return joined([
      data['clean'] === true ? 'clean' : `${open} open of ${counted(differences.length, 'difference')}`,
      data['clean'] === true && differences.length > 0 && `${differences.length} settled`,
      `${count(data, 'ordersCompared', 'order')} and ${count(data, 'executionsCompared', 'execution')} compared`,
      text(data['trigger']),
    ]);
  },
  ReconciliationAccepted: (data) =>
    joined([`${counted(listLength(data['differences']), 'difference')} accepted`, text(data['reason'])]),
  TradingStateChanged: (data) =>
    joined([
      `${scope(data)} from ${text(data['from'])} to ${text(data['to'])}`,
      text(data['reason']),
      text(data['killId']) !== '' && 'by the kill switch',
      heldSince(data),
    ]),
  KillSwitchEngaged: (data) =>
    joined([
      `stop ${scope(data)}`,
      `${count(data, 'orders', 'order')} to cancel`,
      data['flatten'] === true && 'and flatten',
      text(data['reason']),
      heldSince(data),
    ]),
  KillSwitchFlattenRequested: (data) =>
    joined(['positions are to be closed too', text(data['reason']), heldSince(data)]),
  KillSwitchProgressed: (data) => rowStates(data['rows']),
  KillSwitchFlattening: (data) =>
    joined([
      ...records(data['orders']).map(
        (order) => `${text(order['side'])} ${groupDecimal(text(order['quantity']))} ${text(order['symbol'])}`,
      ),
      `on ${text(data['venue'])}`,
      Number(data['attempt']) > 1 && `${ordinal(data['attempt'])} time`,
    ]),
  KillSwitchCompleted: (data) =>
    joined([
      `${scope(data)} is ${text(data['result'])}`,
      Object.entries(record(data['rows']))
        .map(([row, orders]) => `${plain(orders)} ${words(row)}`)
        .join(', '),
      `proven by ${records(data['venues'])
        .map((proof) => text(proof['venue']))
        .join(', ')}`,
    ]),
  KillSwitchOrdersListed: (data) => `${counted(listLength(data['orders']), 'order')} in the ledger`,
  ConfigurationChanged: (data) =>
    joined([
      records(data['changes']).slice(0, 3).map(setting).join(', '),
      listLength(data['changes']) > 3 && `${listLength(data['changes']) - 3} more`,
      text(data['reason']),
    ]),
  ConfigurationRefused: (data) => joined([text(data['message']), text(data['reason'])]),
  ClockStepped: (data) => `the clock was set by ${Number(data['byMs'])} ms, to ${text(data['to'])}`,
  SimulatorConfigured: (data) => {
    const faults = Object.entries(record(data['faults'])).filter(([, value]) => value !== 0);
    return joined([
      text(data['venue']),
      faults.length === 0
        ? 'calm'
        : faults.map(([name, value]) => `${words(name)} ${String(value)}`).join(', '),
      text(data['reason']),
    ]);
  },
  EventNotUnderstood: (data) => joined([`it ${text(data['why'])}`, text(data['storedType'])]),
  AlarmRaised: (data) => joined([text(data['message']), data['holdsOrders'] === true && 'orders are held']),
  AlarmAcknowledged: (data) => joined([text(data['alarmId']), text(data['reason'])]),
  SubscriberResumed: (data) =>
    joined([
      `${text(data['subscriber'])} at position ${plain(data['position'])}`,
      `was ${text(data['from'])} after ${count(data, 'failures', 'failure')}: ${text(data['error'])}`,
      text(data['reason']),
    ]),
  VenueQueueingBegan: (data) =>
    joined([
      `calls wait for the ${text(data['where'])}`,
      `${plain(data['queued'])} of ${groupDecimal(plain(data['queueDepthMax']))}`,
      Number(data['refused']) > 0 && `${plain(data['refused'])} refused`,
    ]),
  VenueQueueingEnded: (data) =>
    joined([
      `none waits for the ${text(data['where'])} any more`,
      `${count(data, 'waited', 'call')} waited, up to ${groupDecimal(plain(data['queuedMax']))} at once, the longest ${age(Number(data['longestWaitMs']))}`,
      Number(data['refused']) > 0 && `${plain(data['refused'])} refused`,
    ]),
  VenueFellSilent: (data) => `connected, and without an answer since ${text(data['since'])}`,
  VenueSpokeAgain: (data) => `after ${age(Number(data['silentMs']))}`,
  VenueConnected: (data) => text(data['detail']),
  VenueDisconnected: (data) => text(data['reason']),
  BreakerStateChanged: breakerChange,
  RiskBreakerStateChanged: breakerChange,
  EngineStarted: (data) =>
    joined([
      `version ${text(data['version'])}`,
      text(data['program']),
      `process ${String(data['processId'])}`,
      text(data['machine']) && `on ${text(data['machine'])}`,
    ]),
  EngineStopped: (data) => text(data['reason']),
  StrategyStarted: (data) => text(data['strategy']),
  StrategyStopped: (data) => joined([text(data['strategy']), text(data['reason'])]),
};

function breakerChange(data: Data): string {
  return joined([
    `${state(data['from'])} to ${state(data['to'])}`,
    text(data['reason']),
    typeof data['failures'] === 'number' && data['failures'] > 0 && counted(data['failures'], 'failure'),
    text(data['probeAt']) && `next probe ${text(data['probeAt']).slice(11, 23)}`,
  ]);
}

/** For types this window does not know yet: the plain values, name by name. */
function plainSummary(data: Data): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      parts.push(`${words(name)} ${value}`);
    } else if (Array.isArray(value)) parts.push(`${words(name)} ${value.length}`);
  }
  return parts.slice(0, 5).join(' · ');
}

const answers: Readonly<Record<string, string>> = {
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

function ordinal(value: unknown): string {
  const places: readonly string[] = ['first', 'second', 'third'];
  const number = Number(value);
  return places[number - 1] ?? `${String(value)}${ordinalEndings[ordinalRules.select(number)]}`;
}

function count(data: Data, name: string, one: string): string {
  return counted(Number(data[name] ?? 0), one);
}

function records(value: unknown): readonly Data[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** `3 canceled, 1 in doubt`. */
function rowStates(value: unknown): string {
  const counts = new Map<string, number>();
  for (const row of records(value)) {
    const name = words(text(row['state']));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, rows]) => `${rows} ${name}`).join(', ');
}

/** Text, number or switch as text; anything else as JSON. */
function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function listLength(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function scope(data: Data): string {
  return scopeShort(text(data['scope']));
}

/** `risk.positionMax 100 → 200`. */
function setting({ path, from, to }: Data): string {
  const shown = (value: unknown): string => (value === undefined ? 'none' : groupDecimal(plain(value)));
  return `${text(path)} ${shown(from)} → ${shown(to)}`;
}

function terms(data: Data): string {
  return text(data['symbol']) === '' ? '' : describeTerms(data as unknown as Terms, pricePlacesMin);
}

function risk(data: Data): string {
  const rules = Array.isArray(data['rules']) ? data['rules'].map(record) : [];
  if (rules.length === 0) return '';
  const passed = rules.filter((rule) => rule['verdict'] === 'pass').length;
  const tightest = rules
    .filter((rule) => typeof rule['use'] === 'number')
    .toSorted((a, b) => Number(b['use']) - Number(a['use']))[0];
  const tight =
    tightest === undefined
      ? ''
      : `tightest ${words(text(tightest['rule']))} ${groupDecimal(text(tightest['input']))} of ${groupDecimal(text(tightest['limit']))}`;
  return joined([`${passed} of ${rules.length} rules passed`, tight]);
}

function reasons(value: unknown): string {
  return Array.isArray(value) ? value.map((reason) => text(record(reason)['message'])).join('; ') : '';
}

function replacement(data: Data): string {
  const [quantity, limit, stop] = [text(data['quantity']), text(data['limitPrice']), text(data['stopPrice'])];
  return [
    quantity && `quantity ${groupDecimal(quantity)}`,
    limit && `limit ${groupDecimal(limit, pricePlacesMin)}`,
    stop && `stop ${groupDecimal(stop, pricePlacesMin)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** It was in force, and the store could not write. */
function heldSince(data: Data): string | false {
  const { since, fault } = record(data['offRecord']);
  return text(since) !== '' && `asked for at ${clockTime(text(since))}, not recorded then: ${text(fault)}`;
}

/** Said only when it is not the venue's own word. */
function evidence(data: Data): string {
  const from = text(data['evidence']);
  return from === '' || from === 'venue' ? '' : `by ${from}`;
}

function state(value: unknown): string {
  return text(value).replaceAll('_', '-');
}

function words(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function record(value: unknown): Data {
  return typeof value === 'object' && value !== null ? (value as Data) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== false && part !== '').join(' · ');
}

function splitOnce(value: string, separator: string): readonly [string, string | undefined] {
  const at = value.indexOf(separator);
  return at < 0 ? [value, undefined] : [value.slice(0, at), value.slice(at + 1)];
}
