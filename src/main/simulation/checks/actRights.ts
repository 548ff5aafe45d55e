/**
 * Checks what people do and whether they may. Each event in the name of a person needs the right for it at the time of
 * the act, and a refused act leaves nothing behind.
 */
import { personOf } from '../../../shared/kernel/ids.ts';
import { holds, type Right } from '../../../shared/kernel/roles.ts';
import { isAbout } from '../../domain/alert/alertMutes.ts';
import { severityOf } from '../../domain/alert/alertSeverity.ts';
import { alertKinds, disagreementKinds, type Alert, type AlertKind } from '../../domain/desk/alert.ts';
import { scopesOf, type ScopedTerms } from '../../domain/trading/tradingScope.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { Clock } from '../../engine/ports.ts';
import type { ActWatch, Refused } from '../actors/simulatedDoor.ts';
import { decidedMs } from './decidedMs.ts';
import { isFollowUp, rightOfEvent } from './rightOfEvent.ts';
import { RoleHistory } from './roleHistory.ts';
import type { Report } from './violation.ts';

interface OpenAct {
  readonly actor: string;
  /** The last position on disk when it began. */
  readonly since: number;
  isOver: boolean;
}

/** Who engaged a kill switch, on which scope, and whether it closes positions. */
interface Killer {
  readonly scope: string;
  readonly actor: string;
  readonly flatten: boolean;
  /** The position of the event that let its scope loose. */
  readonly looseAt?: number;
  /** When the engine knew that this event is on disk. What it had decided by then comes to the disk later. */
  readonly looseMs?: number;
}

/** For how many milliseconds what was on its way to the disk at the death of its engine may still come there. */
interface Late {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly maxMs: number;
}

export class ActRights implements ActWatch {
  private readonly report: Report;
  private readonly position: () => number;
  private readonly roles = new RoleHistory();
  private readonly open = new Map<string, OpenAct>();
  private readonly late: Late;
  private keptUntilMs = 0;
  /** The reasons of acts that were refused. */
  private readonly refused = new Map<string, string>();
  /**
   * By person, standing and right, the last position on disk at the beginning of each act that was refused for them, if
   * that is not on record yet. A refusal does not wait for the disk, so its record may come many commits later.
   */
  private readonly unrecorded = new Map<string, readonly number[]>();
  /** By kill switch. It cancels what comes up until the engine lets its scope loose. */
  private readonly killers = new Map<string, Killer>();
  /** The alerts that are not over. */
  private readonly alerts = new Map<string, Alert>();

  constructor(position: () => number, late: Late, report: Report) {
    this.position = position;
    this.late = late;
    this.report = report;
  }

  began(id: string, actor: string): void {
    this.open.set(id, { actor, since: this.position(), isOver: false });
  }

  ended(id: string, refusal?: Refused): void {
    if (refusal !== undefined) this.refused.set(id, refusal.code);
    const act = this.open.get(id);
    if (act === undefined) return;
    act.isOver = true;
    if (refusal?.code !== 'not_allowed') return;
    const key = keyOf(act.actor, refusal.actual, refusal.expected);
    this.unrecorded.set(key, [...(this.unrecorded.get(key) ?? []), act.since]);
  }

  /** A request to an engine that died may be on disk or not, or on its way there. */
  onDeath(): void {
    this.keptUntilMs = this.late.clock.monotonicMs() + this.late.maxMs;
    for (const act of this.open.values()) act.isOver = true;
  }

  /** Called when every event was read that is on disk. */
  forget(): void {
    for (const [killId, kill] of this.killers) {
      const { looseAt = Infinity, looseMs } = kill;
      if (looseMs !== undefined || this.position() < looseAt) continue;
      this.killers.set(killId, { ...kill, looseMs: this.late.clock.monotonicMs() });
    }
    if (this.late.clock.monotonicMs() < this.keptUntilMs) return;
    for (const [id, { isOver }] of this.open) if (isOver) this.open.delete(id);
  }

  /** `terms` are those of the order that the event is about. */
  onEvent(event: StoredEvent, terms?: ScopedTerms): void {
    this.checkRefused(event);
    if (personOf(event.actor) !== undefined && !this.isOfKillSwitch(event, terms)) this.checkRight(event);
    this.roles.apply(event);
    this.note(event);
  }

  private note(event: StoredEvent): void {
    if (event.type === 'AlertRaised') this.alerts.set(event.data.alertId, event.data);
    if (event.type === 'AlertEnded') this.alerts.delete(event.data.alertId);
    if (event.type === 'AlertAcknowledged' && this.alerts.get(event.data.alertId)?.lasts !== true) {
      this.alerts.delete(event.data.alertId);
    }
    if (event.type === 'KillSwitchEngaged') {
      const { killId, scope, flatten } = event.data;
      this.killers.set(killId, { scope, actor: event.actor, flatten });
    }
    if (event.type === 'KillSwitchFlattenRequested') {
      const kill = this.killers.get(event.data.killId);
      if (kill !== undefined) this.killers.set(event.data.killId, { ...kill, flatten: true });
    }
    if (event.type === 'TradingStateChanged' && event.data.to !== 'halted') {
      const { scope } = event.data;
      for (const [killId, kill] of this.killers) {
        if (kill.scope === scope) this.killers.set(killId, { looseAt: event.position, ...kill });
      }
    }
  }

  private checkRight(event: StoredEvent): void {
    const { type, actor, position } = event;
    if (isFollowUp(event)) return;
    const right = this.rightFor(event);
    const what = `${type} at ${position} by ${actor}`;
    if (right === undefined) {
      this.report('acts_by_right', `${what}: no person does that`);
    } else if (!this.roles.had(actor, right, this.since(event))) {
      const standing = this.roles.standings(actor, position).at(-1);
      this.report('acts_by_right', `${what}, who is ${standing}: it needs ${right}`);
    }
    if (type === 'ActionRefused') this.checkRefusal(event);
  }

  private rightFor(event: StoredEvent): Right | undefined {
    if (event.type === 'AlertsMuted') return this.rightToMute(event.data.what);
    // A kill switch that does more goes on closing positions, as the person who engaged the one before has asked.
    if (event.type === 'KillSwitchEngaged' && this.isFlattened(event, event.data.scope)) return 'kill';
    const acknowledged = event.type === 'AlertAcknowledged' ? this.alerts.get(event.data.alertId) : undefined;
    return acknowledged?.holdsOrders === true ? 'resume' : rightOfEvent(event);
  }

  private isFlattened(event: StoredEvent, scope: string): boolean {
    return this.killersAt(event).some((kill) => kill.scope === scope && kill.flatten);
  }

  /** The kill switches that were engaged for the engine when it decided the event. */
  private killersAt(event: StoredEvent): readonly Killer[] {
    const atMs = decidedMs(event);
    return [...this.killers.values()].filter(({ looseMs = Infinity }) => atMs <= looseMs);
  }

  /** Muting what risk must see needs the right of risk. */
  private rightToMute(what: string): Right {
    const isForRisk = (kind: AlertKind): boolean =>
      severityOf({ kind, holdsOrders: false }) === 'critical' ||
      disagreementKinds.some((one) => one === kind);
    const kinds = [...this.alerts.values()].filter((one) => isAbout(what, one)).map(({ kind }) => kind);
    const named = alertKinds.filter((kind) => kind === what);
    return [...kinds, ...named].some(isForRisk) ? 'mute' : 'acknowledge';
  }

  /** A kill switch cancels in the name of the person who engaged it, even after that person was removed. */
  private isOfKillSwitch(event: StoredEvent, terms: ScopedTerms | undefined): boolean {
    if (event.type !== 'OrderCancelRequested' || terms === undefined) return false;
    const scopes = scopesOf(terms);
    return this.killersAt(event).some(({ actor, scope }) => actor === event.actor && scopes.includes(scope));
  }

  /** A role counts when an act begins, and its event may take a while to the disk. */
  private since({ type, actor, position, data }: StoredEvent): number {
    // A login is recorded when nobody waits for it any more; the session of a person without a profile ends at once.
    if ('offRecord' in data || type === 'OperatorLoggedIn') return 0;
    const begun = [...this.open.values()].filter((act) => act.actor === actor).map(({ since }) => since);
    return Math.min(position, ...begun);
  }

  private checkRefusal(event: Extract<StoredEvent, { type: 'ActionRefused' }>): void {
    const { action, right, standing } = event.data;
    const key = keyOf(event.actor, standing, right);
    const [first = event.position, ...others] = this.unrecorded.get(key) ?? [];
    this.unrecorded.set(key, others);
    const since = Math.min(this.since(event), first);
    const was = this.roles.standings(event.actor, since);
    if (was.includes(standing) && !holds(standing, right)) return;
    this.report(
      'acts_by_right',
      `${action} is refused to ${event.actor} as ${standing}, who was ${was.join()}`,
    );
  }

  private checkRefused({ type, position, data }: StoredEvent): void {
    if (type === 'OrderReplaceDenied' || !('reason' in data)) return;
    const code = this.refused.get(data.reason);
    if (code === undefined) return;
    this.report(
      'refused_changes_nothing',
      `${data.reason} was refused, ${code}, and left ${type} at ${position}`,
    );
  }
}

function keyOf(actor: string, standing: string | undefined, right: string | undefined): string {
  return `${actor} ${standing} ${right}`;
}
