/**
 * What the listener of the webhook has been told of each alert, so that it hears of an alert first that it was raised,
 * and then what became of it. What is muted is not told.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { MuteHistory } from '../../domain/alert/muteHistory.ts';
import { alertEventTypes, type AlertEventType, type AlertKind } from '../../domain/desk/alert.ts';
import type { StoredEvent } from '../events/storedEvent.ts';

type EventOf<Type extends AlertEventType> = Extract<StoredEvent, { readonly type: Type }>;
export type AlertEvent = EventOf<AlertEventType>;

/**
 * `late`: it was raised under a mute, and is told once the mute has ended; whether that was before a start, nothing
 * says. `never`: somebody has acknowledged it under the mute.
 */
type Told = 'yes' | 'late' | 'never';

interface RaisedAlert {
  readonly event: EventOf<'AlertRaised'>;
  readonly told: Told;
}

export class ToldAlerts {
  private readonly mutes = new MuteHistory();
  /** By the id of the alert; those that are not over. */
  private readonly raised = new Map<string, RaisedAlert>();
  /** Nothing is told of alerts of this kind. */
  private readonly untold: AlertKind;

  constructor(untold: AlertKind) {
    this.untold = untold;
  }

  /** Takes the next event. Gives what is to be told for it, in that order. */
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

  /** The event by which the alert was raised, where its listener is not known to have been told; it is told now. */
  late(alertId: string): AlertEvent | undefined {
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

export function isAlertEvent(event: StoredEvent): event is AlertEvent {
  return alertEventTypes.some((type) => type === event.type);
}
