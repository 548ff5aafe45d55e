/**
 * `desk run` while another engine has the lease on the record: it follows the record, tells commands that it is a standby,
 * and refuses signals, because a signal that waited for a takeover could be hours old by then.
 */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../shared/kernel/result.ts';
import type { Clock, Logger, Scheduler } from '../../engine/ports.ts';
import type { EngineConfiguration } from '../../engine/configuration.ts';
import type { DeskConfiguration } from '../../infra/configuration/deskConfiguration.ts';
import type { IntakeRecord } from '../../infra/intake/intakeRecord.ts';
import type { PostgresSettings } from '../../infra/postgres/recordAddress.ts';
import { standBy, type StandbyState, type StandbyTakeover } from '../../infra/postgres/standby/standBy.ts';
import { claimFolder } from '../../infra/sqlite/events/sqliteEventStore.ts';
import { fileCheckMs } from '../../infra/sqlite/events/writableEventStore.ts';
import { reachedVenues, type VenueDoor } from '../../infra/venues/reachedVenues.ts';
import { openControlChannel } from '../control/controlServer.ts';
import { notTaken, type SignalAnswer } from '../feed/signalAnswer.ts';
import { signalIdOf } from '../feed/takeRecord.ts';
import { WorkThreads } from '../threads/workThreads.ts';
import type { ThreadedReader } from '../reading/threadedReader.ts';
import { openReader } from '../stores.ts';
import { standbyApi, standbyFault } from './standbyApi.ts';

export interface StandbyDeskOptions {
  readonly folder: string;
  /** Names this process for others. */
  readonly host: string;
  readonly settings: PostgresSettings;
  readonly doors: ReadonlyMap<string, VenueDoor>;
  readonly configuration: EngineConfiguration;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Called once it follows the record and has to wait. */
  readonly onWaiting: (state: StandbyState) => void;
}

export class StandbyDesk {
  private readonly options: StandbyDeskOptions;
  private state: StandbyState | undefined;
  /** Makes the read models follow the copy; absent before the copy is there, and where they can't be opened. */
  private reader: ThreadedReader | undefined;
  private readonly work = new WorkThreads();
  private isSnapshotting = false;
  /** Position of the last snapshot that this standby has asked for. */
  private snapshotAt = 0;

  constructor(options: StandbyDeskOptions) {
    this.options = options;
  }

  /** See standBy. Other faults: those of claimFolder, and `folder_taken`. */
  async wait(): Promise<Result<StandbyTakeover | undefined, Fault>> {
    const { folder, host, settings, doors, clock, scheduler, logger, signal, onWaiting } = this.options;
    const lock = claimFolder({ folder, clock, scheduler, owner: `${host}, a standby`, logger });
    if (!lock.ok) return lock;
    const folderTaken = new AbortController();
    let taken: Fault | undefined;
    const looks = scheduler.every(fileCheckMs, () => {
      taken = lock.value.look();
      if (taken !== undefined) folderTaken.abort();
    });
    const control = await openControlChannel({ folder, apiFor: () => standbyApi(() => this.state), logger });
    try {
      const lease = await standBy({
        folder,
        settings,
        what: host,
        logger,
        signal: AbortSignal.any([signal, folderTaken.signal]),
        mayCopy: () => !this.isSnapshotting,
        reached: () => reachedVenues(doors),
        onState: (state) => {
          const isFirst = this.state === undefined;
          this.state = state;
          if (isFirst) this.reader = this.startReader();
          this.reader?.follow(state.position);
          this.snapshot(state.position);
          if (isFirst) onWaiting(state);
        },
      });
      return taken === undefined ? lease : err(taken);
    } finally {
      looks.cancel();
      await this.work.close();
      await this.reader?.close();
      await control.close();
      lock.value.release();
    }
  }

  /** Where the read models can't be opened, the start after a takeover makes them, or says why not. */
  private startReader(): ThreadedReader | undefined {
    const { logger } = this.options;
    const told = (fault: Fault): void => logger.log('warn', 'the read models of the standby', { ...fault });
    const reader = openReader({ ...this.options, onDamage: told, onReaderEnded: told, onRemade: told });
    if (!reader.ok) {
      told(reader.error);
      return undefined;
    }
    void reader.value.start(false);
    return reader.value;
  }

  /** As an engine would on this copy, so that the start after a takeover reads only the last events. */
  private snapshot(position: number): void {
    const { folder, configuration, logger } = this.options;
    const { snapshotEveryEvents } = configuration.eventSourcing;
    if (this.isSnapshotting || position - this.snapshotAt < snapshotEveryEvents) return;
    this.isSnapshotting = true;
    this.snapshotAt = position;
    void this.work.run({ kind: 'snapshot', folder, configuration }, {}).then((saved) => {
      this.isSnapshotting = false;
      if (!saved.ok) logger.log('warn', 'no snapshot taken', { why: saved.error.message });
    });
  }

  /** The answer to a line of signals meanwhile. */
  refusal(record: IntakeRecord): SignalAnswer {
    const { code, message } = standbyFault(this.state);
    const why = `${message}. The signal is not on record, and may be sent to the engine that holds the lease`;
    return notTaken({ line: record.line, signalId: signalIdOf(record) }, { code, message: why });
  }
}

/**
 * Where the venues take connections. Undefined for a venue that runs inside the engine, which names that venue: it ends
 * with its engine, so that nobody could take over.
 */
export function venueDoors({
  sims,
  fixes,
}: Pick<DeskConfiguration, 'sims' | 'fixes'>): ReadonlyMap<string, VenueDoor | undefined> {
  const doors = new Map<string, VenueDoor | undefined>();
  for (const [venue, { at }] of sims) doors.set(venue, at && { host: at.host, port: at.port });
  for (const [venue, { address }] of fixes) doors.set(venue, { host: address.host, port: address.port });
  return doors;
}
