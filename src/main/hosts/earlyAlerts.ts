/** What a venue or the reading thread says before the engine has read its alerts waits here for that. */
import type { Alert } from '../domain/desk/alert.ts';
import type { Alerts } from '../engine/alerts/alertBook.ts';
import { endFixAlerts, type FixOver } from './venues/fixAlert.ts';

export class EarlyAlerts {
  private waiting: Alert[] | undefined = [];
  private alerts: Pick<Alerts, 'raise' | 'end'> | undefined;

  raise(alert: Alert): void {
    if (this.waiting === undefined) void this.alerts?.raise(alert);
    else this.waiting.push(alert);
  }

  /** Before there is an engine, no alert is open that could end. */
  end(...over: FixOver): void {
    if (this.alerts !== undefined) endFixAlerts(this.alerts, ...over);
  }

  /** There is an engine: what is over is told to it from now on. */
  endOn(alerts: Pick<Alerts, 'raise' | 'end'>): void {
    this.alerts = alerts;
  }

  /** The engine has read its alerts: what has waited is raised, and what comes is raised at once. */
  release(): void {
    const { waiting = [] } = this;
    this.waiting = undefined;
    for (const alert of waiting) this.raise(alert);
  }
}
