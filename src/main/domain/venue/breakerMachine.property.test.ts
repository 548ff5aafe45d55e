import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  breakerTransitions,
  closedBreaker,
  letsTry,
  openingsOf,
  stepBreaker,
  type Breaker,
  type BreakerInput,
} from './breakerMachine.ts';

const settings = {
  failureThreshold: 3,
  successThreshold: 2,
  halfOpenProbesMax: 2,
  openMs: 100,
  openMsMax: 1_000,
};

const input: fc.Arbitrary<BreakerInput> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('failure' as const),
      probe: fc.boolean(),
      reason: fc.constant('lost'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('success' as const, 'withdrawal' as const),
      probe: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('attempt' as const) }) },
  fc.record({
    type: fc.constantFrom('probe' as const, 'trip' as const, 'isolate' as const, 'reset' as const),
    reason: fc.constant('by hand'),
  }),
);
const steps = fc.array(fc.tuple(input, fc.integer({ min: 0, max: 400 })), {
  minLength: 1,
  maxLength: 80,
  size: 'max',
});

/** Enough for each rare case to be met, which the tests ask for. */
const runs = { numRuns: 2_000 };

interface Taken {
  readonly input: BreakerInput;
  readonly before: Breaker;
  readonly after: Breaker;
  readonly reason: string | undefined;
}

/** Takes the steps as a caller may: what is not let through is not attempted, and no probe ends that did not begin. */
function run(steps: readonly (readonly [BreakerInput, number])[]): readonly Taken[] {
  const taken: Taken[] = [];
  let before = closedBreaker;
  let nowMs = 0;
  for (const [next, passMs] of steps) {
    nowMs += passMs;
    const probing = before.status === 'half_open' && before.probesInFlight > 0;
    if (next.type === 'attempt' && !letsTry(before, settings, nowMs)) continue;
    if ('probe' in next && next.probe && !probing) continue;
    const { state: after, reason } = stepBreaker(before, next, settings, nowMs);
    taken.push({ input: next, before, after, reason });
    before = after;
  }
  return taken;
}

test('the status changes only as the table says, and never without a reason', () => {
  const entered = new Set<string>();
  fc.assert(
    fc.property(steps, (given) => {
      for (const { before, after, reason } of run(given)) {
        const allowed =
          reason === undefined ? [before.status] : Object.values(breakerTransitions[before.status]);
        expect(allowed).toContain(after.status);
        if (reason !== undefined) entered.add(after.status);
      }
    }),
    runs,
  );
  expect([...entered].toSorted()).toEqual(['closed', 'half_open', 'isolated', 'open']);
});

test('as many probes are on their way as are let through, never more, never fewer than none', () => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(steps, (given) => {
      const probes = run(given).map(({ after }) => (after.status === 'half_open' ? after.probesInFlight : 0));
      for (const probesInFlight of probes) {
        expect([0, 1, 2]).toContain(probesInFlight);
        seen.add(probesInFlight);
      }
    }),
    runs,
  );
  expect(seen).toEqual(new Set([0, 1, 2]));
});

test('waits double up to the longest, and closed begins anew', () => {
  const waits = new Set<number>();
  fc.assert(
    fc.property(steps, (given) => {
      const entries = run(given).filter(({ reason }) => reason !== undefined);
      const opened = entries.flatMap(({ input: by, before, after }) =>
        after.status === 'open' ? [{ by, before, waitMs: after.waitMs }] : [],
      );
      for (const { by, before, waitMs } of opened) {
        const doubled = Math.min(settings.openMsMax, settings.openMs * 2 ** openingsOf(before));
        expect(waitMs).toBe(by.type === 'trip' ? settings.openMsMax : doubled);
        waits.add(waitMs);
      }
      const closed = entries.filter(({ after }) => after.status === 'closed');
      expect(closed.map(({ after }) => after)).toEqual(closed.map(() => closedBreaker));
    }),
    runs,
  );
  expect([...waits]).toEqual(expect.arrayContaining([100, 1_000]));
});
