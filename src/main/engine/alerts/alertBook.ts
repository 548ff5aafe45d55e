/**
 * The alerts of the desk. An alert is in force in memory from the moment when it is raised, and is recorded on the `desk`
 * stream as soon as the store takes writes. It stays open across restarts until somebody acknowledges it, or until its
 * cause is gone.
 */
import { engineActor, type AlertId } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { epochMicros, formatMicros, type EpochMicros } from '../../../shared/kernel/time.ts';
import type { Alert } from '../../domain/desk/alert.ts';
import type { DeskEvent } from '../../domain/desk/deskEvents.ts';
import { muteOf, rightToMute, whyNotMuted, type AlertMute } from '../../domain/alert/alertMutes.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import { DeskBook } from '../events/desk/deskBook.ts';
import type { OperatorControl } from '../operators/operatorBook.ts';
import { AlertRegister, type CurrentAlert } from './alertRegister.ts';

/** The alerts as the rest of the engine and its hosts see them. */
export interface Alerts {
  /**
   * Resolves once the alert is on disk. An `alertId` stands for one fact: raising it again does nothing, even after
   * somebody has acknowledged it. Another fact of the same cause counts on the open alert.
   */
  raise(alert: Alert): Promise<void>;
  /**
   * Ends these alerts, because their cause is gone. Resolves once the end is on disk, or is kept until the store writes
   * again.
   */
  end(concerns: (alert: Alert) => boolean, message: string): Promise<void>;
  /** Changes what an open alert says. The record keeps what the alert said when it was raised. */
  restate(alertId: AlertId, message: string): void;
  /** Alerts that nobody has acknowledged, oldest first. */
  open(): readonly CurrentAlert[];
  /** Alerts that are not over, oldest first: open alerts, and acknowledged alerts whose cause lasts. */
  current(): readonly CurrentAlert[];
  /** The mute that keeps the alert quiet, now or at the time `at`. */
  muteOf(alert: Alert, at?: EpochMicros): AlertMute | undefined;
  /** The mutes in force. */
  mutes(): readonly AlertMute[];
  /** Acknowledges all of these alerts or none. Refusals: `alert_unknown`, `store_unavailable`. */
  acknowledge(alertIds: readonly AlertId[], context: OperatorContext): Promise<Result<void, Refusal>>;
  /**
   * Mutes alerts of this kind or cause for so many minutes. Returns when the mute ends. Refusals: `mute_unknown`,
   * `mute_holds_orders`, `not_allowed`, `store_unavailable`.
   */
  mute(what: string, minutes: number, context: OperatorContext): Promise<Result<EpochMicros, Refusal>>;
  /** Refusals: `mute_unknown`, `store_unavailable`. */
  unmute(what: string, context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface AlertBookDependencies {
  readonly store: EventStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly operators: Pick<OperatorControl, 'admit'>;
}

interface Recording {
  readonly recorded: Promise<void>;
  readonly settle: () => void;
}

export class AlertBook extends DeskBook<AlertBookDependencies> implements Alerts {
  private readonly register = new AlertRegister();
  /** Every fact that was ever raised: the same fact does not raise an alert again. */
  private readonly recordings = new Map<AlertId, Recording>();
  private holding: CurrentAlert | undefined;
  private readonly released: (() => void)[] = [];
  /** Alerts whose end is being written to the disk. */
  private readonly ending = new Set<AlertId>();
  /** The store was rolled back at some time, whether or not somebody has acknowledged it. */
  wasRolledBack = false;

  raise(alert: Alert): Promise<void> {
    const known = this.recordings.get(alert.alertId);
    if (known !== undefined) return known.recorded;
    const isNew = this.register.targetOf(alert) === undefined;
    const opened = isNew ? this.register.asRaised(alert) : undefined;
    if (opened !== undefined) this.openNow(opened, this.dependencies.clock.now());
    const { recorded } = this.recordingOf(alert.alertId);
    void this.recordOrKeep(() => [opened === undefined ? this.again(alert) : raised(opened)]);
    return recorded;
  }

  restate(alertId: AlertId, message: string): void {
    this.register.restate(alertId, message);
  }

  end(concerns: (alert: Alert) => boolean, message: string): Promise<void> {
    const concerned = this.current().filter((alert) => !this.ending.has(alert.alertId) && concerns(alert));
    if (concerned.length === 0) return Promise.resolve();
    for (const { alertId } of concerned) this.ending.add(alertId);
    return this.recordOrKeep(() =>
      concerned.map(({ alertId }) => ({ type: 'AlertEnded', data: { alertId, message } })),
    );
  }

  open(): readonly CurrentAlert[] {
    return this.register.open();
  }

  current(): readonly CurrentAlert[] {
    return this.register.current();
  }

  muteOf(alert: Alert, at = this.dependencies.clock.now()): AlertMute | undefined {
    return muteOf(alert, this.register.mutes.values(), at);
  }

  mutes(): readonly AlertMute[] {
    const now = this.dependencies.clock.now();
    return [...this.register.mutes.values()].filter(({ until }) => until > now);
  }

  acknowledge(alertIds: readonly AlertId[], context: OperatorContext): Promise<Result<void, Refusal>> {
    return this.byPerson(context, (reason) => {
      const unknown = alertIds.find((alertId) => !this.register.isOpen(alertId));
      if (unknown !== undefined) {
        return err({ code: 'alert_unknown', message: `no alert ${unknown} is open`, actual: unknown });
      }
      return ok(alertIds.map((alertId) => ({ type: 'AlertAcknowledged', data: { alertId, reason } })));
    });
  }

  async mute(what: string, minutes: number, context: OperatorContext): Promise<Result<EpochMicros, Refusal>> {
    const until = epochMicros(this.dependencies.clock.now() + minutes * 60_000_000);
    const done = await this.byPerson(context, (reason) => {
      const current = this.register.current();
      const refusal = whyNotMuted(what, current);
      if (refusal !== undefined) return err(refusal);
      const admitted = this.dependencies.operators.admit(
        context.actor,
        'muteAlerts',
        rightToMute(what, current),
      );
      if (!admitted.ok) return admitted;
      return ok([{ type: 'AlertsMuted', data: { what, until: formatMicros(until), reason } }]);
    });
    return done.ok ? ok(until) : done;
  }

  unmute(what: string, context: OperatorContext): Promise<Result<void, Refusal>> {
    return this.byPerson(context, (reason) => {
      if (!this.mutes().some((mute) => mute.what === what)) {
        return err({ code: 'mute_unknown', message: `${what} is not muted`, field: 'what', actual: what });
      }
      return ok([{ type: 'AlertsUnmuted', data: { what, reason } }]);
    });
  }

  /** The state that holds back every new order; undefined while no alert holds orders. */
  get hold(): EffectiveState | undefined {
    if (this.holding === undefined) return undefined;
    const { message, alertId } = this.holding;
    return { state: 'halted', scope: 'desk', reason: message, heldBy: alertId };
  }

  /** The listener is called when no alert holds orders any more. */
  onReleased(listener: () => void): void {
    this.released.push(listener);
  }

  close(): void {
    this.changes.close();
  }

  /** Does what a person asks for with alerts. The decision rests on the state that is on disk by then. */
  private byPerson(
    { actor, reason }: OperatorContext,
    decide: (reason: string) => Result<readonly DeskEvent[], Refusal>,
  ): Promise<Result<void, Refusal>> {
    return this.changes.inTurn(async () => {
      const decided = decide(reason);
      return decided.ok ? this.changes.recordInTurn({ actor, events: () => decided.value }) : decided;
    });
  }

  private recordOrKeep(events: () => readonly DeskEvent[]): Promise<void> {
    const change = { actor: engineActor(), events };
    return this.changes.inTurn(async () => {
      const recorded = await this.changes.recordInTurn(change);
      if (!recorded.ok && this.changes.mayKeep) this.changes.keep(change);
    });
  }

  /** By the time that the repetition is recorded, somebody may have acknowledged the alert on which it was to count. */
  private again(alert: Alert): DeskEvent {
    const { alertId: fact, message, position } = alert;
    const target = this.register.targetOf(alert);
    if (target === undefined) return raised(this.register.asRaised(alert));
    const data = { alertId: target.alertId, fact, message, ...(position !== undefined && { position }) };
    return { type: 'AlertRepeated', data };
  }

  protected apply(event: StoredEvent): void {
    if (event.type === 'AlertRaised') {
      // An alert that was restated meanwhile keeps its new message.
      const { message = event.data.message } = this.register.find(event.data.alertId) ?? {};
      this.openNow({ ...event.data, message }, event.time);
      this.recordingOf(event.data.alertId).settle();
      return;
    }
    if (event.type === 'AlertRepeated') this.recordingOf(event.data.fact).settle();
    if (event.type === 'AlertEnded') this.forget(event.data.alertId);
    this.register.apply(event);
    if (event.type === 'AlertAcknowledged' || event.type === 'AlertEnded') this.weigh();
  }

  /** Forgets an alert that no event led to: it has the same id when its cause begins again. */
  private forget(alertId: AlertId): void {
    this.ending.delete(alertId);
    if (this.register.find(alertId)?.position === undefined) this.recordings.delete(alertId);
  }

  private openNow(alert: Alert, at: EpochMicros): void {
    this.register.raise(alert, at);
    if (alert.kind === 'store_rolled_back') this.wasRolledBack = true;
    this.weigh();
  }

  private weigh(): void {
    const before = this.holding;
    this.holding = this.open().find(({ holdsOrders }) => holdsOrders);
    if (before === undefined || this.holding !== undefined) return;
    for (const hear of this.released) hear();
  }

  private recordingOf(alertId: AlertId): Recording {
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

const raised = (data: Alert): DeskEvent => ({ type: 'AlertRaised', data });
