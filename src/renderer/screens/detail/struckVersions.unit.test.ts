import { expect, test } from 'vitest';
import { event } from '../../testing/events.ts';
import { struckVersions } from './struckVersions.ts';

const venue = { evidence: 'venue' };
const fill = (position: number, executionId: string, evidence = 'venue') =>
  event(
    'OrderFilled',
    { evidence, executionId, lastQuantity: '4', lastPrice: '1400', cumulativeQuantity: '4' },
    { position },
  );
const correct = (position: number, corrects: string, executionId: string) =>
  event(
    'OrderExecutionCorrected',
    { ...venue, executionId, corrects, lastQuantity: '3000', lastPrice: '1399.5', cumulativeQuantity: '3' },
    { position },
  );
const bust = (position: number, executionId: string) =>
  event('OrderExecutionBusted', { ...venue, executionId, cumulativeQuantity: '0' }, { position });

test('each version that no longer stands says what became of it, and what stands says nothing', () => {
  const events = [fill(1, 'x1'), fill(2, 'x2'), correct(3, 'x1', 'x3'), correct(4, 'x3', 'x4')];
  const corrected = expect.stringMatching(/^now 3.?000 at 1.?399\.50$/) as string;
  expect([...struckVersions(events)]).toEqual([
    ['event-1', corrected],
    ['event-3', corrected],
  ]);
  expect([...struckVersions([...events, bust(5, 'x4')])].at(-1)).toEqual(['event-4', 'taken back']);
});

test('an execution that was given by hand is found by the id of the venue', () => {
  const confirmed = event(
    'OrderExecutionConfirmed',
    { ...venue, executionId: 'x1', confirms: 'by-hand-1' },
    { position: 2 },
  );
  const events = [fill(1, 'by-hand-1', 'operator'), confirmed, bust(3, 'x1'), bust(4, 'x9')];
  expect([...struckVersions(events)]).toEqual([['event-1', 'taken back']]);
});
