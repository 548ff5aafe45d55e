import { expect, test } from 'vitest';
import { ControlsReporter, type ReportedEvent } from './controlsReport.ts';

let second = 0;

function event(type: string, data: object, actor = 'operator:ak', streamId = 'desk'): ReportedEvent {
  const time = `2026-11-23T10:00:${String(second++).padStart(2, '0')}Z`;
  return { type, data, actor, streamId, time } as ReportedEvent;
}

function reportOf(...events: readonly ReportedEvent[]) {
  const reporter = new ControlsReporter();
  for (const one of events) reporter.take(one);
  const { limits, ...rest } = reporter.report();
  const told = limits.map(({ limit, scope, hard, soft, by, reason }) =>
    [scope, limit, soft === undefined ? hard : `${soft}/${hard}`, by, reason].join(' '),
  );
  return { told, limits, ...rest };
}

const start = (configuration: object) => event('EngineStarted', { configuration }, 'engine');
const denial = (rule: string, scope?: string) =>
  event(
    'OrderDenied',
    { risk: { rules: [{ rule, scope, verdict: 'deny', input: '12' }] } },
    'engine:risk',
    'order-o1',
  );

test('a limit is told with who set it: the configuration, a change of it, or an operator', () => {
  const { told } = reportOf(
    start({ 'risk.positionMax': '10', 'risk.openOrdersMax.soft': '3', 'risk.openOrdersMax.hard': '5' }),
    event('ConfigurationChanged', {
      changes: [{ path: 'risk.scopes.account:a.b.positionMax', to: '4' }],
      reason: 'the file has changed',
    }),
    event('RiskLimitChanged', {
      limit: 'positionMax',
      scope: 'desk',
      from: { hard: '10' },
      to: { hard: '8' },
      reason: 'calm',
    }),
  );
  expect(told).toEqual([
    'desk positionMax 8 operator:ak calm',
    'desk openOrdersMax 3/5 engine in the configuration at the start',
    'account:a.b positionMax 4 operator:ak the file has changed',
  ]);
});

test('a limit that was given back to the configuration is the configuration’s again, as of the first start with it', () => {
  const first = start({ 'risk.positionMax': '10' });
  const change = { limit: 'positionMax', scope: 'desk', from: { hard: '10' } };
  const { limits } = reportOf(
    first,
    event('RiskLimitChanged', { ...change, to: { hard: 'none' }, reason: 'why' }),
    event('RiskLimitChanged', { ...change, reason: 'why' }),
    start({ 'risk.positionMax': '10' }),
  );
  expect(limits).toMatchObject([{ limit: 'positionMax', hard: '10', at: first.time }]);
});

test('denials are counted by limit and scope, with the last one', () => {
  const last = denial('position_limit', 'account:main');
  const { limits, others } = reportOf(
    start({ 'risk.positionMax': '10', 'risk.scopes.account:main.positionMax': '4' }),
    denial('position_limit', 'account:main'),
    last,
    denial('trading_state'),
  );
  expect(limits.map(({ scope, denials, lastDenied }) => [scope, denials, lastDenied])).toEqual([
    ['desk', 0, undefined],
    ['account:main', 2, { at: last.time, orderId: 'o1', input: '12' }],
  ]);
  expect(others).toMatchObject({ trading_state: { denials: 1 } });
});

test('an override is told with the order that passed by it', () => {
  const override = { by: 'operator:ak', reason: 'agreed', expiresAt: 'later' };
  const granted = (signalId: string) =>
    event('RiskOverrideGranted', {
      signalId,
      rules: ['gross_exposure'],
      expiresAt: 'later',
      reason: 'agreed',
    });
  const created = event('OrderCreated', {
    terms: { signalId: 's1', orderId: 'o1' },
    risk: { rules: [{ rule: 'gross_exposure', verdict: 'warn', override }] },
  });
  const { overrides } = reportOf(granted('s1'), granted('s2'), created);
  expect(overrides.map(({ signalId, by, orderId }) => [signalId, by, orderId])).toEqual([
    ['s1', 'operator:ak', 'o1'],
    ['s2', 'operator:ak', undefined],
  ]);
});

test('changes by operators are told, also of a limit that was given back since', () => {
  const change = { limit: 'positionMax', scope: 'venue:two', from: { hard: 'none' } };
  const { changes } = reportOf(
    start({}),
    event('RiskLimitChanged', { ...change, to: { hard: '12' }, reason: 'trial' }, 'operator:eva'),
    event('RiskLimitChanged', { ...change, from: { hard: '12' }, reason: 'over' }, 'operator:tom'),
  );
  expect(changes).toMatchObject([
    { scope: 'venue:two', to: { hard: '12' }, by: 'operator:eva', reason: 'trial' },
    { scope: 'venue:two', from: { hard: '12' }, by: 'operator:tom', reason: 'over' },
  ]);
  expect(changes[1]).not.toHaveProperty('to');
});

test('a limit that counts within a time tells which, and what the configuration says where four eyes keep a longer one', () => {
  const window = (windowMs: number) =>
    start({ 'risk.repeatedOrdersMax': '2', 'risk.repeatedOrdersWindowMs': windowMs });
  const pinned = event('RiskLimitChanged', {
    limit: 'repeatedOrdersMax',
    scope: 'desk',
    from: { hard: '2' },
    to: { hard: '2', fourEyes: true },
    reason: 'the configuration asks for four eyes',
  });
  expect(reportOf(window(60_000)).limits).toMatchObject([{ windowMs: 60_000 }]);
  const [longer] = reportOf(window(60_000), pinned, window(1_000)).limits;
  expect(longer).toMatchObject({ windowMs: 60_000, configuredWindowMs: 1_000 });
});
