/** Entry of a thread that does one task, reports its progress, and ends. */
import { parentPort } from 'node:worker_threads';
import { threadData } from '../../infra/threads/threadData.ts';
import { faultFrom } from '../../../shared/kernel/fault.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { err } from '../../../shared/kernel/result.ts';
import { goBehindOthers } from './behindOthers.ts';
import type { FromWorkThread } from './workThreads.ts';
import { isUnwaited, runTask, type WorkProgress, type WorkTask } from './workTasks.ts';

/** Milliseconds between two reports of progress: a task may have one for every event. */
const progressMs = 50;

const port = parentPort;
invariant(port !== null, 'long work runs in a thread of its own');
const post = (message: FromWorkThread): void => port.postMessage(message);
const abort = new AbortController();
// Cancel is the only message that comes here.
port.on('message', () => abort.abort());
let toldMs = 0;
const onProgress = (progress: WorkProgress): void => {
  const nowMs = performance.now();
  if (nowMs - toldMs < progressMs) return;
  toldMs = nowMs;
  post({ type: 'progress', progress });
};
const hooks = { onProgress, signal: abort.signal };
const task = threadData<WorkTask>();
if (isUnwaited(task)) goBehindOthers();
const outcome = await runTask(task, hooks).catch((error: unknown) => err(faultFrom('work_failed', error)));
post({ type: 'ended', outcome });
port.close();
