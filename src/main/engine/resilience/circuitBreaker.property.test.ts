/** The breaker against any sequence of calls, answers, time, operators and restarts, beside a model of its rules. */
import { parseActor, trusted, type Actor } from '../../../shared/kernel/ids.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import type { BreakerSettings } from '../../domain/venue/breakerMachine.ts';
import { CircuitBreaker, type BreakerChange, type BreakerPass } from './circuitBreaker.ts';

const operator = trusted(parseActor, 'operator:ak');
const start = parseInstant('2026-11-23T10:00:00Z')!;

const settingsArbitrary: fc.Arbitrary<BreakerSettings> = fc
  .record({
    failureThreshold: fc.integer({ min: 1, max: 5 }),
    openMs: fc.integer({ min: 1, max: 2_000 }),
    factor: fc.integer({ min: 1, max: 20 }),
    halfOpenProbesMax: fc.integer({ min: 1, max: 4 }),
    successThreshold: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ factor, ...settings }) => ({ ...settings, openMsMax: settings.openMs * factor }));

type Step =
  | { readonly do: 'call' }
  | { readonly do: 'succeed' | 'fail' | 'withdraw'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'trip' | 'isolate' | 'reset' | 'restart' };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'call' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('succeed', 'fail', 'fail', 'withdraw'),
      which: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 3_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('trip', 'isolate', 'reset', 'restart') }) },
);

interface Probe {
  readonly pass: BreakerPass;
  /** The state change it was let through after; an answer after another change says nothing. */
  readonly changes: number;
}

/** Runs the steps and notes, at each, what does not hold. */
class Trial {
  private readonly time = new SimulatedTime(start);
  private readonly settings: BreakerSettings;
  private breaker: CircuitBreaker;
  private readonly changes: {
    readonly change: BreakerChange;
    readonly actor: Actor;
    readonly atMs: number;
  }[] = [];
  private readonly broken: string[] = [];
  private open: Probe[] = [];
  /** When the next probe may go out, as the rules say. */
  private probeAtMs = 0;

  constructor(settings: BreakerSettings) {
    this.settings = settings;
    this.breaker = this.build();
  }

  /** What did not hold. */
  async run(steps: readonly Step[]): Promise<readonly string[]> {
    for (const step of steps) {
      await this.take(step);
      this.check();
    }
    return this.broken;
  }

  private build(): CircuitBreaker {
    return new CircuitBreaker(
      () => this.settings,
      this.time,
      (change, actor) => this.noteChange(change, actor),
    );
  }

  private noteChange(change: BreakerChange, actor: Actor): void {
    const { openMs, openMsMax } = this.settings;
    const atMs = this.time.monotonicMs();
    if (change.to === 'open') {
      const backoff = Math.min(openMsMax, openMs * 2 ** (change.openings - 1));
      this.probeAtMs = atMs + (actor === 'engine' ? backoff : openMsMax);
    }
    this.changes.push({ change, actor, atMs });
  }

  private async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'call':
        return this.call();
      case 'succeed':
      case 'fail':
      case 'withdraw':
        return this.answer(step.do, step.which);
      case 'wait':
        return this.time.advance(step.ms);
      case 'trip':
        if (this.breaker.state !== 'isolated') this.breaker.trip('by hand', operator);
        return;
      case 'isolate':
        return this.breaker.isolate('by hand', operator);
      case 'reset':
        return this.breaker.reset('by hand', operator);
      case 'restart':
        return this.restart();
    }
  }

  private call(): void {
    const { state } = this.breaker;
    const pass = this.breaker.tryPass();
    const passed = typeof pass !== 'string';
    if (state === 'isolated') this.must(!passed, 'isolated lets nothing through');
    const isOver = this.time.monotonicMs() >= this.probeAtMs;
    if (state === 'open') this.must(passed === isOver, 'open lets a probe through once its wait is over');
    if (state === 'closed') this.must(passed, 'closed lets everything through');
    if (passed) this.open.push({ pass, changes: this.changes.length });
  }

  private answer(how: 'succeed' | 'fail' | 'withdraw', which: number): void {
    const [probe] = this.open.splice(which % Math.max(1, this.open.length), 1);
    if (probe === undefined) return;
    const before = this.breaker.state;
    const isOld = probe.changes !== this.changes.length;
    if (how === 'succeed') probe.pass.succeeded();
    else if (how === 'fail') probe.pass.failed('timeout');
    else probe.pass.withdrawn();
    const after = this.breaker.state;
    if (how === 'withdraw' || (isOld && before !== 'closed')) {
      this.must(after === before, 'what says nothing about this state does not change it');
    } else if (before === 'half_open') {
      this.must(
        after !== (how === 'fail' ? 'half_open' : 'open'),
        'one failed probe opens, a good one never',
      );
    }
  }

  private restart(): void {
    const last = this.changes.at(-1);
    this.open = [];
    this.breaker = this.build();
    if (last === undefined) return;
    const at = parseInstant('2026-11-23T10:00:00Z')! + last.atMs * 1_000;
    this.breaker.restore(last.change, last.actor, at as ReturnType<SimulatedTime['now']>);
    // Half open begins again as open, with its wait over.
    if (last.change.to === 'half_open') this.probeAtMs = this.time.monotonicMs();
    const expected = last.change.to === 'half_open' ? 'open' : last.change.to;
    this.must(this.breaker.state === expected, 'the state outlives a restart');
  }

  private check(): void {
    const { state, probesInFlight, nextProbeInMs } = this.breaker.snapshot();
    const now = this.time.monotonicMs();
    const current = this.open.filter(({ changes }) => changes === this.changes.length).length;
    const { halfOpenProbesMax, openMsMax } = this.settings;
    this.must(probesInFlight <= halfOpenProbesMax, 'no more probes are counted than may be');
    if (state === 'half_open') this.must(current <= halfOpenProbesMax, 'no more probes are out than may be');
    const leftMs = state === 'open' ? Math.max(0, this.probeAtMs - now) : 0;
    this.must(Math.abs((nextProbeInMs ?? 0) - leftMs) < 0.001, 'the wait told is the wait that is left');
    this.must(leftMs <= openMsMax, 'no wait is longer than the cap');
    for (const [index, { change }] of this.changes.entries()) {
      const before = this.changes[index - 1]?.change.to ?? 'closed';
      // Half open begins a new run as open.
      this.must(
        change.from === before || (before === 'half_open' && change.from === 'open'),
        'changes join up',
      );
    }
  }

  private must(holds: boolean, what: string): void {
    if (!holds) this.broken.push(what);
  }
}

describe('the circuit breaker, whatever happens to it', () => {
  test('never lets a call through before its wait is over, nor more probes at once than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        settingsArbitrary,
        fc.array(stepArbitrary, { minLength: 1, maxLength: 60, size: 'max' }),
        async (settings, steps) => {
          expect(await new Trial(settings).run(steps)).toEqual([]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('opens after exactly as many failures in a row as configured', async () => {
    await fc.assert(
      fc.asyncProperty(
        settingsArbitrary,
        fc.array(fc.boolean(), { maxLength: 80, size: 'max' }),
        async (settings, answers) => {
          const breaker = new CircuitBreaker(
            () => settings,
            new SimulatedTime(start),
            () => undefined,
          );
          let inARow = 0;
          for (const good of answers) {
            const pass = breaker.tryPass();
            if (typeof pass === 'string') break;
            if (good) pass.succeeded();
            else pass.failed('timeout');
            inARow = good ? 0 : inARow + 1;
            expect(breaker.state).toBe(inARow >= settings.failureThreshold ? 'open' : 'closed');
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
