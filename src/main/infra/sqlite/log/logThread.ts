/** Entry of the thread that writes `events.db`: hashes, rows and syncs, away from the engine. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertNever, invariant } from '../../../../shared/kernel/invariant.ts';
import { ok } from '../../../../shared/kernel/result.ts';
import { openDatabaseLog } from './databaseLog.ts';
import type { EventLog, FaultOrNone } from './eventLog.ts';
import type { FromLogThread, LogThreadData, ToLogThread } from './logMessages.ts';

const port = parentPort;
invariant(port !== null, 'the event log runs in a thread of its own');
const post = (message: FromLogThread): void => port.postMessage(message);
const { folder, wasOpen } = workerData as LogThreadData;
const log = openDatabaseLog({ folder, wasOpen }, { log: (...entry) => post({ type: 'entry', entry }) });
if (log.ok) {
  port.on('message', (message: ToLogThread) => serve(log.value.log, message));
  post({ type: 'opened', opened: ok(log.value.opened) });
} else {
  post({ type: 'opened', opened: log });
}

function serve(on: EventLog, message: ToLogThread): void {
  const done = (fault: FaultOrNone): void => post({ type: 'done', fault });
  switch (message.type) {
    case 'write':
      on.write(message.batch, (outcome) => post({ type: 'outcome', outcome }));
      break;
    case 'probe':
      on.probe(message.expected, done);
      break;
    case 'look':
      on.look(done);
      break;
    case 'keep':
      on.keep(message.signed, done);
      break;
    case 'close':
      // Without a listener on its port the thread ends.
      void on.close().then(() => port?.close());
      break;
    default:
      assertNever(message);
  }
}
