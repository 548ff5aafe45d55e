import { expect, it } from 'vitest';
import { chainInput, emptyChainHash } from './chainInput.ts';
import type { EventRow } from './eventRow.ts';

const row: EventRow = {
  position: 1,
  stream: 'order-a',
  version: 0,
  eventId: 'e-1',
  type: 'EngineStopped',
  schemaVersion: 1,
  data: '{"reason":"ü\\n"}',
  correlationId: 'c-1',
  causationId: null,
  actor: 'engine',
  time: '2026-11-23T09:30:00.000000Z',
};

it('is the documented form: the previous hash and each column on a line, the data last', () => {
  expect(chainInput(emptyChainHash, row)).toBe(
    `${'0'.repeat(64)}\n1\norder-a\n0\ne-1\nEngineStopped\n1\nc-1\n\nengine\n2026-11-23T09:30:00.000000Z\n{"reason":"ü\\n"}`,
  );
  expect(chainInput('ab', { ...row, causationId: 'e-0' }).split('\n')[8]).toBe('e-0');
});

it('differs when any column differs', () => {
  const inputs = Object.entries(row).map(([column, value]) =>
    chainInput(emptyChainHash, { ...row, [column]: typeof value === 'number' ? value + 1 : `${value}x` }),
  );
  expect(new Set([...inputs, chainInput(emptyChainHash, row)]).size).toBe(inputs.length + 1);
});
