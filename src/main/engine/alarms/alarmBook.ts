/**
 * Open alarms. An alarm is in force in memory from the moment when it is raised, and is recorded on the `desk` stream
 * as soon as the store takes writes. It stays open across restarts until somebody acknowledges it.
 */
import { deskStream, engineActor } from '../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Alarm } from '../../domain/desk/alarm.ts';
import type { EffectiveState } from '../../domain/trading/tradingState.ts';
import type { EventStore } from '../events/eventStore.ts';
import type { StoredEvent } from '../events/storedEvent.ts';
import type { OperatorContext } from '../operatorContext.ts';
import type { Clock, IdSource, Logger, Scheduler } from '../ports.ts';
import { DeskChanges } from '../events/desk/deskChanges.ts';

export interface OpenAlarm extends Alarm {
  /** UTC with microseconds. */
  readonly raisedAt: string;
}

/** The alarms as the rest of the engine and its hosts see them. */
export interface Alarms {
  /** Resolves once the alarm is on disk. The same `alarmId` again is the same alarm, also after it was acknowledged. */
  raise(alarm: Alarm): Promise<void>;
  /** Open alarms, oldest first. */
  open(): readonly OpenAlarm[];
  /** Acknowledges all of these alarms or none. Refusals: `alarm_unknown`, `store_unavailable`. */
  acknowledge(alarmIds: readonly string[], context: OperatorContext): Promise<Result<void, Refusal>>;
}

export interface AlarmBookDependencies {
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

export class AlarmBook implements Alarms {
  private readonly dependencies: AlarmBookDependencies;
  private readonly changes: DeskChanges;
  private readonly opened = new Map<string, OpenAlarm>();
  /** Every alarm that was ever raised: the cause of an acknowledged alarm does not raise it again. */
  private readonly recordings = new Map<string, Recording>();
  private holding: OpenAlarm | undefined;
  private readonly released: (() => void)[] = [];
  /** The store was rolled back at some time, whether or not somebody has acknowledged that. */
  wasRolledBack = false;

  constructor(dependencies: AlarmBookDependencies) {
    this.dependencies = dependencies;
    this.changes = new DeskChanges(dependencies);
  }

  /** Called first at a start: reads the alarms that the last run left open. */
  async restore(): Promise<void> {
    for await (const event of this.dependencies.store.read(deskStream)) this.apply(event);
  }

  observe(events: readonly StoredEvent[]): void {
    for (const event of events) if (event.streamId === deskStream) this.apply(event);
  }

  raise(alarm: Alarm): Promise<void> {
    const known = this.recordings.get(alarm.alarmId);
    if (known !== undefined) return known.recorded;
    this.openNow({ ...alarm, raisedAt: formatMicros(this.dependencies.clock.now()) });
    const change = {
      actor: engineActor(),
      events: () => [{ type: 'AlarmRaised' as const, data: alarm }],
    };
    void this.changes.inTurn(async () => {
      const recorded = await this.changes.recordInTurn(change);
      if (!recorded.ok && this.changes.mayKeep) this.changes.keep(change);
    });
    return this.recordingOf(alarm.alarmId).recorded;
  }

  open(): readonly OpenAlarm[] {
    return [...this.opened.values()];
  }

  acknowledge(
    alarmIds: readonly string[],
    { actor, reason }: OperatorContext,
  ): Promise<Result<void, Refusal>> {
    return this.changes.inTurn(async () => {
      const unknown = alarmIds.find((alarmId) => !this.opened.has(alarmId));
      if (unknown !== undefined) {
        return err({ code: 'alarm_unknown', message: `no alarm ${unknown} is open`, actual: unknown });
      }
      const events = () =>
        alarmIds.map((alarmId) => ({ type: 'AlarmAcknowledged' as const, data: { alarmId, reason } }));
      const recorded = await this.changes.recordInTurn({ actor, events });
      return recorded.ok ? ok() : recorded;
    });
  }

  /** The state that holds every new order back; undefined while no alarm holds orders. */
  get hold(): EffectiveState | undefined {
    if (this.holding === undefined) return undefined;
    const { message, alarmId } = this.holding;
    return { state: 'halted', scope: 'desk', reason: message, heldBy: alarmId };
  }

  /** The listener hears when no alarm holds orders any more. */
  onReleased(listener: () => void): void {
    this.released.push(listener);
  }

  close(): void {
    this.changes.close();
  }

  private apply(event: StoredEvent): void {
    if (event.type === 'AlarmRaised') {
      const { alarmId } = event.data;
      const isOver = this.recordings.has(alarmId) && !this.opened.has(alarmId);
      if (!isOver) this.openNow({ ...event.data, raisedAt: formatMicros(event.time) });
      this.recordingOf(alarmId).settle();
    }
    if (event.type === 'AlarmAcknowledged') {
      const { holding } = this;
      this.opened.delete(event.data.alarmId);
      this.weigh();
      if (holding !== undefined && this.holding === undefined) {
        for (const hear of this.released) hear();
      }
    }
  }

  private openNow(alarm: OpenAlarm): void {
    this.opened.set(alarm.alarmId, alarm);
    if (alarm.kind === 'store_rolled_back') this.wasRolledBack = true;
    this.weigh();
  }

  private weigh(): void {
    this.holding = this.open().find(({ holdsOrders }) => holdsOrders);
  }

  private recordingOf(alarmId: string): Recording {
    let recording = this.recordings.get(alarmId);
    if (recording === undefined) {
      let settle: () => void = () => undefined;
      const recorded = new Promise<void>((resolve) => (settle = resolve));
      recording = { recorded, settle };
      this.recordings.set(alarmId, recording);
    }
    return recording;
  }
}
