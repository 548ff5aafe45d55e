/** Entry of the thread that writes `events.db`: hashes, rows and syncs, away from the engine. */
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { threadData } from '../../threads/threadData.ts';
import { assertNever, invariant } from '../../../../shared/kernel/invariant.ts';
import { ok } from '../../../../shared/kernel/result.ts';
import { openDatabaseLog, type DatabaseLog } from './databaseLog.ts';
import type { FaultOrNone } from './eventLog.ts';
import type { FromLogThread, LogThreadData, ToLogThread } from './logMessages.ts';
import type { RowBatch } from './rowBatch.ts';

const port = parentPort;
invariant(port !== null, 'the event log runs in a thread of its own');
const post = (message: FromLogThread): void => port.postMessage(message);
const { folder, wasOpen, commitEventsMax } = threadData<LogThreadData>();
const log = openDatabaseLog({ folder, wasOpen }, { log: (...entry) => post({ type: 'entry', entry }) });
if (log.ok) {
  log.value.log.listen((outcome) => post({ type: 'outcome', outcome }));
  port.on('message', (message: ToLogThread) => serve(log.value.log, message));
  post({ type: 'opened', opened: ok(log.value.opened) });
} else {
  post({ type: 'opened', opened: log });
}

/** Serves a message, and those that had to be taken together with it. */
function serve(on: DatabaseLog, message: ToLogThread): void {
  let next: ToLogThread | undefined = message;
  while (next?.type === 'write') next = writeWithFollowing(on, next.batch);
  if (next !== undefined) serveOne(on, next);
}

/**
 * Writes a batch together with the batches that have come since. Returns a message of another kind that was taken and
 * still has to be served.
 */
function writeWithFollowing(on: DatabaseLog, first: RowBatch): ToLogThread | undefined {
  const batches: [RowBatch, ...RowBatch[]] = [first];
  let { rows } = first;
  let next: ToLogThread | undefined;
  while (rows < commitEventsMax) {
    next = waiting();
    if (next?.type !== 'write' || rows + next.batch.rows > commitEventsMax) break;
    batches.push(next.batch);
    rows += next.batch.rows;
    next = undefined;
  }
  on.writeTogether(batches);
  return next;
}

function waiting(): ToLogThread | undefined {
  invariant(port !== null, 'the port is there as long as the thread');
  const received: { readonly message: ToLogThread } | undefined = receiveMessageOnPort(port);
  return received?.message;
}

function serveOne(on: DatabaseLog, message: Exclude<ToLogThread, { readonly type: 'write' }>): void {
  const done = (fault: FaultOrNone): void => post({ type: 'done', fault });
  switch (message.type) {
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
