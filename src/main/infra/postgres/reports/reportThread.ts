/** Entry of the thread that lets the reporting tables follow the record, away from appends and from questions. */
import { parentPort } from 'node:worker_threads';
import { invariant } from '../../../../shared/kernel/invariant.ts';
import { understandingStore } from '../../../engine/events/understanding/understandingStore.ts';
import type { Logger } from '../../../engine/ports.ts';
import { nodeScheduler } from '../../clock/nodeScheduler.ts';
import { openEventStoreToRead } from '../../sqlite/events/readOnlyEventStore.ts';
import { threadData } from '../../threads/threadData.ts';
import type { FromReportThread, ReportThreadData, ToReportThread } from '../reportsThread.ts';
import { ReportFollower } from './reportFollower.ts';

const port = parentPort;
invariant(port !== null, 'the reporting tables have a thread of their own');
const post = (message: FromReportThread): void => port.postMessage(message);
const logger: Logger = { log: (...entry) => post({ type: 'entry', entry }) };
const { folder, settings, owner, epoch } = threadData<ReportThreadData>();
const opened = openEventStoreToRead(folder, nodeScheduler());
if (!opened.ok) throw new Error(opened.error.message);
const store = opened.value;
const follower = new ReportFollower(
  {
    events: understandingStore(store),
    settings,
    owner,
    logger,
    tell: (reports) => post({ type: 'reports', reports }),
  },
  epoch,
);
port.on('message', (message: ToReportThread) => {
  if (message.type === 'close') follower.close();
  else follower.writeUnder(message.epoch);
});
await follower.run();
await store.close();
port.close();
