/**
 * The engine's lease on the record, as its threads share it: the record's thread renews it, and whoever writes to a
 * venue asks for it right before. By leaseRules, on a clock that all threads of the process share and that goes on while
 * the process is stopped. The wall clock counts too where it says that more time has passed: the monotonic clock of some
 * machines stands still while they sleep.
 */
import { isHeld } from '../../domain/lease/leaseRules.ts';

/** A moment on both clocks. */
export interface LeaseMoment {
  readonly monotonicNs: bigint;
  readonly wallMs: number;
}

export function leaseMoment(): LeaseMoment {
  return { monotonicNs: process.hrtime.bigint(), wallMs: Date.now() };
}

/** The moment on the monotonic clock, in milliseconds. */
export function monotonicMsOf({ monotonicNs }: LeaseMoment): number {
  return Number(monotonicNs) / nsPerMs;
}

/** 0: no renewal was confirmed yet. */
const cells = { monotonicNs: 0, wallMs: 1, isOver: 2 } as const;
const cellBytes = 8;
const nsPerMs = 1e6;

export class SharedLease {
  /** Given to the other thread, which makes its own SharedLease on it. */
  readonly memory: SharedArrayBuffer;
  private readonly values: BigInt64Array;

  constructor(memory = new SharedArrayBuffer(Object.keys(cells).length * cellBytes)) {
    this.memory = memory;
    this.values = new BigInt64Array(memory);
  }

  /** A renewal that was sent at this moment is confirmed. */
  renewed({ monotonicNs, wallMs }: LeaseMoment): void {
    Atomics.store(this.values, cells.wallMs, BigInt(Math.trunc(wallMs)));
    Atomics.store(this.values, cells.monotonicNs, monotonicNs);
  }

  /** The lease was taken by another engine or released: nothing brings it back. */
  end(): void {
    Atomics.store(this.values, cells.isOver, 1n);
  }

  /** Whether the engine may send to a venue now. */
  maySend(now: LeaseMoment = leaseMoment()): boolean {
    if (Atomics.load(this.values, cells.isOver) !== 0n) return false;
    const renewedNs = Atomics.load(this.values, cells.monotonicNs);
    if (renewedNs === 0n) return false;
    const agoMs = Number(now.monotonicNs - renewedNs) / nsPerMs;
    const wallAgoMs = now.wallMs - Number(Atomics.load(this.values, cells.wallMs));
    return isHeld(0, agoMs) && isHeld(0, wallAgoMs);
  }
}
