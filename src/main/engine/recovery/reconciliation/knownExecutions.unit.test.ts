import { expect, test } from 'vitest';
import { ids } from '../../../../shared/kernel/testing/ids.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';
import { generationMax, KnownExecutions } from './knownExecutions.ts';

const fill = (executionId: string, streamId: string): StoredEvent =>
  ({ type: 'OrderFilled', streamId, data: { executionId } }) as unknown as StoredEvent;

test('executions are known for their own order, and bounded in number', () => {
  const known = new KnownExecutions();
  known.observe([fill('x1', 'order-a'), { ...fill('x2', 'order-a'), type: 'OrderAccepted' } as never]);
  expect(known.has(ids.execution('x1'), 'order-a')).toBe(true);
  expect(known.has(ids.execution('x1'), 'order-b')).toBe(false);
  expect(known.has(ids.execution('x2'), 'order-a')).toBe(false);
  const many = Array.from({ length: 2 * generationMax }, (_one, n) => fill(`y${n}`, 'order-c'));
  known.observe(many.slice(0, generationMax));
  expect(known.has(ids.execution('x1'), 'order-a')).toBe(true);
  known.observe(many.slice(generationMax));
  expect(known.has(ids.execution('x1'), 'order-a')).toBe(false);
  expect(known.has(ids.execution(`y${2 * generationMax - 1}`), 'order-c')).toBe(true);
});
