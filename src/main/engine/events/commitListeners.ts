/** The listeners that a store calls after each commit. */
import { faultFrom } from '../../../shared/kernel/fault.ts';
import type { Logger } from '../ports.ts';
import type { StoredEvent } from './storedEvent.ts';

export type CommitListener = (events: readonly StoredEvent[]) => void;

export interface CommitListeners {
  add(listener: CommitListener): void;
  /**
   * Calls all listeners in order of registration. A listener that throws is logged, and harms neither the other
   * listeners nor the store.
   */
  notify(events: readonly StoredEvent[]): void;
}

export function commitListeners(logger: Logger | undefined): CommitListeners {
  const listeners: CommitListener[] = [];
  return {
    add: (listener) => void listeners.push(listener),
    notify(events) {
      for (const listener of listeners) {
        try {
          listener(events);
        } catch (error) {
          const { message } = faultFrom('listener_failed', error);
          logger?.log('error', 'a listener of committed events failed', { error: message });
        }
      }
    },
  };
}
