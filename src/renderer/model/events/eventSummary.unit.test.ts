import { expect, test } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { StoredEventType } from '../../../main/domain/eventGravity.ts';
import { eventViewSchema } from '../../../shared/contract/events.ts';
import { crossing, event } from '../../testing/events.ts';
import { eventSource, eventSummary } from './eventSummary.ts';

const summary = (type: StoredEventType, data: object) =>
  eventSummary(event(type, data)).replaceAll('\u00a0', ' ');
const asked = {
  account: ids.account('main'),
  strategy: ids.strategy('momentum'),
  symbol: ids.symbol('SPX'),
  side: 'buy',
  quantity: '100',
  orderType: 'limit',
  limitPrice: '1432.25',
  timeInForce: 'DAY',
};
const signal = { ...asked, id: 's1', confidence: '0.81', source: 'file', createdAt: '2026-11-23T09:31:05Z' };
const terms = { ...asked, orderId: ids.order('o1'), signalId: ids.signal('s1'), venue: ids.venue('sim') };
const refusal = (message: string) => ({ code: 'refused', message });
const rule = (name: string, verdict: string, use: number, input: string, limit: string) => ({
  rule: name,
  verdict,
  use,
  input,
  limit,
});
const connected = {
  console: 'c1',
  operator: 'eva',
  standing: 'risk_officer',
  machine: 'desk-7',
  since: '2026-11-23T10:00:00.000000Z',
};
const killed = (state: string) => ({ orderId: ids.order('o1'), state, attempts: 1 });
const difference = (resolved: boolean) => ({ kind: 'lost_fill', detail: 'a fill', resolved });

test.each<[StoredEventType, object, string]>([
  [
    'SignalReceived',
    { signal, orderId: ids.order('o1') },
    'momentum · buy 100 SPX limit at 1 432.25 DAY · confidence 0.81 · from file',
  ],
  [
    'SignalRejected',
    { reasons: [refusal('quantity cannot be zero'), refusal('no symbol')] },
    'quantity cannot be zero; no symbol',
  ],
  [
    'OrderCreated',
    {
      terms,
      risk: {
        level: 'low',
        rules: [
          rule('order_notional', 'pass', 0.9, '22302', '25000'),
          rule('position', 'warn', 0.1, '1', '10'),
        ],
      },
    },
    'buy 100 SPX limit at 1 432.25 DAY · 1 of 2 rules passed · tightest order notional 22 302 of 25 000',
  ],
  ['OrderSubmitting', { clientOrderId: ids.clientOrder('c1') }, 'client id c1'],
  [
    'OrderFilled',
    {
      executionId: 'x1',
      lastQuantity: '40',
      lastPrice: '1432.25',
      cumulativeQuantity: '1040',
      evidence: 'reconciliation',
    },
    '40 at 1 432.25 · 1 040 in all · by reconciliation',
  ],
  ['OrderRejected', { code: '99', reason: 'odd lot', evidence: 'venue' }, '99 · odd lot'],
  ['OrderInDoubt', { reason: 'no answer', waitedMs: 5000 }, 'no answer · waited 5 000 ms'],
  [
    'BreakerStateChanged',
    { from: 'closed', to: 'half_open', reason: 'probe', failures: 3, openings: 1 },
    'closed to half-open · probe · 3 failures',
  ],
  [
    'OrderInquired',
    {
      subject: 'submission',
      attempt: 2,
      answer: 'no_answer',
      detail: 'within 500 ms',
      clientOrderIds: [],
      askedAt: '2026-11-23T09:31:05.000000Z',
    },
    'asked about the submission, second time · no answer · within 500 ms',
  ],
  [
    'OrderRequestRepeated',
    { subject: 'cancel', attempt: 4, reason: 'not known there' },
    'cancel sent again, 4th time · not known there',
  ],
  [
    'OrderAdopted',
    {
      terms,
      evidence: 'venue',
      venueOrderId: ids.venueOrder('v9'),
      clientOrderId: ids.clientOrder('x1'),
      reason: 'found at the venue',
    },
    'buy 100 SPX limit at 1 432.25 DAY · sent by somebody else · venue id v9 · found at the venue',
  ],
  [
    'ReconciliationReported',
    {
      trigger: 'reconnect',
      clean: false,
      ordersCompared: 1200,
      executionsCompared: 7,
      differences: [difference(true), difference(false)],
      positions: [],
      startedAt: '2026-11-23T09:31:05.000000Z',
      finishedAt: '2026-11-23T09:31:06.000000Z',
    },
    '1 open of 2 differences · 1 200 orders and 7 executions compared · reconnect',
  ],
  [
    'TradingStateChanged',
    { scope: 'strategy:cross', from: 'active', to: 'halted', reason: 'loss', killId: 'k1' },
    'strategy cross from active to halted · loss · by the kill switch',
  ],
  [
    'KillSwitchEngaged',
    { killId: 'k1', scope: 'desk', flatten: true, reason: 'market event', orders: 37 },
    'stop desk · 37 orders to cancel · and flatten · market event',
  ],
  [
    'KillSwitchEngaged',
    {
      killId: 'k1',
      scope: 'desk',
      flatten: false,
      reason: 'wild',
      orders: 2,
      offRecord: { since: '2026-11-23T10:00:00.000000Z', fault: 'The disk is full' },
    },
    'stop desk · 2 orders to cancel · wild · asked for at 10:00:00.000, not recorded then: The disk is full',
  ],
  [
    'KillSwitchProgressed',
    { killId: 'k1', rows: ['canceled', 'in_doubt', 'canceled'].map(killed) },
    '2 canceled, 1 in doubt',
  ],
  [
    'KillSwitchFlattening',
    {
      killId: 'k1',
      venue: ids.venue('sim'),
      attempt: 2,
      orders: [
        {
          orderId: ids.order('o2'),
          account: ids.account('main'),
          strategy: ids.strategy('kill'),
          side: 'sell',
          quantity: '1200',
          symbol: ids.symbol('SPX'),
        },
      ],
    },
    'sell 1 200 SPX · on sim · second time',
  ],
  [
    'KillSwitchCompleted',
    {
      killId: 'k1',
      scope: 'desk',
      result: 'flat',
      rows: { canceled: 3 },
      venues: [{ venue: ids.venue('sim'), askedAt: '2026-11-23T09:31:05.000000Z', openOrdersElsewhere: 0 }],
      positions: [],
    },
    'desk is flat · 3 canceled · proven by sim',
  ],
  [
    'VenueFellSilent',
    { since: '2026-11-23T10:00:00.000000Z' },
    'connected, and without an answer since 2026-11-23T10:00:00.000000Z',
  ],
  ['VenueSpokeAgain', { silentMs: 16_000 }, 'after 16 s'],
  [
    'VenueQueueingBegan',
    { where: 'limiter', queued: 12, queueDepthMax: 10000, refused: 0 },
    'calls wait for the limiter · 12 of 10 000',
  ],
  [
    'VenueQueueingEnded',
    { where: 'bulkhead', durationMs: 900, waited: 1, refused: 2, queuedMax: 7, longestWaitMs: 1500 },
    'none waits for the bulkhead any more · 1 call waited, up to 7 at once, the longest 1.5 s · 2 refused',
  ],
  [
    'ConsoleConnected',
    { ...connected, certificate: 'desk-7', address: '10.0.0.7' },
    'eva, risk officer, is connected · console c1 on desk-7 · certificate desk-7 · from 10.0.0.7',
  ],
  [
    'ConsoleConnected',
    { ...connected, operator: 'nobody', standing: 'nobody' },
    'nobody is connected · console c1 on desk-7',
  ],
  [
    'ConsoleDisconnected',
    { ...connected, why: 'it was closed' },
    'eva, risk officer, is connected no more: it was closed · console c1 on desk-7 · since 2026-11-23 10:00:00.000 UTC',
  ],
  [
    'ConsoleDisconnected',
    { ...connected, why: 'the connection broke (ECONNRESET)', times: 990 },
    '990 more connections came and went, the last ended: the connection broke (ECONNRESET) · console c1 on desk-7 · since 2026-11-23 10:00:00.000 UTC',
  ],
  [
    'ConfigurationChanged',
    {
      trigger: 'reload',
      changes: [
        { path: 'risk.positionMax', from: '100000', to: '5000' },
        { path: 'a', from: 1 },
        { path: 'b', to: 2 },
        { path: 'c' },
      ],
      reason: 'calmer',
    },
    'risk.positionMax 100 000 → 5 000, a 1 → not set, b not set → 2 · 1 more · calmer',
  ],
  [
    'VenueSimulationConfigured',
    { venue: ids.venue('sim'), faults: { latencyMs: 50, jitterMs: 0 }, reason: 'drill' },
    'sim · latency ms 50 · drill',
  ],
  [
    'SubscriberResumed',
    {
      subscriber: 'audit-log',
      from: 'parked',
      position: 41,
      failures: 10,
      error: 'no room',
      reason: 'there is room again',
    },
    'audit-log at position 41 · was parked after 10 failures: no room · there is room again',
  ],
])('%s reads as a sentence', (type, data, expected) => {
  expect(summary(type, data)).toBe(expected);
});

test('a limit that was recorded as it was before says so, with four eyes and without', () => {
  const changed = (fourEyes: boolean) => {
    const limit = { hard: '50', ...(fourEyes && { fourEyes: true as const }) };
    const data = { limit: 'positionMax', scope: 'desk', from: limit, to: limit, reason: 'why' } as const;
    return eventSummary(event('RiskLimitChanged', data));
  };
  expect(changed(true)).toBe('positionMax of desk: four eyes on record (50) · why');
  expect(changed(false)).toBe('positionMax of desk: stays 50 · why');
});

test('an event that means nothing says what is wrong with it', () => {
  const unknown = eventViewSchema.parse(crossing({ type: 'OrderExploded', data: { loud: true } }));
  expect(eventSummary(unknown)).toBe('it is of no type known in a stream of the kind order · OrderExploded');
});

test('the source is the one who spoke', () => {
  const spoken = (actor: string) => eventSource(event('EngineStopped', { reason: 'done' }, { actor }));
  expect(['venue:sim', 'operator:ak', 'engine', 'engine:bracket'].map(spoken)).toEqual([
    'sim',
    'ak',
    'engine',
    'engine',
  ]);
});
