/**
 * The holder of the lease hands it over to a standby that waits: where an operator says so, or by itself where it has
 * reached no venue for some time and the standby reaches one. Then the engine ends, and the standby takes over at once.
 * All the while the holder asks who waits, so that operators see it.
 */
import { randomUUID } from 'node:crypto';
import { cutOffMs, shouldHandOver } from '../../domain/lease/leaseRules.ts';
import { holderWords } from '../../domain/lease/leaseTaken.ts';
import type { WaitingStandby } from '../../domain/lease/waitingStandby.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OperatorContext } from '../../engine/operatorContext.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../engine/ports.ts';
import { recordOf, type DeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import { ofComponent } from '../../infra/logging/ofComponent.ts';
import { placeOf, type PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import { recordFault } from '../../infra/postgres/recordFault.ts';
import { RecordSession } from '../../infra/postgres/recordSession.ts';
import { standbysOf, tellCutOff } from '../../infra/postgres/standby/standbyRows.ts';
import type { ServedFix } from '../../ipc/ports/servedRuntime.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { alertIdOf, engineActor, type VenueId } from '../../../shared/kernel/ids.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

const lookMs = 1_000;
/** Milliseconds without a venue after which the standbys are asked which venues they reach. */
const askAfterMs = cutOffMs / 2;

/** What a runtime may do with the lease of its engine. */
export interface Hands {
  /**
   * The standbys that wait, as they have told a moment ago. Undefined while that is not known, and where the record is
   * not in PostgreSQL.
   */
  readonly standbys: readonly WaitingStandby[] | undefined;
  /**
   * Faults: `no_lease` where the engine has none to hand over, `no_standby` where nobody waits, those of the record, and
   * those of the event store.
   */
  byHand(context: OperatorContext): Promise<Result<void, Fault>>;
  close(): void;
}

export interface HandsParts extends Omit<HandOverOptions, 'settings' | 'logger' | 'onHandedOver'> {
  readonly options: {
    readonly configuration: Pick<DeskConfiguration, 'store'>;
    readonly logger: Logger;
    /** Absent where the engine does not hand its lease over. */
    readonly onHandedOver?: (reason: string) => void;
  };
}

/** There is a lease only where the record is in PostgreSQL. */
export function handsOf({ options, ...parts }: HandsParts): Hands {
  const { configuration, logger, onHandedOver } = options;
  const settings = recordOf(configuration.store);
  if (settings !== undefined) {
    return new HandOver({ ...parts, settings, logger: ofComponent(logger, 'standby'), onHandedOver });
  }
  return { standbys: undefined, byHand: () => Promise.resolve(noLease()), close: () => undefined };
}

function noLease(): Result<void, Fault> {
  const message = 'this engine has no lease to hand over: only desk run on a record in PostgreSQL has one';
  return err({ code: 'no_lease', message });
}

interface HandOverOptions {
  readonly engine: Engine;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
  readonly settings: PostgresSettings;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Called once it is on record: the engine is to end. Absent where the process does not end with its engine. */
  readonly onHandedOver: ((reason: string) => void) | undefined;
}

export class HandOver implements Hands {
  private readonly options: HandOverOptions;
  private readonly looks: Timer;
  private cutOffSinceMs: number | undefined;
  private hasReached = false;
  private session: RecordSession | undefined;
  private isLooking = false;
  /** Whether the record was told that this engine is cut off. */
  private isCutOff = false;
  /** Whether it was told that the standbys can't be asked. */
  private isTold = false;
  private isOver = false;
  /** Under way or done; undefined again where it failed. */
  private leaving: Promise<Result<void, Fault>> | undefined;
  standbys: readonly WaitingStandby[] | undefined;

  constructor(options: HandOverOptions) {
    this.options = options;
    this.looks = options.scheduler.every(lookMs, () => void this.look());
  }

  async byHand({ actor, reason }: OperatorContext): Promise<Result<void, Fault>> {
    if (this.options.onHandedOver === undefined) return noLease();
    try {
      const waiting = await waitingStandbys(this.options.settings);
      if (waiting.length > 0) return await this.handOver(waiting, actor, reason);
    } catch (error) {
      return err(recordFault(error, placeOf(this.options.settings)));
    }
    const message =
      'no standby waits for the record, so that nobody would take over; to end the engine, stop its service or send SIGTERM';
    return err({ code: 'no_standby', message });
  }

  close(): void {
    this.isOver = true;
    this.looks.cancel();
    void this.session?.close();
  }

  private async look(): Promise<void> {
    const nowMs = this.options.clock.monotonicMs();
    const reached = this.reached();
    this.hasReached ||= reached === 'some';
    this.cutOffSinceMs = reached === 'none' ? (this.cutOffSinceMs ?? nowMs) : undefined;
    if (this.isLooking || this.isOver) return;
    this.isLooking = true;
    try {
      await this.ask(this.cutOffSinceMs !== undefined && nowMs - this.cutOffSinceMs >= askAfterMs);
      this.isTold = false;
    } catch (error) {
      this.standbys = undefined;
      this.tell(recordFault(error, placeOf(this.options.settings)));
    } finally {
      this.isLooking = false;
    }
  }

  private tell({ code, message }: Fault): void {
    if (this.isTold || this.isOver) return;
    this.isTold = true;
    this.options.logger.log('warn', 'the standbys can not be asked whether they wait', { code, message });
  }

  private async ask(isCutOff: boolean): Promise<void> {
    const session = await this.openSession();
    if (isCutOff || this.isCutOff) await tellCutOff(session, isCutOff);
    this.isCutOff = isCutOff;
    const standbys = await standbysOf(session);
    this.standbys = standbys;
    const reaching = standbys.filter(({ reaches }) => reaches.length > 0);
    const { cutOffSinceMs, hasReached } = this;
    const reach = { cutOffSinceMs, hasReached, standbyReaches: reaching.length > 0 };
    if (!shouldHandOver(reach, this.options.clock.monotonicMs())) return;
    const venues = [...new Set(reaching.flatMap(({ reaches }) => reaches))].join(', ');
    const reason = `this engine reaches no venue, and the standby reaches ${venues}`;
    await this.handOver(standbys, engineActor(), reason);
  }

  private async openSession(): Promise<RecordSession> {
    if (this.session?.isOpen === true) return this.session;
    const session = await RecordSession.open(this.options.settings, 'standbys');
    this.session = session;
    if (this.isOver) await session.close();
    return session;
  }

  /** Two who hand over at once are one: the second has the answer of the first. */
  private handOver(
    waiting: readonly WaitingStandby[],
    actor: OperatorContext['actor'],
    reason: string,
  ): Promise<Result<void, Fault>> {
    this.leaving ??= this.leave(waiting, actor, reason).then((left) => {
      if (!left.ok) this.leaving = undefined;
      return left;
    });
    return this.leaving;
  }

  /** Whichever of the standbys looks first takes over. */
  private async leave(
    waiting: readonly WaitingStandby[],
    actor: OperatorContext['actor'],
    reason: string,
  ): Promise<Result<void, Fault>> {
    const { engine, onHandedOver } = this.options;
    if (onHandedOver === undefined) return noLease();
    const to = waiting.map(({ host, pid }) => holderWords({ what: 'a standby', host, pid })).join(' or ');
    const recorded = await engine.record({ type: 'LeaseHandedOver', data: { to, reason } }, actor);
    if (!recorded.ok || this.isOver) return recorded;
    this.close();
    await engine.alerts.raise({
      alertId: alertIdOf(`lease_handed_over:${randomUUID()}`),
      kind: 'lease_handed_over',
      holdsOrders: false,
      message: `The record was handed over to ${to}: ${reason}`,
      advice: 'See that the new engine works with the venues, and have the former one wait as the standby',
    });
    onHandedOver(reason);
    return ok();
  }

  /** How many venues are reached, of those that are to be reached now. */
  private reached(): 'some' | 'none' | 'nothing to reach' {
    const { engine, fixes } = this.options;
    const wanted = [...engine.guards].filter(([venue]) => {
      const phase = fixes.get(venue)?.session().phase;
      return phase !== 'closed' && phase !== 'held';
    });
    if (wanted.length === 0) return 'nothing to reach';
    const isReached = wanted.some(([, guard]) => {
      const { connected, silentSince } = guard.snapshot();
      return connected && silentSince === undefined;
    });
    return isReached ? 'some' : 'none';
  }
}

async function waitingStandbys(settings: PostgresSettings): Promise<readonly WaitingStandby[]> {
  const session = await RecordSession.open(settings, 'hand over');
  try {
    return await standbysOf(session);
  } finally {
    await session.close();
  }
}
