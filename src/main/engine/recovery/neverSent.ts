/**
 * Raises one alert for acknowledged signals whose orders never reached a venue, because the engine or the store was
 * interrupted. Their producers were told that the signals are taken, and will not send them again.
 */
import {
  orderIdOfStream,
  signalIdOfStream,
  type OrderId,
  type SignalId,
  type AlertId,
  alertIdOf,
} from '../../../shared/kernel/ids.ts';
import { flattenNumberOf } from '../../domain/trading/killSwitch/flattenIds.ts';
import type { Alerts } from '../alerts/alertBook.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { LiveOrders } from '../orders/liveOrders.ts';

const namedMax = 3;

export class NeverSent {
  private readonly alerts: Pick<Alerts, 'raise' | 'restate' | 'open'>;
  private readonly live: Pick<LiveOrders, 'get'>;
  /** The signals that the alert counts, or will count. */
  private readonly signals = new Set<SignalId>();
  private told = 0;
  private alertId: AlertId | undefined;

  constructor(alerts: Pick<Alerts, 'raise' | 'restate' | 'open'>, live: Pick<LiveOrders, 'get'>) {
    this.alerts = alerts;
    this.live = live;
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) {
      const signalId = this.neverSentBy(event);
      if (signalId !== undefined) this.signals.add(signalId);
    }
  }

  /** Called once a second. An acknowledged alert covers the signals that it has counted. */
  look(): void {
    const { signals, alertId } = this;
    if (signals.size === this.told) return;
    const isOpen = this.alerts.open().some((alert) => alert.alertId === alertId);
    if (!isOpen) for (const signalId of [...signals].slice(0, this.told)) signals.delete(signalId);
    this.told = signals.size;
    const message = describe([...signals]);
    if (isOpen && alertId !== undefined) this.alerts.restate(alertId, message);
    else {
      const newId = alertIdOf(`signals_never_sent:${[...signals][0]}`);
      this.alertId = newId;
      void this.alerts.raise({
        alertId: newId,
        kind: 'signals_never_sent',
        cause: 'signals_never_sent',
        holdsOrders: false,
        message,
        advice:
          'Tell whoever sent them: they were acknowledged and are not sent again by themselves. desk orders has each with its reason.',
      });
    }
  }

  private neverSentBy(event: StoredEvent): SignalId | undefined {
    switch (event.type) {
      case 'SignalRejected':
        return isInterrupted(event.data.reasons) ? signalIdOfStream(event.streamId) : undefined;
      case 'OrderDenied':
        return isInterrupted(event.data.reasons) ? this.signalOf(orderIdOfStream(event.streamId)) : undefined;
      case 'OrderRejected':
        return event.data.code === 'never_received'
          ? this.signalOf(orderIdOfStream(event.streamId))
          : undefined;
      default:
        return undefined;
    }
  }

  /**
   * Undefined for an exit and for an order of a kill switch: brackets and kill switches send those again by themselves.
   */
  private signalOf(orderId: OrderId): SignalId | undefined {
    const order = this.live.get(orderId);
    return order?.role === undefined && flattenNumberOf(orderId) === 0 ? order?.signalId : undefined;
  }
}

function isInterrupted(reasons: readonly { readonly code: string }[]): boolean {
  return reasons.some(({ code }) => code === 'interrupted');
}

function describe(signals: readonly SignalId[]): string {
  const named = signals.slice(0, namedMax).join(', ');
  const more = signals.length > namedMax ? ` and ${signals.length - namedMax} more` : '';
  const many =
    signals.length === 1
      ? '1 acknowledged signal was never sent'
      : `${signals.length} acknowledged signals were never sent`;
  return `${many} to a venue, because the engine or its store was interrupted: ${named}${more}`;
}
