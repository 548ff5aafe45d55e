/** Executions that went into the store lately, so that comparing them with the venue's needs no read. */
import type { StoredEvent } from '../events/storedEvent.ts';

const keptMax = 100_000;

export class KnownExecutions {
  /** From an execution's id to its order's stream, oldest first. */
  private readonly streams = new Map<string, string>();

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type !== 'OrderFilled') continue;
      this.streams.set(event.data.executionId, event.streamId);
      if (this.streams.size <= keptMax) continue;
      for (const oldest of this.streams.keys()) {
        this.streams.delete(oldest);
        break;
      }
    }
  }

  /** False says nothing: it may be older. */
  has(executionId: string, orderStream: string): boolean {
    return this.streams.get(executionId) === orderStream;
  }
}
