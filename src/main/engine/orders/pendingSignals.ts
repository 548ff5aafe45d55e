/**
 * Signals that are on disk and have no outcome yet. They are known from the events alone, so a restart finds them
 * again.
 */
import { type OrderId, orderStream, type SignalId, signalIdOfStream } from '../../../shared/kernel/ids.ts';
import type { SignalRecord } from '../../domain/signal/signalRecord.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

export interface PendingSignal {
  readonly signalId: SignalId;
  readonly orderId: OrderId;
  readonly signal: SignalRecord;
  readonly received: StoredEvent;
}

export class PendingSignals {
  private readonly pending = new Map<SignalId, PendingSignal>();

  apply(event: StoredEvent): void {
    switch (event.type) {
      case 'SignalReceived': {
        const { signal, orderId } = event.data;
        this.pending.set(signal.id, { signalId: signal.id, orderId, signal, received: event });
        break;
      }
      case 'SignalRejected':
        this.pending.delete(signalIdOfStream(event.streamId));
        break;
      case 'OrderCreated':
      case 'OrderDenied':
        if (event.data.terms !== undefined) this.pending.delete(event.data.terms.signalId);
        break;
      case 'EventNotUnderstood':
        // The order of the signal was created, although its event can't be understood; an alert tells of that.
        for (const { signalId, orderId } of this.pending.values()) {
          if (orderStream(orderId) === event.streamId) this.pending.delete(signalId);
        }
        break;
      default:
    }
  }

  all(): readonly PendingSignal[] {
    return [...this.pending.values()];
  }

  /**
   * Position of the oldest pending signal; undefined when none is pending. Signals come in order, so the first of the
   * map is the oldest.
   */
  oldestPosition(): number | undefined {
    return this.pending.values().next().value?.received.position;
  }
}
