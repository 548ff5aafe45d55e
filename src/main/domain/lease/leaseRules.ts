/**
 * The rules of the lease on a record that several engines reach and one may write. They see times and rows alone, so that
 * engines on PostgreSQL and engines in the simulator run the same ones.
 *
 * The holder renews the lease with every commit, and with a heartbeat while it has nothing to commit. By its own clock
 * the lease ends `leaseMs` after it has sent the last renewal that was confirmed. A standby takes over once it has seen
 * no renewal for `takeoverMs` by its own clock, and only in a statement that still finds the row as the standby has seen
 * it. The clocks are monotonic and need not agree: nobody compares a time of one machine with a time of another. The
 * margin between the two spans pays for clocks that run at different rates.
 */

/** How long a lease lasts, in milliseconds from the sending of the last confirmed renewal. */
export const leaseMs = 5_000;
/** Milliseconds without a renewal after which a standby takes over. */
export const takeoverMs = 6_000;
/** Milliseconds between two renewals of a holder that has nothing to commit. */
export const renewMs = 1_000;
/**
 * Milliseconds for which the record's thread renews the lease of an engine whose own thread gives no sign: that thread may
 * be busy with itself, and a stuck one must be replaced.
 */
export const silentMsMax = 10_000;
/** Milliseconds without an answer of the record after which a standby has seen nothing, and begins to count anew. */
export const blindMs = 2_000;
/** Milliseconds for which a holder has reached no venue before it hands the lease over. */
export const cutOffMs = 10_000;

/**
 * Whether the holder may send to a venue now. `renewedMs` is when it has sent the last renewal that was confirmed;
 * undefined where none was.
 */
export function isHeld(renewedMs: number | undefined, nowMs: number): boolean {
  return renewedMs !== undefined && nowMs - renewedMs < leaseMs;
}

/** The row of the record that says who may write. Each renewal changes `position` or `beat`. */
export interface LeaseRow {
  /** Raised by each engine that becomes the holder, so that no statement of an earlier one writes anything. */
  readonly epoch: number;
  /** Position of the last event. */
  readonly position: number;
  /** Number of heartbeats. */
  readonly beat: number;
  /** Whether the last holder has let go of the lease: it has sent its last message before. */
  readonly isReleased: boolean;
}

/** What a standby knows of the lease. */
export interface LeaseWatch {
  readonly row: LeaseRow;
  /** When the standby first heard of this row, by its own monotonic clock. */
  readonly sinceMs: number;
  /** When it last heard of it. */
  readonly heardMs: number;
}

/** Takes an answer of the record into account, which came at `heardMs`. */
export function watched(before: LeaseWatch | undefined, row: LeaseRow, heardMs: number): LeaseWatch {
  const goesOn = before !== undefined && isSame(before.row, row) && heardMs - before.heardMs < blindMs;
  return { row, sinceMs: goesOn ? before.sinceMs : heardMs, heardMs };
}

/**
 * Whether two rows are the same: nothing was renewed between them. A takeover asks this again where it changes the row,
 * in the same statement.
 */
export function isSame(a: LeaseRow, b: LeaseRow): boolean {
  return (
    a.epoch === b.epoch && a.position === b.position && a.beat === b.beat && a.isReleased === b.isReleased
  );
}

/** Why a standby may take over: `released` by the holder, or `lapsed` because nothing was renewed. */
export type TakeoverReason = 'released' | 'lapsed';

/** Undefined while the standby has to wait. */
export function takeoverReason(
  { row, sinceMs, heardMs }: LeaseWatch,
  nowMs: number,
): TakeoverReason | undefined {
  if (row.isReleased) return 'released';
  return nowMs - sinceMs >= takeoverMs && nowMs - heardMs < blindMs ? 'lapsed' : undefined;
}

/** What a holder knows when it may have to hand the lease over. */
export interface HolderReach {
  /** Since when the holder has reached no venue; undefined while it reaches one, or none is to be reached now. */
  readonly cutOffSinceMs: number | undefined;
  /** Whether the holder has reached a venue since its start. Two engines that never reach one do not hand over in turns. */
  readonly hasReached: boolean;
  /** Whether a standby waits that has just reached a venue. */
  readonly standbyReaches: boolean;
}

/** Whether the holder hands the lease over, because a standby reaches venues and the holder reaches none. */
export function shouldHandOver(
  { cutOffSinceMs, hasReached, standbyReaches }: HolderReach,
  nowMs: number,
): boolean {
  return standbyReaches && hasReached && cutOffSinceMs !== undefined && nowMs - cutOffSinceMs >= cutOffMs;
}
