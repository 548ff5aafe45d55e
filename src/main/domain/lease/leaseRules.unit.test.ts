import { describe, expect, it } from 'vitest';
import {
  blindMs,
  cutOffMs,
  isHeld,
  leaseMs,
  shouldHandOver,
  takeoverMs,
  takeoverReason,
  watched,
  type LeaseRow,
  type LeaseWatch,
} from './leaseRules.ts';

const row: LeaseRow = { epoch: 3, position: 10, beat: 7, isReleased: false };

/** Hears the same row every half second up to a time. */
function watchedUntil(untilMs: number, first: LeaseRow = row): LeaseWatch {
  let watch = watched(undefined, first, 0);
  for (let ms = 500; ms <= untilMs; ms += 500) watch = watched(watch, first, ms);
  return watch;
}

describe('the lease of a holder', () => {
  it('counts from the sending of the last confirmed renewal, and is over after its time', () => {
    expect([undefined, 0, 0].map((renewedMs, index) => isHeld(renewedMs, index * (leaseMs - 1)))).toEqual([
      false,
      true,
      false,
    ]);
    expect(isHeld(1_000, 1_000 + leaseMs)).toBe(false);
  });
});

describe('a standby', () => {
  it('takes over once nothing was renewed for its time, and not before', () => {
    const watch = watchedUntil(takeoverMs);
    expect(takeoverReason(watch, takeoverMs - 1)).toBeUndefined();
    expect(takeoverReason(watch, takeoverMs)).toBe('lapsed');
  });

  it.each([
    ['a commit', { position: 11 }],
    ['a heartbeat', { beat: 8 }],
    ['another holder', { epoch: 4 }],
  ])('begins to count anew with %s', (_words, change) => {
    const watch = watched(watchedUntil(takeoverMs - 500), { ...row, ...change }, takeoverMs - 1);
    expect(takeoverReason(watch, takeoverMs)).toBeUndefined();
  });

  it('takes over at once what was released', () => {
    expect(takeoverReason(watched(undefined, { ...row, isReleased: true }, 0), 0)).toBe('released');
  });

  it('counts no time in which it has heard nothing of the record itself', () => {
    const watch = watchedUntil(1_000);
    expect(takeoverReason(watch, 1_000 + takeoverMs)).toBeUndefined();
    const again = watched(watch, row, 1_000 + blindMs);
    expect(again.sinceMs).toBe(1_000 + blindMs);
  });
});

describe('a holder that reaches no venue', () => {
  const reach = { cutOffSinceMs: 0, hasReached: true, standbyReaches: true };

  it('hands over after its time to a standby that reaches one', () => {
    expect([cutOffMs - 1, cutOffMs].map((ms) => shouldHandOver(reach, ms))).toEqual([false, true]);
  });

  it.each([
    ['a standby that reaches none', { standbyReaches: false }],
    ['a venue that it reaches', { cutOffSinceMs: undefined }],
    ['no venue since its start', { hasReached: false }],
  ])('keeps the lease with %s', (_words, change) => {
    expect(shouldHandOver({ ...reach, ...change }, cutOffMs)).toBe(false);
  });
});
