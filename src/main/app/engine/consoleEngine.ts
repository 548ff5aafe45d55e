/** The engine as the windows and the exit of the console use it, whichever process it runs in. */
import type { MessagePort } from 'node:worker_threads';
import type { LeftBehind } from '../../../shared/contract/engineThread.ts';

export interface ConsoleEngine {
  /** Serves a window. */
  connect(calls: MessagePort, streams: MessagePort): void;
  /**
   * The open orders and other work that an end of the console now would leave behind; undefined when there is none, or
   * nobody answers.
   */
  leftBehind(): Promise<LeftBehind | undefined>;
  /** Ends the parts that only the console needs. False when they were still busy at the end of its time. */
  stop(reason: string): Promise<boolean>;
}

export interface StartedEngine extends ConsoleEngine {
  /** Starts it, or connects to it, unless that is done already. */
  start(): void;
}
