/**
 * Lets the reporting tables follow the record: it reads the events from the copy on this machine, in their order, and
 * writes the rows that they change in small batches, at a pace that leaves orders the machine. While PostgreSQL does not
 * take the rows, they wait in the record itself.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { EventStore, ReportsState } from '../../../engine/events/eventStore.ts';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { Logger } from '../../../engine/ports.ts';
import type { PostgresSettings } from '../recordAddress.ts';
import { RecordError } from '../recordFault.ts';
import type { RecordSession } from '../recordSession.ts';
import { reportsVersion } from '../reportTables.ts';
import { buildReports } from './buildReports.ts';
import { eventBatches } from './eventBatches.ts';
import { claimReports, moveReports, openReports, type ReportCheckpoint } from './reportBook.ts';
import { ReportPace } from './reportPace.ts';
import { ReportProjection } from './reportProjection.ts';
import { reportRows } from './reportRows.ts';

/** Milliseconds until the record is looked at again when the rows have all of it. */
const pollMs = 250;
const retryMs = 1_000;

export interface ReportFollowerParts {
  /** The copy of the record on this machine, which also holds events that can't be understood. */
  readonly events: Pick<EventStore, 'read' | 'readAll' | 'head'>;
  readonly settings: PostgresSettings;
  /** Names this process to people who look at PostgreSQL's sessions. */
  readonly owner: string;
  readonly logger: Logger;
  readonly tell: (state: ReportsState) => void;
}

export class ReportFollower {
  private readonly parts: ReportFollowerParts;
  private readonly closing = new AbortController();
  private epoch: number;
  private position = 0;
  private fault: Fault | undefined;

  constructor(parts: ReportFollowerParts, epoch: number) {
    this.parts = parts;
    this.epoch = epoch;
  }

  /** Says under which epoch the engine writes from now on. */
  writeUnder(epoch: number): void {
    this.epoch = epoch;
  }

  /** Ends once the rows have all events that are there, or at the first fault. */
  close(): void {
    this.closing.abort();
  }

  async run(): Promise<void> {
    while (!(await this.isDone())) await this.rest(retryMs);
  }

  /** Follows until the close, or until a fault that may pass. */
  private async isDone(): Promise<boolean> {
    try {
      const session = await openReports(this.parts.settings, `${this.parts.owner}, reports`);
      try {
        let isOver = false;
        while (!isOver) isOver = await this.followed(session);
      } finally {
        await session.close();
      }
      return true;
    } catch (error) {
      if (!(error instanceof RecordError || error instanceof StoreReadError)) throw error;
      this.failed(error.fault);
      return this.closing.signal.aborted;
    }
  }

  /** True at the close; false where the tables are not as this engine has left them, and it has to look at them anew. */
  private async followed(session: RecordSession): Promise<boolean> {
    const { events } = this.parts;
    const { epoch } = this;
    const checkpoint = await this.begin(session, epoch);
    const projection = new ReportProjection(events, checkpoint.position);
    const pace = new ReportPace({
      head: () => events.head().position,
      monotonicMs: () => performance.now(),
      rest: (ms) => this.rest(ms),
    });
    this.reached(checkpoint.position);
    for (;;) {
      const isClosing = this.closing.signal.aborted;
      for await (const batch of eventBatches(events, projection.position)) {
        await pace.stepMayBegin();
        const from = projection.position;
        const { orders, signals } = await projection.take(batch);
        const rows = reportRows(orders.values(), signals.values());
        const to = projection.position;
        if (!(await moveReports(session, { epoch, from, to, rows }))) return false;
        this.reached(to);
        await pace.stepEnded();
      }
      if (isClosing) return true;
      await this.rest(pollMs);
      if (epoch !== this.epoch) return false;
    }
  }

  /** Rows of another version, or of events that the record does not have, are made anew first. */
  private async begin(session: RecordSession, epoch: number): Promise<ReportCheckpoint> {
    const { events, logger } = this.parts;
    const found = await claimReports(session, epoch);
    if (found.version === reportsVersion && found.position <= events.head().position) return found;
    logger.log('info', 'the reporting tables are made anew', { version: found.version, to: reportsVersion });
    await buildReports(session, events);
    return claimReports(session, epoch);
  }

  private reached(position: number): void {
    const { logger, tell } = this.parts;
    if (this.fault !== undefined) logger.log('info', 'the reporting tables follow the record again');
    this.fault = undefined;
    this.position = position;
    tell({ position });
  }

  private failed(fault: Fault): void {
    if (this.fault?.code !== fault.code) {
      const { code, message } = fault;
      this.parts.logger.log('warn', 'the reporting tables do not follow the record', {
        code,
        error: message,
      });
    }
    this.fault = fault;
    this.parts.tell({ position: this.position, fault });
  }

  private async rest(ms: number): Promise<void> {
    // The close ends every rest: what is left is written without one.
    await pause(ms, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}
