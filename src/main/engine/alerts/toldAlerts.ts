/**
 * Remembers which alerts the webhook has been told of, so that it always hears that an alert was raised before it hears
 * what became of it. The webhook is not told of muted alerts.
 */
import type { AlertId } from '../../../shared/kernel/ids.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { MuteHistory } from '../../domain/alert/muteHistory.ts';
import type { AlertEventType, AlertKind } from '../../domain/desk/alert.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

type EventOf<Type extends AlertEventType> = Extract<StoredEvent, { readonly type: Type }>;
export type AlertEvent = EventOf<AlertEventType>;

/**
 * `late`: the alert was raised under a mute, or before the webhook began, and the webhook is told once no mute keeps it
 * back. `never`: somebody has acknowledged the alert before the webhook was told of it.
 */
type Told = 'yes' | 'late' | 'never';

interface RaisedAlert {
  readonly event: EventOf<'AlertRaised'>;
  readonly told: Told;
}

export class ToldAlerts {
  private readonly mutes = new MuteHistory();
  /** Alerts that are not over, by id. */
  private readonly raised = new Map<AlertId, RaisedAlert>();
  /** The webhook is never told of alerts of this kind. */
  private readonly untold: AlertKind;

  constructor(untold: AlertKind) {
    this.untold = untold;
  }

  /** Takes the next event. Returns the events to tell for it, in order. */
  take(event: AlertEvent): readonly AlertEvent[] {
    this.mutes.goOnAt(event.time);
    switch (event.type) {
      case 'AlertRepeated':
        return [];
      case 'AlertRaised': {
        if (event.data.kind === this.untold) return [];
        const isMuted = this.mutes.isMuted(event.data, event.time);
        this.raised.set(event.data.alertId, { event, told: isMuted ? 'late' : 'yes' });
        return isMuted ? [] : [event];
      }
      case 'AlertAcknowledged':
      case 'AlertEnded':
        return this.takeFate(event);
      case 'AlertsMuted':
        this.mutes.muted(event.data, event.time);
        return [event];
      case 'AlertsUnmuted':
        this.mutes.end(event.data.what, event.time);
        return [event];
      default:
        return assertNever(event);
    }
  }

  /** Takes the next event of a past that the webhook was told nothing of. */
  takeUntold(event: AlertEvent): void {
    this.take(event);
    if (event.type !== 'AlertRaised' && event.type !== 'AlertAcknowledged') return;
    const { alertId } = event.data;
    const raised = this.raised.get(alertId);
    if (raised === undefined) return;
    this.raised.set(alertId, { ...raised, told: event.type === 'AlertRaised' ? 'late' : 'never' });
  }

  /**
   * The event that raised the alert, where the webhook may not have been told of it. The alert counts as told from then
   * on.
   */
  late(alertId: AlertId): AlertEvent | undefined {
    const raised = this.raised.get(alertId);
    if (raised?.told !== 'late') return undefined;
    this.raised.set(alertId, { ...raised, told: 'yes' });
    return raised.event;
  }

  private takeFate(event: EventOf<'AlertAcknowledged' | 'AlertEnded'>): readonly AlertEvent[] {
    const { alertId } = event.data;
    const raised = this.raised.get(alertId);
    if (raised === undefined) return [];
    const { data, time } = raised.event;
    const isQuiet =
      raised.told === 'late' ? this.mutes.isMutedThroughout(data, time, event.time) : raised.told === 'never';
    const lasts = event.type === 'AlertAcknowledged' && data.lasts === true;
    if (lasts) this.raised.set(alertId, { event: raised.event, told: isQuiet ? 'never' : 'yes' });
    else this.raised.delete(alertId);
    if (isQuiet) return [];
    return raised.told === 'yes' ? [event] : [raised.event, event];
  }
}
