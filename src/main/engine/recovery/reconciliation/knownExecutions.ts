/**
 * Remembers the executions that went into the store lately, so that their comparison with the venue's executions needs
 * no read.
 */
import type { ExecutionId } from '../../../../shared/kernel/ids.ts';
import type { StoredEvent } from '../../events/storedEvent.ts';

/**
 * How many executions each of the two generations holds. When the younger one is full, the older one is forgotten as a
 * whole.
 */
export const generationMax = 50_000;

export class KnownExecutions {
  /** From an execution's id to the stream of its order. */
  private young = new Map<string, string>();
  private old = new Map<string, string>();

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type !== 'OrderFilled' && event.type !== 'OrderExecutionCorrected') continue;
      this.young.set(event.data.executionId, event.streamId);
      if (this.young.size < generationMax) continue;
      this.old = this.young;
      this.young = new Map();
    }
  }

  /** True when the execution is in the store. False proves nothing: the execution may be too old to be remembered. */
  has(executionId: ExecutionId, orderStream: string): boolean {
    return (this.young.get(executionId) ?? this.old.get(executionId)) === orderStream;
  }
}
