/**
 * The durable subscriber `webhook`: tells another program what happens to alerts, one event after the other, each until
 * it has arrived. After a crash the last one may come again; its position tells that.
 */
import type { DomainEvent } from '../../domain/domainEvent.ts';
import { alertEventTypes, type AlertEventType, type AlertKind } from '../../domain/desk/alert.ts';
import { severityOf } from '../../domain/alert/alertSeverity.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { DurableSubscriber } from '../events/subscriptions/durableSubscription.ts';
import type { Scheduler } from '../ports.ts';
import type { Alerts } from './alertBook.ts';

export interface AlertWebhookPorts {
  readonly alerts: Pick<Alerts, 'raise' | 'end' | 'muteOf'>;
  readonly scheduler: Pick<Scheduler, 'after'>;
  /** Posts one JSON object. Rejects with an Error that says why where it did not arrive. */
  readonly post: (body: string) => Promise<void>;
}

const firstRetryDelayMs = 250;
const retryDelayMsMax = 30_000;
/** Failures in a row after which an alert says that nobody hears. */
const failuresTold = 3;
const own: AlertKind = 'webhook_failed';

export class AlertWebhook implements DurableSubscriber {
  readonly name = 'webhook';
  readonly beginsWithNew = true;
  private readonly ports: AlertWebhookPorts;
  private closed = false;
  private hurry: () => void = () => undefined;

  constructor(ports: AlertWebhookPorts) {
    this.ports = ports;
  }

  handle(event: StoredEvent): void | Promise<void> {
    return this.isTold(event) ? this.deliver(event) : undefined;
  }

  /** Gives up what has not arrived; it comes again after the next start. */
  close(): void {
    this.closed = true;
    this.hurry();
  }

  /** What repeats or is muted calls nobody, and a webhook that is dead is not told of its own death. */
  private isTold(event: StoredEvent): boolean {
    if (!isAlertEvent(event) || event.type === 'AlertRepeated') return false;
    if ('alertId' in event.data && event.data.alertId.startsWith(`${own}:`)) return false;
    return event.type !== 'AlertRaised' || this.ports.alerts.muteOf(event.data) === undefined;
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
