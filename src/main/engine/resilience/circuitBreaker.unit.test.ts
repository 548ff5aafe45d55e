import { engineActor, parseActor, trusted, type Actor } from '../../../shared/kernel/ids.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseInstant } from '../../../shared/kernel/time.ts';
import { SimulatedTime } from '../../simulation/machine/simulatedTime.ts';
import { CircuitBreaker, type BreakerChange, type BreakerPass } from './circuitBreaker.ts';

const start = parseInstant('2026-11-23T10:00:00Z')!;
const settings = {
  failureThreshold: 3,
  openMs: 1_000,
  openMsMax: 4_000,
  halfOpenProbesMax: 2,
  successThreshold: 2,
};

let time: SimulatedTime;
let breaker: CircuitBreaker;
const operator = trusted(parseActor, 'operator:ak');
let changes: (BreakerChange & { actor: Actor })[];

beforeEach(() => {
  time = new SimulatedTime(start);
  changes = [];
  breaker = new CircuitBreaker(
    () => settings,
    time,
    (change, actor) => changes.push({ ...change, actor }),
  );
});

function pass(): BreakerPass {
  const taken = breaker.tryPass();
  if (typeof taken === 'string') throw new Error(`refused: ${taken}`);
  return taken;
}

function fail(times: number): void {
  for (let i = 0; i < times; i++) pass().failed('timeout');
}

describe('the circuit breaker', () => {
  test('opens after failures in a row, not after as many with a success between', () => {
    fail(2);
    pass().succeeded();
    fail(2);
    expect(breaker.state).toBe('closed');
    fail(1);
    expect(breaker.state).toBe('open');
    expect(changes).toEqual([
      {
        from: 'closed',
        to: 'open',
        reason: '3 failures in a row, the last: timeout',
        failures: 3,
        openings: 1,
        probeAt: '2026-11-23T10:00:01.000000Z',
        actor: 'engine',
      },
    ]);
  });

  test('refuses while open, with the reason, and counts what it refused', () => {
    fail(3);
    expect(breaker.tryPass()).toContain('3 failures in a row');
    expect(breaker.snapshot()).toMatchObject({ state: 'open', refusedCalls: 1, nextProbeInMs: 1_000 });
  });

  test('lets a limited number of probes through after the wait and closes after enough successes', async () => {
    fail(3);
    await time.advance(999);
    expect(breaker.tryPass()).toBeTypeOf('string');
    await time.advance(1);
    const first = pass();
    const second = pass();
    expect(breaker.tryPass()).toContain('2 of 2 probes in flight');
    first.succeeded();
    expect(breaker.state).toBe('half_open');
    second.succeeded();
    expect(breaker.state).toBe('closed');
    expect(changes.map((change) => change.to)).toEqual(['open', 'half_open', 'closed']);
  });

  test('doubles its wait with each failed probe up to the cap, and forgets it once closed', async () => {
    fail(3);
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 4; i++) {
      const wait = breaker.snapshot().nextProbeInMs;
      waits.push(wait);
      await time.advance(wait ?? 0);
      pass().failed('still down');
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 4_000]);
    await time.advance(4_000);
    pass().succeeded();
    pass().succeeded();
    expect(breaker.state).toBe('closed');
    fail(3);
    expect(breaker.snapshot().nextProbeInMs).toBe(1_000);
  });

  test('ignores answers to calls from before it opened', async () => {
    const old = pass();
    const older = pass();
    fail(3);
    old.succeeded();
    expect(breaker.state).toBe('open');
    await time.advance(1_000);
    pass();
    older.failed('late');
    expect(breaker.state).toBe('half_open');
    expect(breaker.snapshot().probesInFlight).toBe(1);
  });

  test('a probe that was withdrawn gives its place back', async () => {
    fail(3);
    await time.advance(1_000);
    pass().withdrawn();
    expect(breaker.snapshot().probesInFlight).toBe(0);
    expect(breaker.state).toBe('half_open');
  });

  test('tripped by hand opens for the longest wait, and then recovers by probing', async () => {
    breaker.trip('venue maintenance', operator);
    expect(breaker.snapshot()).toMatchObject({
      state: 'open',
      reason: 'venue maintenance',
      actor: 'operator:ak',
      nextProbeInMs: settings.openMsMax,
    });
    await time.advance(settings.openMsMax - 1);
    expect(breaker.tryPass()).toContain('venue maintenance');
    await time.advance(1);
    pass().succeeded();
    pass().succeeded();
    expect(breaker.state).toBe('closed');
  });

  test('isolated stays open whatever the time, until it is reset by hand', async () => {
    breaker.isolate('bad fills', operator);
    await time.advance(3_600_000);
    expect(breaker.tryPass()).toContain('isolated by operator:ak: bad fills');
    breaker.reset('venue confirmed', operator);
    expect(breaker.state).toBe('closed');
    pass().succeeded();
  });

  test('takes its state up again after a restart', async () => {
    fail(3);
    const last = changes.at(-1)!;
    const restarted = new CircuitBreaker(
      () => settings,
      time,
      () => undefined,
    );
    restarted.restore(last, engineActor(), time.now());
    expect(restarted.state).toBe('open');
    expect(restarted.tryPass()).toBeTypeOf('string');
    await time.advance(1_000);
    expect(restarted.refusal()).toBeUndefined();

    breaker.trip('by hand', operator);
    const tripped = new CircuitBreaker(
      () => settings,
      time,
      () => undefined,
    );
    tripped.restore(changes.at(-1)!, operator, time.now());
    expect(tripped.snapshot().nextProbeInMs).toBe(settings.openMsMax);

    const isolated = new CircuitBreaker(
      () => settings,
      time,
      () => undefined,
    );
    isolated.restore({ ...last, to: 'isolated', reason: 'by hand' }, operator, time.now());
    expect(isolated.refusal()).toContain('isolated by operator:ak');
  });
});
