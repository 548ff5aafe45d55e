import { expect, test } from 'vitest';
import { job } from '../../testing/jobs.ts';
import { noAuditFilter } from './auditFilter.ts';
import { replayRefusals } from './replayRefusals.ts';

test('refusals are looked for by their type, while the replay ran', () => {
  expect(replayRefusals(job({ figures: { accepted: 10 } }))).toBeUndefined();
  const between = { from: '2026-11-23 09:31:05.877', to: '2026-11-23 09:31:21.277' };
  expect(replayRefusals(job({ figures: { rejected: 1, denied: 1 } }))).toEqual({
    ...noAuditFilter,
    ...between,
    type: 'SignalRejected',
  });
  expect(replayRefusals(job({ figures: { accepted: 1, denied: 1 } }))).toMatchObject({ type: 'OrderDenied' });
});
