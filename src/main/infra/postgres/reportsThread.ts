/** The thread that lets the reporting tables follow the record, seen from the thread that writes the record. */
import { Worker } from 'node:worker_threads';
import { faultFrom, type Fault } from '../../../shared/kernel/fault.ts';
import type { ReportsState } from '../../engine/events/eventStore.ts';
import type { Logger } from '../../engine/ports.ts';
import { programFile } from '../paths/programFiles.ts';
import type { PostgresSettings } from './recordAddress.ts';

/** The data with which the thread is started. */
export interface ReportThreadData {
  /** The data folder with the copy of the record. */
  readonly folder: string;
  readonly settings: PostgresSettings;
  readonly owner: string;
  /** The epoch under which this engine writes. */
  readonly epoch: number;
}

export type ToReportThread =
  | { readonly type: 'epoch'; readonly epoch: number }
  /** The thread ends when the tables have all that is there, or at the first fault. */
  | { readonly type: 'close' };

export type FromReportThread =
  | { readonly type: 'reports'; readonly reports: ReportsState }
  /** An entry for the engine's log file. */
  | { readonly type: 'entry'; readonly entry: Parameters<Logger['log']> };

/** Milliseconds before a thread that ended by itself is started again. */
const againMs = 10_000;
/** Milliseconds that a close waits for the last rows. The next start writes those that are missing. */
const closeMsMax = 2_000;

export class ReportsThread {
  private readonly data: Omit<ReportThreadData, 'epoch'>;
  private readonly post: (message: FromReportThread) => void;
  private epoch: number;
  /** Undefined while a thread that ended is not started again yet. */
  private worker: Worker | undefined;
  private again: NodeJS.Timeout | undefined;
  private isClosed = false;
  /** How far the tables were when the thread last said so. */
  private position = 0;

  constructor({ epoch, ...data }: ReportThreadData, post: (message: FromReportThread) => void) {
    this.data = data;
    this.post = post;
    this.epoch = epoch;
    this.worker = this.start();
  }

  /** Says under which epoch the engine writes by now. */
  writeUnder(epoch: number): void {
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.tell({ type: 'epoch', epoch });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.again);
    const { worker } = this;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, closeMsMax);
      worker.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
      this.tell({ type: 'close' });
    });
    await worker.terminate();
  }

  private start(): Worker {
    const workerData: ReportThreadData = { ...this.data, epoch: this.epoch };
    const worker = new Worker(programFile('reportThread'), { name: 'reports', workerData });
    let fault: Fault = { code: 'reports_ended', message: 'The thread of the reporting tables has ended' };
    worker.on('message', (message: FromReportThread) => {
      if (message.type === 'reports') this.position = message.reports.position;
      this.post(message);
    });
    worker.on('error', (error: unknown) => (fault = faultFrom('reports_ended', error)));
    worker.on('exit', () => this.ended(fault));
    return worker;
  }

  private ended(fault: Fault): void {
    if (this.isClosed) return;
    this.worker = undefined;
    this.post({
      type: 'entry',
      entry: ['error', 'the thread of the reporting tables ended', { error: fault.message }],
    });
    this.post({ type: 'reports', reports: { position: this.position, fault } });
    this.again = setTimeout(() => (this.worker = this.start()), againMs);
  }

  private tell(message: ToReportThread): void {
    this.worker?.postMessage(message);
  }
}
