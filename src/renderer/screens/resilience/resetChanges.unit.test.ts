import { expect, it } from 'vitest';
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { BreakerView } from '../../../shared/contract/resilience.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { resetChanges } from './resetChanges.ts';

const breaker: BreakerView = {
  state: 'open',
  reason: '5 failures in a row, the last: no answer from sim in 5000 ms',
  actor: ids.actor('engine'),
  failures: 5,
  failureThreshold: 5,
  nextProbeInMs: 12_000,
  probesInFlight: 0,
  halfOpenProbesMax: 1,
  calls: 9,
  failedCalls: 5,
  refusedCalls: 3,
};

const status = {
  accepting: true,
  alerts: [],
  riskBreaker: { ...breaker, state: 'closed' },
  venues: [{ venue: ids.venue('sim'), connected: true, connectionDetail: 'up', breaker }],
  reconciliations: [],
  trading: {
    states: [{ scope: 'desk', state: 'halted', reason: 'lunch', actor: ids.actor('ak') }],
    kills: [],
  },
} as unknown as Status;

it('says what is forgotten, what is not waited for, and what still holds orders back', () => {
  const { changes, stillHeld } = resetChanges(ids.venue('sim'), breaker, status);
  expect(changes.join(' ')).toContain('from open to closed');
  expect(changes.join(' ')).toContain('5 failures in a row are forgotten');
  expect(changes.join(' ')).toContain('3 refused calls stay refused');
  expect(stillHeld).toEqual(['the desk is halted: lunch']);
});
