/**
 * The holder of the lease hands it over to a standby that waits: where an operator says so, or by itself where it has
 * reached no venue for some time and the standby reaches one. Then the engine ends, and the standby takes over at once.
 */
import { randomUUID } from 'node:crypto';
import { cutOffMs, shouldHandOver } from '../../domain/lease/leaseRules.ts';
import { holderWords } from '../../domain/lease/leaseTaken.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { OperatorContext } from '../../engine/operatorContext.ts';
import type { Clock, Logger, Scheduler, Timer } from '../../engine/ports.ts';
import { recordOf, type DeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import { ofComponent } from '../../infra/logging/ofComponent.ts';
import type { PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import { recordFault } from '../../infra/postgres/recordFault.ts';
import { RecordSession } from '../../infra/postgres/recordSession.ts';
import { standbysOf, tellCutOff, type StandbyRow } from '../../infra/postgres/standby/standbyRows.ts';
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

/** Hands over only where the record is in PostgreSQL and the process ends with its engine. */
export function handsOf({ options, ...parts }: HandsParts): Hands {
  const { configuration, logger, onHandedOver } = options;
  const settings = recordOf(configuration.store);
  if (settings !== undefined && onHandedOver !== undefined) {
    return new HandOver({ ...parts, settings, logger: ofComponent(logger, 'standby'), onHandedOver });
  }
  const message = 'this engine has no lease to hand over: only desk run on a record in PostgreSQL has one';
  return {
    byHand: () => Promise.resolve(err({ code: 'no_lease', message })),
    close: () => undefined,
  };
}

interface HandOverOptions {
  readonly engine: Engine;
  readonly fixes: ReadonlyMap<VenueId, ServedFix>;
  readonly settings: PostgresSettings;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Called once it is on record: the engine is to end. */
  readonly onHandedOver: (reason: string) => void;
}

export class HandOver implements Hands {
  private readonly options: HandOverOptions;
  private readonly looks: Timer;
  private cutOffSinceMs: number | undefined;
  private hasReached = false;
  /** Open while the engine reaches no venue. */
  private session: RecordSession | undefined;
  private isLooking = false;
  /** Whether it was told that the standbys can't be asked. */
  private isTold = false;
  private isOver = false;

  constructor(options: HandOverOptions) {
    this.options = options;
    this.looks = options.scheduler.every(lookMs, () => void this.look());
  }

  async byHand({ actor, reason }: OperatorContext): Promise<Result<void, Fault>> {
    try {
      const [to] = await waitingStandbys(this.options.settings);
      if (to !== undefined) return await this.handOver(to, actor, reason);
    } catch (error) {
      return err(recordFault(error, ''));
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
    const isAsking = this.cutOffSinceMs !== undefined && nowMs - this.cutOffSinceMs >= askAfterMs;
    if (!isAsking && this.session === undefined) return;
    this.isLooking = true;
    try {
      await this.ask(isAsking);
      this.isTold = false;
    } catch (error) {
      if (this.isTold) return;
      this.isTold = true;
      const { code, message } = recordFault(error, '');
      this.options.logger.log('warn', 'the standbys can not be asked which venues they reach', {
        code,
        message,
      });
    } finally {
      this.isLooking = false;
    }
  }

  private async ask(isAsking: boolean): Promise<void> {
    if (this.session?.isOpen !== true) {
      this.session = await RecordSession.open(this.options.settings, 'cut off');
    }
    await tellCutOff(this.session, isAsking);
    if (!isAsking) {
      await this.session.close();
      this.session = undefined;
      return;
    }
    const to = (await standbysOf(this.session)).find(({ reaches }) => reaches.length > 0);
    const { cutOffSinceMs, hasReached } = this;
    const reach = { cutOffSinceMs, hasReached, standbyReaches: to !== undefined };
    if (to === undefined || !shouldHandOver(reach, this.options.clock.monotonicMs())) return;
    await this.handOver(
      to,
      engineActor(),
      `this engine reaches no venue, and the standby reaches ${to.reaches.join(', ')}`,
    );
  }

  private async handOver(
    { host, pid }: StandbyRow,
    actor: OperatorContext['actor'],
    reason: string,
  ): Promise<Result<void, Fault>> {
    const { engine, onHandedOver } = this.options;
    const to = holderWords({ what: 'a standby', host, pid });
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

async function waitingStandbys(settings: PostgresSettings): Promise<readonly StandbyRow[]> {
  const session = await RecordSession.open(settings, 'hand over');
  try {
    return await standbysOf(session);
  } finally {
    await session.close();
  }
}
