/** Executions that went into the store lately, so that comparing them with the venue's needs no read. */
import type { StoredEvent } from '../../events/storedEvent.ts';

/** Of each of the two generations; the older one is given up as a whole when the younger is full. */
export const generationMax = 50_000;

export class KnownExecutions {
  /** From an execution's id to its order's stream. */
  private young = new Map<string, string>();
  private old = new Map<string, string>();

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type !== 'OrderFilled') continue;
      this.young.set(event.data.executionId, event.streamId);
      if (this.young.size < generationMax) continue;
      this.old = this.young;
      this.young = new Map();
    }
  }

  /** False says nothing: it may be older. */
  has(executionId: string, orderStream: string): boolean {
    return (this.young.get(executionId) ?? this.old.get(executionId)) === orderStream;
  }
}
