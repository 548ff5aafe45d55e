/**
 * Entry of the thread that writes the record in PostgreSQL and its copy. It takes the place of the log's thread, and has a
 * thread of its own for the reporting tables.
 */
import { parentPort } from 'node:worker_threads';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { renewMs } from '../../domain/lease/leaseRules.ts';
import type { LeaseTaken } from '../../domain/lease/leaseTaken.ts';
import { nodeScheduler } from '../clock/nodeScheduler.ts';
import { systemClock } from '../clock/systemClock.ts';
import { threadData } from '../threads/threadData.ts';
import type { FromLogThread, LogThreadData, ToLogThread } from '../sqlite/log/logMessages.ts';
import { openRecordedLog } from './openRecordedLog.ts';
import type { PostgresSettings } from './recordAddress.ts';
import { RecordedLog } from './recordedLog.ts';
import { ReportsThread } from './reportsThread.ts';
import { SharedLease } from './sharedLease.ts';

/** The data with which the thread is started. */
export interface RecordThreadData extends LogThreadData {
  readonly settings: PostgresSettings;
  readonly owner: string;
  /** The memory of a SharedLease. */
  readonly leaseMemory: SharedArrayBuffer;
  readonly granted: LeaseTaken | undefined;
}

const port = parentPort;
invariant(port !== null, 'the event log runs in a thread of its own');
const post = (message: FromLogThread): void => port.postMessage(message);
const { folder, commitEventsMax, settings, owner, leaseMemory, granted } = threadData<RecordThreadData>();
const lease = new SharedLease(leaseMemory);
const logger = {
  log: (...entry: Extract<FromLogThread, { readonly type: 'entry' }>['entry']) =>
    post({ type: 'entry', entry }),
};
const log = await openRecordedLog({ folder, settings, owner, lease, granted, logger });
if (log.ok) {
  const { record, copy, opened } = log.value;
  const { epoch } = record;
  const reports = new ReportsThread({ folder, settings, owner, epoch }, post);
  const recorded = new RecordedLog({
    record,
    copy,
    clock: systemClock(),
    scheduler: nodeScheduler(),
    commitEventsMax,
    post,
    onReleased: () => reports.close(),
    onClosed() {
      clearInterval(renewals);
      port.close();
    },
  });
  const renewals = setInterval(() => void recorded.renewForSilent(), renewMs);
  const serve = async (message: ToLogThread): Promise<void> => {
    await recorded.take(message);
    reports.writeUnder(record.epoch);
  };
  port.on('message', (message: ToLogThread) => void serve(message));
  post({ type: 'opened', opened: ok(opened) });
} else {
  post({ type: 'opened', opened: log });
}
