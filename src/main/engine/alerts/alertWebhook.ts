/**
 * The durable subscriber `webhook` posts every alert event to another program, one at a time, and goes on once the post
 * has arrived. After a crash the last event may be posted again; its position tells the other program so. An alert that
 * was raised under a mute is posted when the mute has ended and the alert is still open. A webhook that begins on a desk
 * posts the alerts that are open first: nobody knows which of them the machine of the engine before has posted.
 */
import type { DomainEvent } from '../../domain/domainEvent.ts';
import { type AlertKind, isAlertEvent } from '../../domain/desk/alert.ts';
import { severityOf } from '../../domain/alert/alertSeverity.ts';
import { deskStream, alertIdOf } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Scheduler, Timer } from '../ports.ts';
import type { Alerts } from './alertBook.ts';
import { ToldAlerts } from './toldAlerts.ts';

export interface AlertWebhookPorts {
  readonly alerts: Pick<Alerts, 'raise' | 'end' | 'muteOf' | 'open'>;
  readonly scheduler: Pick<Scheduler, 'after' | 'every'>;
  readonly store: Pick<EventStore, 'read'>;
  /** Posts one JSON object. Rejects with an Error that says why the object did not arrive. */
  readonly post: (body: string) => Promise<void>;
}

const firstRetryDelayMs = 250;
const retryDelayMsMax = 30_000;
/** Failures in a row after which an alert says that the webhook does not answer. */
const failuresTold = 3;
/** An alert about a dead webhook is not posted to that webhook. */
const own: AlertKind = 'webhook_failed';
const lookMs = 1_000;

export class AlertWebhook implements DurableSubscriber {
  readonly name = 'webhook';
  readonly beginsWithNew = true;
  private readonly ports: AlertWebhookPorts;
  private told = new ToldAlerts(own);
  /** Events up to this position were handled before this start, and have not been read yet. */
  private unread: number | undefined;
  /** Whether this webhook was told nothing of what is unread. */
  private isNew = false;
  private readonly looks: Timer;
  private turn: Promise<void> = Promise.resolve();
  private isLooking = false;
  private closed = false;
  private hurry: () => void = () => undefined;

  constructor(ports: AlertWebhookPorts) {
    this.ports = ports;
    this.looks = ports.scheduler.every(lookMs, () => void this.look());
  }

  resumesAfter(position: number): void {
    this.unread = position;
  }

  beginsAfter(position: number): void {
    this.unread = position;
    this.isNew = true;
  }

  handle(event: StoredEvent): void | Promise<void> {
    if (!isAlertEvent(event)) return undefined;
    return this.inTurn(async () => {
      for (const one of this.told.take(event)) await this.deliver(one);
    });
  }

  /** Gives up the post that is under way; the next start posts it again. */
  close(): void {
    this.closed = true;
    this.looks.cancel();
    this.hurry();
  }

  /** Posts the open alerts that are not muted and that the webhook was not told of. */
  private async look(): Promise<void> {
    if (this.isLooking || this.closed) return;
    this.isLooking = true;
    try {
      await this.inTurn(async () => this.postLate());
    } catch {
      // The store can't be read, or the desk stops. The next look or the next start posts the alerts.
    }
    this.isLooking = false;
  }

  private async postLate(): Promise<void> {
    const { alerts } = this.ports;
    for (const alert of alerts.open()) {
      const late = alerts.muteOf(alert) === undefined ? this.told.late(alert.alertId) : undefined;
      if (late !== undefined) await this.deliver(late);
    }
  }

  /** Runs one task at a time, after the events from before this start have been read. */
  private inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.turn.then(async () => this.read()).then(task);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async read(): Promise<void> {
    if (this.unread === undefined) return;
    const told = new ToldAlerts(own);
    for await (const event of this.ports.store.read(deskStream)) {
      if (event.position > this.unread) break;
      if (!isAlertEvent(event)) continue;
      if (this.isNew) told.takeUntold(event);
      else told.take(event);
    }
    this.told = told;
    this.unread = undefined;
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
      alertId: alertIdOf(`${own}:${position}`),
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

function bodyOf(event: StoredEvent & DomainEvent): string {
  const { position, time, type, actor, data } = event;
  const severity = event.type === 'AlertRaised' ? { severity: severityOf(event.data) } : {};
  return JSON.stringify({ position, time: formatMicros(time), type, actor, ...severity, data });
}
