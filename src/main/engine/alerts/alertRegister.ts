/** The alerts that are not over, and the mutes, as the events of the `desk` stream have made them. */
import type { Actor, AlertId } from '../../../shared/kernel/ids.ts';
import { formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { causeOf, type Alert, isAlertEvent } from '../../domain/desk/alert.ts';
import type { AlertMute } from '../../domain/alert/alertMutes.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

/** Who has acknowledged an alert, when, and with which reason. */
export interface Acknowledgement {
  readonly by: Actor;
  /** UTC with microseconds. */
  readonly at: string;
  readonly reason: string;
}

export interface CurrentAlert extends Alert {
  /** UTC with microseconds. */
  readonly raisedAt: string;
  /** When the cause happened last; `message` describes that time. */
  readonly lastAt: string;
  /** How often the cause has happened since the alert was raised. */
  readonly times: number;
  /** How often the cause happened under earlier alerts, which are over. */
  readonly timesBefore: number;
  /** Present where somebody has acknowledged the alert and its cause lasts. */
  readonly acknowledged?: Acknowledgement;
}

/** The most open alerts of one kind; further causes of the kind count together on one alert. */
export const openPerKindMax = 20;

export class AlertRegister {
  /** By id, oldest first. */
  private readonly alerts = new Map<AlertId, CurrentAlert>();
  private readonly over = new Map<string, number>();
  readonly mutes = new Map<string, AlertMute>();

  /** A copy of the alerts and mutes, which changes independently. */
  copy(): AlertRegister {
    const copy = new AlertRegister();
    for (const [alertId, alert] of this.alerts) copy.alerts.set(alertId, alert);
    for (const [cause, times] of this.over) copy.over.set(cause, times);
    for (const [what, mute] of this.mutes) copy.mutes.set(what, mute);
    return copy;
  }

  current(): readonly CurrentAlert[] {
    return [...this.alerts.values()];
  }

  open(): readonly CurrentAlert[] {
    return this.current().filter(({ acknowledged }) => acknowledged === undefined);
  }

  find(alertId: AlertId): CurrentAlert | undefined {
    return this.alerts.get(alertId);
  }

  isOpen(alertId: AlertId): boolean {
    const alert = this.alerts.get(alertId);
    return alert !== undefined && alert.acknowledged === undefined;
  }

  /** The open alert on which this alert counts: that of its cause, or the one for all further causes of its kind. */
  targetOf(alert: Alert): CurrentAlert | undefined {
    const open = this.open();
    const cause = causeOf(alert);
    const own = open.find((one) => causeOf(one) === cause);
    return own ?? (isFlood(alert, open) ? open.find((one) => one.cause === floodOf(alert)) : undefined);
  }

  /** The alert as it is raised. When too many alerts of its kind are open, it stands for all further causes too. */
  asRaised(alert: Alert): Alert {
    if (!isFlood(alert, this.open())) return alert;
    // Nothing can say when all of these causes are gone.
    const { lasts: _, ...rest } = alert;
    const words = `more than ${openPerKindMax} such alerts are open, and further ones are counted here`;
    return { ...rest, cause: floodOf(alert), message: `${alert.message}; ${words}` };
  }

  raise(alert: Alert, at: EpochMicros): void {
    const cause = causeOf(alert);
    // The cause began again after somebody had acknowledged that it lasted.
    for (const one of this.current()) {
      if (one.acknowledged !== undefined && causeOf(one) === cause) this.finish(one);
    }
    const raisedAt = formatMicros(at);
    const timesBefore = this.over.get(cause) ?? 0;
    this.alerts.set(alert.alertId, { ...alert, raisedAt, lastAt: raisedAt, times: 1, timesBefore });
  }

  restate(alertId: AlertId, message: string): void {
    const alert = this.alerts.get(alertId);
    if (alert !== undefined) this.alerts.set(alertId, { ...alert, message });
  }

  /** An alert is raised by `raise`, because the engine raises it before the event is on disk. */
  apply(event: StoredEvent): void {
    if (!isAlertEvent(event)) return;
    switch (event.type) {
      case 'AlertRaised':
        return;
      case 'AlertRepeated': {
        const { alertId, message } = event.data;
        const alert = this.alerts.get(alertId);
        if (alert === undefined) return;
        const lastAt = formatMicros(event.time);
        this.alerts.set(alertId, { ...alert, message, lastAt, times: alert.times + 1 });
        return;
      }
      case 'AlertAcknowledged': {
        const alert = this.alerts.get(event.data.alertId);
        if (alert === undefined) return;
        const acknowledged = { by: event.actor, at: formatMicros(event.time), reason: event.data.reason };
        if (alert.lasts === true) this.alerts.set(alert.alertId, { ...alert, acknowledged });
        else this.finish(alert);
        return;
      }
      case 'AlertEnded': {
        const alert = this.alerts.get(event.data.alertId);
        if (alert !== undefined) this.finish(alert);
        return;
      }
      case 'AlertsMuted': {
        const { what, until: text, reason } = event.data;
        const until = parseInstant(text);
        if (until === undefined) return;
        this.mutes.set(what, { what, until, by: event.actor, at: event.time, reason });
        return;
      }
      case 'AlertsUnmuted':
        this.mutes.delete(event.data.what);
        return;
      default:
        assertNever(event);
    }
  }

  private finish(alert: CurrentAlert): void {
    this.alerts.delete(alert.alertId);
    this.over.set(causeOf(alert), alert.timesBefore + alert.times);
  }
}

const floodOf = ({ kind }: Alert): string => `further:${kind}`;

/**
 * Whether the alert counts on the one for all further causes. An alert that holds orders, or that a kill switch waits
 * for, must be acknowledged by itself.
 */
function isFlood({ kind, holdsOrders }: Alert, open: readonly Alert[]): boolean {
  if (holdsOrders || kind === 'flatten_overfilled') return false;
  return open.filter((one) => one.kind === kind).length >= openPerKindMax;
}
