import type { Fault } from '../../../shared/kernel/fault.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { unavailable } from '../../engine/events/appendFaults.ts';
import type { EventRow } from '../../engine/events/eventRow.ts';
import type { AppendResult } from '../../engine/events/eventStore.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';

/** An append that was accepted and waits for its commit. */
export interface PendingAppend {
  /** What it will resolve with: new events and the first ones of repeats. */
  readonly result: readonly StoredEvent[];
  /** The new ones among them, and their rows. */
  readonly fresh: readonly StoredEvent[];
  readonly rows: readonly EventRow[];
  readonly version: number;
  readonly settle: (result: AppendResult) => void;
}

/** Appends in the order of their calls, and the ids in flight. */
export class AppendQueue {
  private waiting: PendingAppend[] = [];
  private events = 0;
  /** Built when first asked for: most ids are known to be new without it. */
  private ids: Map<string, StoredEvent> | undefined;

  get length(): number {
    return this.waiting.length;
  }

  /** Events that wait. */
  get eventCount(): number {
    return this.events;
  }

  push(append: PendingAppend): void {
    this.waiting.push(append);
    this.events += append.fresh.length;
    if (this.ids !== undefined) for (const event of append.fresh) this.ids.set(event.eventId, event);
  }

  /** The event in flight with this id. */
  find(eventId: string): StoredEvent | undefined {
    this.ids ??= new Map(
      this.waiting.flatMap(({ fresh }) => fresh).map((event) => [event.eventId, event] as const),
    );
    return this.ids.get(eventId);
  }

  /** The next appends for one commit: up to `rowsMax` rows, or a single larger append, which can't be divided. */
  take(rowsMax: number): PendingAppend[] {
    let count = 0;
    let rows = 0;
    for (const append of this.waiting) {
      rows += append.rows.length;
      if (count > 0 && rows > rowsMax) break;
      count++;
    }
    this.ids = undefined;
    const taken = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    for (const append of taken) this.events -= append.fresh.length;
    return taken;
  }
}

export function settleAll(appends: readonly PendingAppend[]): void {
  for (const { settle, result, version } of appends) settle(ok({ events: result, version }));
}

export function failAll(appends: readonly PendingAppend[], fault: Fault): void {
  for (const { settle } of appends) settle(unavailable(fault));
}
