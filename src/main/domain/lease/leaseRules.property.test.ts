/** A holder and a standby with clocks of their own, and a record between them that answers when it likes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isHeld, isSame, takeoverReason, watched, type LeaseRow, type LeaseWatch } from './leaseRules.ts';

/** A monotonic clock that starts anywhere and runs a little too fast or too slow. */
const clock = fc
  .record({ rate: fc.double({ min: 0.95, max: 1.05, noNaN: true }), startMs: fc.integer({ max: 1e9 }) })
  .map(
    ({ rate, startMs }) =>
      (atMs: number) =>
        startMs + atMs * rate,
  );

/** Milliseconds on the way there and back; many are long, as where a connection is cut or a process stands still. */
const wayMs = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 9_000 }));
const talk = fc.record({ afterMs: fc.integer({ min: 0, max: 3_000 }), thereMs: wayMs, backMs: wayMs });

it('never takes over while the holder may still send, whatever the clocks and the ways between them do', () => {
  let takeovers = 0;
  fc.assert(
    fc.property(
      clock,
      clock,
      fc.array(talk, { maxLength: 12 }),
      fc.array(talk, { minLength: 20, maxLength: 60 }),
      (holderClock, standbyClock, renewals, reads) => {
        const row: LeaseRow = { epoch: 1, position: 0, beat: 0, isReleased: false };
        let sentAt = 0;
        // A holder sends one renewal at a time: the next one after the answer to the last.
        const arrivals = renewals.map(({ afterMs, thereMs, backMs }) => {
          const sent = sentAt + afterMs;
          sentAt = sent + thereMs + backMs;
          return { sent, arrived: sent + thereMs };
        });
        const rowAt = (atMs: number): LeaseRow => ({
          ...row,
          beat: arrivals.filter(({ arrived }) => arrived <= atMs).length,
        });
        let watch: LeaseWatch | undefined;
        let askedAt = 0;
        for (const { afterMs, thereMs, backMs } of reads) {
          askedAt += afterMs % 700;
          const heardAt = askedAt + thereMs + backMs;
          watch = watched(watch, rowAt(askedAt + thereMs), standbyClock(heardAt));
          askedAt = heardAt;
          if (takeoverReason(watch, standbyClock(heardAt)) === undefined) continue;
          const changesAt = heardAt + thereMs;
          if (!isSame(watch.row, rowAt(changesAt))) continue;
          takeovers++;
          // Only renewals that arrived before can ever be confirmed: later ones find another epoch.
          const confirmed = arrivals.filter(({ arrived }) => arrived <= changesAt);
          const renewedMs = Math.max(holderClock(0), ...confirmed.map(({ sent }) => holderClock(sent)));
          expect(isHeld(renewedMs, holderClock(changesAt))).toBe(false);
          return;
        }
      },
    ),
    { examples: [[(ms) => ms * 0.95, (ms) => ms * 1.05, [], Array.from({ length: 20 }, steady)]] },
  );
  expect(takeovers).toBeGreaterThan(0);
});

function steady(): { readonly afterMs: number; readonly thereMs: number; readonly backMs: number } {
  return { afterMs: 500, thereMs: 1, backMs: 1 };
}
