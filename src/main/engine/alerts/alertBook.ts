/**
 * Open alerts. An alert is in force in memory from the moment when it is raised, and is recorded on the `desk` stream
 * as soon as the store takes writes. It stays open across restarts until somebody acknowledges it, or until its cause
 * has ended.
 */
import { deskStream, engineActor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import { DeskChanges, type DeskChange } from '../events/desk/deskChanges.ts';

export interface OpenAlert extends Alert {
  /** UTC with microseconds. */
  readonly raisedAt: string;
}

/** The alerts as the rest of the engine and its hosts see them. */
export interface Alerts {
  /** Resolves once the alert is on disk. The same `alertId` again is the same alert, also after it was acknowledged. */
  raise(alert: Alert): Promise<void>;
  /** Open alerts, oldest first. */
  open(): readonly OpenAlert[];
  /** Acknowledges all of these alerts or none. Refusals: `alert_unknown`, `store_unavailable`. */
  acknowledge(alertIds: readonly string[], context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface AlertBookDependencies {
  readonly store: EventStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
}

interface Recording {
  readonly recorded: Promise<void>;
  readonly settle: () => void;
}

export class AlertBook implements Alerts {
  private readonly dependencies: AlertBookDependencies;
  private readonly changes: DeskChanges;
  private readonly opened = new Map<string, OpenAlert>();
  /** Every alert that was ever raised: the cause of an acknowledged alert does not raise it again. */
  private readonly recordings = new Map<string, Recording>();
  private holding: OpenAlert | undefined;
  private readonly released: (() => void)[] = [];
  /** Alerts whose end is on its way to the disk. */
  private readonly ending = new Set<string>();
  /** The store was rolled back at some time, whether or not somebody has acknowledged that. */
  wasRolledBack = false;

  constructor(dependencies: AlertBookDependencies) {
    this.dependencies = dependencies;
    this.changes = new DeskChanges(dependencies);
  }

  /** Called first at a start: reads the alerts that the last run left open. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) this.apply(event);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) if (event.streamId === deskStream) this.apply(event);
  }

  raise(alert: Alert): Promise<void> {
    const known = this.recordings.get(alert.alertId);
    if (known !== undefined) return known.recorded;
    this.openNow({ ...alert, raisedAt: formatMicros(this.dependencies.clock.now()) });
    this.record(() => [{ type: 'AlertRaised', data: alert }]);
    return this.recordingOf(alert.alertId).recorded;
  }

  /** An open alert says what is so now. Its record keeps what was so when it was raised. */
  restate(alertId: string, message: string): void {
    const alert = this.opened.get(alertId);
    if (alert !== undefined) this.openNow({ ...alert, message });
  }

  /** The cause of an open alert has ended by itself. */
  end(alertId: string, message: string): void {
    if (!this.opened.has(alertId) || this.ending.has(alertId)) return;
    this.ending.add(alertId);
    this.record(() => [{ type: 'AlertEnded', data: { alertId, message } }]);
  }

  open(): readonly OpenAlert[] {
    return [...this.opened.values()];
  }

  acknowledge(
    alertIds: readonly string[],
    { actor, reason }: OperatorContext,
  ): Promise<Result<void, Refusal>> {
    return this.changes.inTurn(async () => {
      const unknown = alertIds.find((alertId) => !this.opened.has(alertId));
      if (unknown !== undefined) {
        return err({ code: 'alert_unknown', message: `no alert ${unknown} is open`, actual: unknown });
      }
      const events = () =>
        alertIds.map((alertId) => ({ type: 'AlertAcknowledged' as const, data: { alertId, reason } }));
      const recorded = await this.changes.recordInTurn({ actor, events });
      return recorded.ok ? ok() : recorded;
    });
  }

  /** The state that holds every new order back; undefined while no alert holds orders. */
  get hold(): EffectiveState | undefined {
    if (this.holding === undefined) return undefined;
    const { message, alertId } = this.holding;
    return { state: 'halted', scope: 'desk', reason: message, heldBy: alertId };
  }

  /** The listener hears when no alert holds orders any more. */
  onReleased(listener: () => void): void {
    this.released.push(listener);
  }

  close(): void {
    this.changes.close();
  }

  /** Records what is in force already: at once, or as soon as the store writes again. */
  private record(events: DeskChange['events']): void {
    const change = { actor: engineActor(), events };
    void this.changes.inTurn(async () => {
      const recorded = await this.changes.recordInTurn(change);
      if (!recorded.ok && this.changes.mayKeep) this.changes.keep(change);
    });
  }

  private apply(event: StoredEvent): void {
    if (event.type === 'AlertRaised') {
      const { alertId } = event.data;
      const open = this.opened.get(alertId);
      const isOver = this.recordings.has(alertId) && open === undefined;
      const message = open?.message ?? event.data.message;
      if (!isOver) this.openNow({ ...event.data, message, raisedAt: formatMicros(event.time) });
      this.recordingOf(alertId).settle();
    }
    if (event.type === 'AlertAcknowledged' || event.type === 'AlertEnded') {
      const { holding } = this;
      this.opened.delete(event.data.alertId);
      this.ending.delete(event.data.alertId);
      this.weigh();
      if (holding !== undefined && this.holding === undefined) {
        for (const hear of this.released) hear();
      }
    }
  }

  private openNow(alert: OpenAlert): void {
    this.opened.set(alert.alertId, alert);
    if (alert.kind === 'store_rolled_back') this.wasRolledBack = true;
    this.weigh();
  }

  private weigh(): void {
    this.holding = this.open().find(({ holdsOrders }) => holdsOrders);
  }

  private recordingOf(alertId: string): Recording {
    let recording = this.recordings.get(alertId);
    if (recording === undefined) {
      let settle: () => void = () => undefined;
      const recorded = new Promise<void>((resolve) => (settle = resolve));
      recording = { recorded, settle };
      this.recordings.set(alertId, recording);
    }
    return recording;
  }
}
