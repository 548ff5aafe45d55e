import { expect, test } from 'vitest';
import { event } from '../testing/events.ts';
import { eventSource, eventSummary } from './eventSummary.ts';
import { eventTone } from './eventTone.ts';

const summary = (type: string, data: Record<string, unknown>) =>
  eventSummary(event(type, data)).replaceAll('\u00a0', ' ');
const terms = {
  symbol: 'SPX',
  side: 'buy',
  quantity: '100',
  orderType: 'limit',
  limitPrice: '1432.25',
  timeInForce: 'DAY',
};

test.each([
  [
    'SignalReceived',
    { signal: { ...terms, strategy: 'momentum', confidence: '0.81', source: 'file' } },
    'momentum · buy 100 SPX limit at 1 432.25 DAY · confidence 0.81 · from file',
  ],
  [
    'SignalRejected',
    { reasons: [{ message: 'quantity cannot be zero' }, { message: 'no symbol' }] },
    'quantity cannot be zero; no symbol',
  ],
  [
    'OrderCreated',
    {
      terms,
      risk: {
        rules: [
          { rule: 'order_notional', verdict: 'pass', use: 0.9, input: '22302', limit: '25000' },
          { rule: 'position', verdict: 'warn', use: 0.1, input: '1', limit: '10' },
        ],
      },
    },
    'buy 100 SPX limit at 1 432.25 DAY · 1 of 2 rules passed · tightest order notional 22 302 of 25 000',
  ],
  ['OrderSubmitting', { clientOrderId: 'c1' }, 'client id c1'],
  [
    'OrderFilled',
    { lastQuantity: '40', lastPrice: '1432.25', cumulativeQuantity: '1040', evidence: 'reconciliation' },
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
    { subject: 'submission', attempt: 2, answer: 'no_answer', detail: 'within 500 ms', clientOrderIds: [] },
    'asked about the submission, second time · no answer · within 500 ms',
  ],
  [
    'OrderRequestRepeated',
    { subject: 'cancel', attempt: 4, reason: 'not known there' },
    'cancel sent again, 4th time · not known there',
  ],
  [
    'OrderAdopted',
    { terms, venueOrderId: 'v9', clientOrderId: 'x1', reason: 'found at the venue' },
    'buy 100 SPX limit at 1 432.25 DAY · sent by somebody else · venue id v9 · found at the venue',
  ],
  [
    'ReconciliationReported',
    {
      trigger: 'reconnect',
      clean: false,
      ordersCompared: 1200,
      executionsCompared: 7,
      differences: [{ resolved: true }, { resolved: false }],
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
    { killId: 'k1', rows: [{ state: 'canceled' }, { state: 'in_doubt' }, { state: 'canceled' }] },
    '2 canceled, 1 in doubt',
  ],
  [
    'KillSwitchFlattening',
    { killId: 'k1', venue: 'sim', attempt: 2, orders: [{ side: 'sell', quantity: '1200', symbol: 'SPX' }] },
    'sell 1 200 SPX · on sim · second time',
  ],
  [
    'KillSwitchCompleted',
    { killId: 'k1', scope: 'desk', result: 'flat', rows: { canceled: 3 }, venues: [{ venue: 'sim' }] },
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
    'risk.positionMax 100 000 → 5 000, a 1 → none, b none → 2 · 1 more · calmer',
  ],
  [
    'SimulatorConfigured',
    { venue: 'sim', faults: { latencyMs: 50, jitterMs: 0 }, reason: 'drill' },
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

test('the source is the one who spoke', () => {
  expect(eventSource(event('x', {}, { actor: 'venue:sim' }))).toBe('sim');
  expect(eventSource(event('x', {}, { actor: 'operator:ak' }))).toBe('ak');
  expect(eventSource(event('x', {}, { actor: 'engine' }))).toBe('engine');
});

test('grave events look grave', () => {
  expect(
    ['OrderRejected', 'AlarmRaised', 'OrderInDoubt', 'OrderFilled', 'OrderCanceled', 'OrderAccepted'].map(
      eventTone,
    ),
  ).toEqual(['bad', 'bad', 'warn', 'ok', 'off', 'plain']);
});
