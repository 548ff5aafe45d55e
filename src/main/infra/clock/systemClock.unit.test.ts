import { describe, expect, it } from 'vitest';
import { systemClock } from './systemClock.ts';

/** A machine whose two clocks move by hand. */
function machine() {
  const state = { wall: 1_700_000_000_000.25, monotonic: 50.125 };
  const clock = systemClock({
    wallMs: () => Math.trunc(state.wall),
    monotonicMs: () => state.monotonic,
    originMs: state.wall - state.monotonic,
  });
  const pass = (ms: number): void => {
    state.wall += ms;
    state.monotonic += ms;
  };
  return { state, clock, pass };
}

describe('systemClock', () => {
  it('gives microseconds between the milliseconds of the wall clock', () => {
    const { clock, pass } = machine();
    expect(clock.now()).toBe(1_700_000_000_000_250);
    pass(0.5);
    expect(clock.now()).toBe(1_700_000_000_000_750);
    pass(0.5);
    expect(clock.now()).toBe(1_700_000_000_001_250);
  });

  it('follows the system clock forwards, and keeps its microseconds from there', () => {
    const { clock, pass, state } = machine();
    state.wall += 3_600_000;
    expect(clock.now()).toBe(1_700_003_600_000_000);
    pass(0.125);
    expect(clock.now()).toBe(1_700_003_600_000_125);
  });

  it('follows the system clock backwards', () => {
    const { clock, state } = machine();
    state.wall -= 5_000;
    expect(clock.now()).toBe(1_699_999_995_000_000);
  });

  it('is never behind the wall clock nor more than two milliseconds ahead under steady drift', () => {
    const { clock, state } = machine();
    for (let i = 0; i < 5_000; i++) {
      state.monotonic += 0.7;
      state.wall += 0.7 * (i < 2_500 ? 1.0005 : 0.9995);
      const ahead = clock.now() - Math.trunc(state.wall) * 1000;
      expect(ahead).toBeGreaterThanOrEqual(0);
      expect(ahead).toBeLessThan(2_000);
    }
  });

  it('agrees with the real machine and measures spans without stepping backwards', () => {
    const clock = systemClock();
    expect(Math.abs(clock.now() / 1000 - Date.now())).toBeLessThan(50);
    let before = clock.monotonicMs();
    for (let i = 0; i < 1_000; i++) {
      const after = clock.monotonicMs();
      expect(after).toBeGreaterThanOrEqual(before);
      before = after;
    }
  });
});
