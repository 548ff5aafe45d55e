import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortKey } from './sortKey.ts';

const number = fc.oneof(
  fc.bigInt(),
  fc.bigInt({ min: -70_000n, max: 70_000n }),
  fc.nat({ max: 130 }).map((bits) => 2n ** BigInt(bits)),
  fc.nat({ max: 130 }).map((bits) => 1n - 2n ** BigInt(bits)),
);

it('sorts as the number does, whatever its sign and size', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(Buffer.compare(sortKey(a), sortKey(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
    { numRuns: 5_000 },
  );
});
