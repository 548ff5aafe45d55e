/** The engine as the windows and the exit of the console use it, whichever process it runs in. */
import type { MessagePort } from 'node:worker_threads';
import type { LeftBehind } from '../../../shared/contract/engineThread.ts';

export interface ConsoleEngine {
  /** Serves a window. */
  connect(calls: MessagePort, streams: MessagePort): void;
  /** What would be left behind if the console ended now; undefined when nothing would, or nobody answers. */
  leftBehind(): Promise<LeftBehind | undefined>;
  /** Ends what the console alone needs. False when that was still busy at the end of its time. */
  stop(reason: string): Promise<boolean>;
}
