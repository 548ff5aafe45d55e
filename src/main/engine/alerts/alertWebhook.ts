/**
 * The durable subscriber `webhook`: tells another program what happens to alerts, one event after the other, each until
 * it has arrived. After a crash the last one may come again; its position tells that. What was raised under a mute comes
 * when the mute has ended, where it is open by then.
 */
import type { DomainEvent } from '../../domain/domainEvent.ts';
import { alertEventTypes, type Alert, type AlertEventType, type AlertKind } from '../../domain/desk/alert.ts';
import { severityOf } from '../../domain/alert/alertSeverity.ts';
import { formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Scheduler, Timer } from '../ports.ts';
import type { Alerts } from './alertBook.ts';
import type { CurrentAlert } from './alertRegister.ts';

export interface AlertWebhookPorts {
  readonly alerts: Pick<Alerts, 'raise' | 'end' | 'muteOf' | 'current' | 'open'>;
  readonly scheduler: Pick<Scheduler, 'after' | 'every'>;
  readonly store: Pick<EventStore, 'readAll'>;
  /** Posts one JSON object. Rejects with an Error that says why where it did not arrive. */
  readonly post: (body: string) => Promise<void>;
}

const firstRetryDelayMs = 250;
const retryDelayMsMax = 30_000;
/** Failures in a row after which an alert says that nobody hears. */
const failuresTold = 3;
const own: AlertKind = 'webhook_failed';
const lookMs = 1_000;

export class AlertWebhook implements DurableSubscriber {
  readonly name = 'webhook';
  readonly beginsWithNew = true;
  private readonly ports: AlertWebhookPorts;
  /** Ids of alerts that were raised under a mute and were not posted. */
  private readonly unposted = new Set<string>();
  private readonly looks: Timer;
  private turn: Promise<void> = Promise.resolve();
  private isLooking = false;
  private closed = false;
  private hurry: () => void = () => undefined;

  constructor(ports: AlertWebhookPorts) {
    this.ports = ports;
    for (const alert of ports.alerts.current()) {
      const at = parseInstant(alert.raisedAt);
      if (at !== undefined && this.isRaisedUnderMute(alert, at)) this.unposted.add(alert.alertId);
    }
    this.looks = ports.scheduler.every(lookMs, () => void this.look());
  }

  handle(event: StoredEvent): void | Promise<void> {
    return this.isTold(event) ? this.inTurn(async () => this.deliver(event)) : undefined;
  }

  /** Gives up what has not arrived; it comes again after the next start. */
  close(): void {
    this.closed = true;
    this.looks.cancel();
    this.hurry();
  }

  /**
   * What repeats or is muted calls nobody, and a webhook that is dead is not told of its own death. What was not posted
   * is neither acknowledged nor ended there.
   */
  private isTold(event: StoredEvent): boolean {
    if (!isAlertEvent(event) || event.type === 'AlertRepeated') return false;
    if (!('alertId' in event.data)) return true;
    const { alertId } = event.data;
    if (alertId.startsWith(`${own}:`)) return false;
    if (event.type === 'AlertRaised' && this.isRaisedUnderMute(event.data, event.time)) {
      this.unposted.add(alertId);
      return false;
    }
    const isPosted = !this.unposted.has(alertId);
    if (event.type === 'AlertEnded') this.unposted.delete(alertId);
    return isPosted;
  }

  private isRaisedUnderMute(alert: Alert, at: EpochMicros): boolean {
    const mute = this.ports.alerts.muteOf(alert, at);
    return mute !== undefined && mute.at <= at;
  }

  /** Posts what is open, was raised under a mute, and is muted no more. */
  private async look(): Promise<void> {
    const { alerts } = this.ports;
    const isDue = (alert: CurrentAlert): boolean =>
      this.unposted.has(alert.alertId) && alerts.muteOf(alert) === undefined;
    if (this.isLooking || this.closed) return;
    this.isLooking = true;
    try {
      for (const alert of alerts.open().filter(isDue)) await this.inTurn(async () => this.postLate(alert));
    } catch {
      // The store can't be read, or the desk stops: the next look or the next start posts it.
    }
    this.isLooking = false;
  }

  private async postLate({ alertId, raisedAt }: CurrentAlert): Promise<void> {
    const fromTime = parseInstant(raisedAt);
    if (fromTime === undefined) return;
    for await (const event of this.ports.store.readAll({ fromTime })) {
      if (event.type !== 'AlertRaised' || event.data.alertId !== alertId) continue;
      // It may have ended while others were posted.
      if (this.unposted.delete(alertId)) await this.deliver(event);
      return;
    }
  }

  /** One post at a time. */
  private inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.turn.then(task);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async deliver(event: StoredEvent): Promise<void> {
    const body = bodyOf(event);
    for (let failures = 1; !this.closed; failures++) {
      const why = await this.failureOf(body);
      if (why === undefined) return;
      if (failures === failuresTold) this.tellDead(event.position, why);
      await this.pause(Math.min(firstRetryDelayMs * 2 ** (failures - 1), retryDelayMsMax));
    }
    throw new Error('the desk stops before the webhook has taken the alert');
  }

  /** Why the body did not arrive; undefined once it has. */
  private async failureOf(body: string): Promise<string | undefined> {
    try {
      await this.ports.post(body);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    void this.ports.alerts.end(({ kind }) => kind === own, 'the webhook takes alerts again');
    return undefined;
  }

  private tellDead(position: number, why: string): void {
    void this.ports.alerts.raise({
      alertId: `${own}:${position}`,
      kind: own,
      cause: own,
      lasts: true,
      holdsOrders: false,
      message: `the webhook takes no alerts: ${why}`,
      advice:
        'See that the program at alerts.webhook.url runs and takes them. The desk goes on trying, and sends what was missed in order.',
    });
  }

  private async pause(milliseconds: number): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = this.ports.scheduler.after(milliseconds, resolve);
      this.hurry = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

function isAlertEvent(event: StoredEvent): event is Extract<StoredEvent, { readonly type: AlertEventType }> {
  return alertEventTypes.some((type) => type === event.type);
}

function bodyOf(event: StoredEvent & DomainEvent): string {
  const { position, time, type, actor, data } = event;
  const severity = event.type === 'AlertRaised' ? { severity: severityOf(event.data) } : {};
  return JSON.stringify({ position, time: formatMicros(time), type, actor, ...severity, data });
}
