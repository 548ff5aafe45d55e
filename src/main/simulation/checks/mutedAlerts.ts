/**
 * Alerts that are muted for a while: what may be muted, that the webhook is told of no muted alert, and that it is told
 * of each one afterwards.
 */
import { formatMicros, parseInstant, type EpochMicros } from '../../../shared/kernel/time.ts';
import { storeAlertKinds, type Alert, isAlertEvent } from '../../domain/desk/alert.ts';
import { isAbout } from '../../domain/alert/alertMutes.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { StoredEvent } from '../../engine/events/storedEvent.ts';
import type { SimulatedTime } from '../machine/simulatedTime.ts';
import { sameValue } from './sameValue.ts';
import type { Report, Violation } from './violation.ts';
import { assertNever } from '../../../shared/kernel/invariant.ts';

/** The start of what the webhook posts about an alert that was raised. */
const postedRaised = /^\{"position":(\d+),"time":"[^"]*","type":"AlertRaised"/;

interface RaisedAlert {
  readonly alert: Alert;
  /** The end of the mutes under which it was raised, as long as nobody has changed them. */
  readonly quietUntil: EpochMicros | undefined;
}

export class MutedAlerts {
  private readonly time: Pick<SimulatedTime, 'now'>;
  private readonly report: Report;
  /** Alerts that are not over and hold orders, by id. */
  private readonly holding = new Map<string, Alert>();
  /** By what is muted, until when. */
  private readonly mutes = new Map<string, EpochMicros>();
  /** By position. */
  private readonly raisedAt = new Map<number, RaisedAlert>();

  constructor(time: Pick<SimulatedTime, 'now'>, report: Report) {
    this.time = time;
    this.report = report;
  }

  onEvent(event: StoredEvent): void {
    if (!isAlertEvent(event)) return;
    switch (event.type) {
      case 'AlertRepeated':
        break;
      case 'AlertRaised':
        this.raised(event.data, event.position, event.time);
        break;
      case 'AlertAcknowledged':
      case 'AlertEnded':
        this.holding.delete(event.data.alertId);
        break;
      case 'AlertsMuted':
        this.checkMute(event.data.what, event.position);
        this.change(event.data.what, parseInstant(event.data.until));
        break;
      case 'AlertsUnmuted':
        this.change(event.data.what, undefined);
        break;
      default:
        assertNever(event);
    }
  }

  /** Called with each post to the webhook. Returns the id of the alert that the post is about. */
  onClockStep(): void {
    this.callAgain(() => true);
  }

  /** Called with what a program outside is told. Gives the id of an alert that it hears of. */
  told(body: string): string | undefined {
    const raised = this.raisedAt.get(Number(postedRaised.exec(body)?.[1]));
    if (raised === undefined) return undefined;
    const { alert, quietUntil } = raised;
    if (quietUntil !== undefined && quietUntil > this.time.now()) {
      const detail = `${alert.kind} ${alert.alertId} is told outside, and is muted until ${formatMicros(quietUntil)}`;
      this.report('muted_tells_nobody', detail);
    }
    return alert.alertId;
  }

  /** At rest the engine's mutes are those of the record, and every open alert that is not muted has been told. */
  atRest(engine: Engine, heard: ReadonlySet<string>): Violation | undefined {
    const now = this.time.now();
    const invariant = 'mute_ends';
    const live = engine.alerts.mutes().map(({ what, until }) => [what, until] as const);
    const recorded = [...this.mutes].filter(([, until]) => until > now);
    if (!sameValue(Object.fromEntries(live), Object.fromEntries(recorded))) {
      return { invariant, detail: `muted are ${textOf(live)}, and on record ${textOf(recorded)}` };
    }
    for (const alert of engine.alerts.open()) {
      if (heard.has(alert.alertId) || this.muteOf(alert, now) !== undefined) continue;
      const detail = `${alert.kind} ${alert.alertId} is open and not muted, and nobody outside has heard of it`;
      return { invariant, detail };
    }
    return undefined;
  }

  private raised(alert: Alert, position: number, at: EpochMicros): void {
    if (alert.holdsOrders) this.holding.set(alert.alertId, alert);
    this.raisedAt.set(position, { alert, quietUntil: this.muteOf(alert, at) });
  }

  private muteOf(alert: Alert, at: EpochMicros): EpochMicros | undefined {
    if (alert.holdsOrders) return undefined;
    const [last] = [...this.mutes]
      .filter(([what, until]) => isAbout(what, alert) && until > at)
      .map(([, until]) => until)
      .toSorted((a, b) => b - a);
    return last;
  }

  private change(what: string, until: EpochMicros | undefined): void {
    if (until === undefined) this.mutes.delete(what);
    else this.mutes.set(what, until);
    this.callAgain((alert) => isAbout(what, alert));
  }

  private callAgain(concerns: (alert: Alert) => boolean): void {
    for (const [position, { alert }] of this.raisedAt) {
      if (concerns(alert)) this.raisedAt.set(position, { alert, quietUntil: undefined });
    }
  }

  private checkMute(what: string, position: number): void {
    const held = [...this.holding.values()].find((alert) => isAbout(what, alert));
    const isOfStore = storeAlertKinds.some((kind) => kind === what);
    if (held === undefined && !isOfStore) return;
    this.report('muted_tells_nobody', `${what} is muted at ${position}, and holds orders`);
  }
}

function textOf(mutes: readonly (readonly [string, EpochMicros])[]): string {
  return mutes.map(([what, until]) => `${what} until ${formatMicros(until)}`).join(', ') || 'none';
}
