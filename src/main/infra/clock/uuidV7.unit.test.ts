import { describe, expect, it } from 'vitest';
import { epochMicrosFromMillis, type EpochMicros } from '../../../shared/kernel/time.ts';
import { isIdText } from '../../../shared/kernel/ids.ts';
import type { Clock } from '../../engine/ports.ts';
import { systemClock } from './systemClock.ts';
import { uuidV7 } from './uuidV7.ts';

const startMs = 0x0123456789ab;

function handClock(): Clock & { ms: number } {
  return {
    ms: startMs,
    now(): EpochMicros {
      return epochMicrosFromMillis(this.ms);
    },
    monotonicMs: () => 0,
  };
}

describe('uuidV7', () => {
  it('has the layout of RFC 9562: milliseconds, version 7, variant 10', () => {
    const clock = handClock();
    const zeros = uuidV7(clock, (bytes) => bytes.fill(0));
    expect(zeros.next()).toBe('01234567-89ab-7000-8000-000000000000');
    const ones = uuidV7(clock, (bytes) => bytes.fill(0xff));
    expect(ones.next()).toBe('01234567-89ab-77ff-bfff-ffffffffffff');
  });

  it('is a valid event id of 36 characters', () => {
    const id = uuidV7(systemClock()).next();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isIdText(id)).toBe(true);
  });

  it('increases strictly within one millisecond, also beyond what the counter holds', () => {
    const ids = uuidV7(handClock(), (bytes) => bytes.fill(0xff));
    const made = Array.from({ length: 10_000 }, () => ids.next());
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
    expect(made.at(-1)?.slice(0, 13)).toBe('01234567-89af');
  });

  it('keeps increasing when the clock steps backwards', () => {
    const clock = handClock();
    const ids = uuidV7(clock);
    const made: string[] = [];
    for (const stepMs of [0, -60_000, 1, 59_999, 0, 1, 5]) {
      clock.ms += stepMs;
      made.push(ids.next());
    }
    expect(made).toEqual([...made].sort());
    expect(made.at(-1)?.slice(0, 13)).toBe('01234567-89b1');
  });

  it('is unique across two sources at the same instant', () => {
    const clock = handClock();
    const [a, b] = [uuidV7(clock), uuidV7(clock)];
    const made = new Set<string>();
    for (let i = 0; i < 2_000; i++) made.add(a.next()).add(b.next());
    expect(made.size).toBe(4_000);
  });
});
