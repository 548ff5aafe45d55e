import { describe, expect, it } from 'vitest';
import { leaseMs } from '../../domain/lease/leaseRules.ts';
import { SharedLease } from './sharedLease.ts';

/** A moment so many milliseconds after a start, by each clock. */
const at = (monotonicMs: number, wallMs = monotonicMs) => ({
  monotonicNs: 1_000_000_000n + BigInt(monotonicMs) * 1_000_000n,
  wallMs: 1_700_000_000_000 + wallMs,
});

describe('a lease that threads share', () => {
  it('is none before the first renewal, and is over after its time by the monotonic clock', () => {
    const lease = new SharedLease();
    expect(lease.maySend(at(0))).toBe(false);
    const theirs = new SharedLease(lease.memory);
    theirs.renewed(at(0));
    expect([leaseMs - 1, leaseMs].map((ms) => lease.maySend(at(ms)))).toEqual([true, false]);
    theirs.renewed(at(leaseMs));
    expect(lease.maySend(at(leaseMs))).toBe(true);
  });

  it('is over where the machine has slept, and is not prolonged by a clock that was set back', () => {
    const lease = new SharedLease();
    lease.renewed(at(0));
    expect(lease.maySend(at(10, leaseMs))).toBe(false);
    expect(lease.maySend(at(10, -3_600_000))).toBe(true);
    expect(lease.maySend(at(leaseMs, -3_600_000))).toBe(false);
  });

  it('that has ended stays so, whatever is confirmed later', () => {
    const lease = new SharedLease();
    lease.renewed(at(0));
    lease.end();
    lease.renewed(at(1));
    expect(lease.maySend(at(2))).toBe(false);
  });
});
