import { describe, expect, it } from 'vitest';
import { FaultPlan } from './faultPlan.ts';
import { noFaults } from '../wire/faultSwitches.ts';

const draws = (plan: FaultPlan, count: number) =>
  Array.from({ length: count }, () => plan.strikes('loseAnswers'));

describe('FaultPlan', () => {
  it('repeats for the same seed, again after reseeding, and differs for another seed', () => {
    const switches = { ...noFaults, loseAnswers: 0.5 };
    const [one, same, other] = [
      new FaultPlan(switches, 7),
      new FaultPlan(switches, 7),
      new FaultPlan(switches, 8),
    ];
    const first = draws(one, 100);
    expect(draws(same, 100)).toEqual(first);
    expect(draws(other, 100)).not.toEqual(first);
    one.reseed(7);
    expect(draws(one, 100)).toEqual(first);
  });

  it('draws for each switch on its own', () => {
    const switches = { ...noFaults, loseAnswers: 0.5, duplicate: 0.5 };
    const [alone, mixed] = [new FaultPlan(switches, 7), new FaultPlan(switches, 7)];
    const expected = draws(alone, 50);
    const found = Array.from({ length: 50 }, () => {
      mixed.strikes('duplicate');
      return mixed.strikes('loseAnswers');
    });
    expect(found).toEqual(expected);
  });

  it('strikes about as often as it is told, always at 1, never at 0', () => {
    const plan = new FaultPlan({ ...noFaults, loseAnswers: 0.2 }, 1);
    const share = draws(plan, 10_000).filter(Boolean).length / 10_000;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.22);
    plan.configure({ loseAnswers: 1 });
    expect(draws(plan, 100)).not.toContain(false);
    plan.configure({ loseAnswers: 0 });
    expect(draws(plan, 100)).not.toContain(true);
  });

  it('changes only the switches it is given', () => {
    const plan = new FaultPlan({ ...noFaults, latencyMs: 5 }, 1);
    plan.configure({ jitterMs: 3, latencyMs: undefined });
    expect(plan.switches).toEqual({ ...noFaults, latencyMs: 5, jitterMs: 3 });
    const delays = Array.from({ length: 100 }, () => plan.delayMs());
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...delays)).toBeLessThan(8);
  });
});
