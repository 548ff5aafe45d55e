/**
 * The engine's thread, as the main process uses it: starts the thread, exchanges messages with it, stops it, and
 * reports its end.
 */
import { Worker, type MessagePort } from 'node:worker_threads';
import {
  fromEngineThreadSchema,
  type EngineThreadData,
  type FilePurpose,
  type FromEngineThread,
  type LeftBehind,
  type ToEngineThread,
} from '../../../shared/contract/engineThread.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { VenuePasswords } from '../keyStore/venuePasswords.ts';
import { engineHeap } from './engineHeap.ts';

/** Milliseconds that the question before the end may take. An engine that does not answer must not delay the exit. */
const leftBehindMsMax = 3_000;

export interface EngineThreadListener {
  onReady(environment: Status['environment']): void;
  /** Called when the thread ended without being asked to, or could not start. */
  onGone(fault: FaultView): void;
  onVenueWanted(venue: string, args: readonly string[]): void;
  onVenueUnneeded(venue: string): void;
  /** Lets the person at the window choose a file; undefined when the person canceled. */
  onFileWanted(purpose: FilePurpose): Promise<string | undefined>;
  /** Passwords with the system's key store. */
  readonly passwords: Pick<VenuePasswords, 'read' | 'keep'>;
}

export class EngineThread {
  private readonly worker: Worker;
  private readonly listener: EngineThreadListener;
  private readonly exited: Promise<void>;
  private readonly questions = new Map<number, (left: LeftBehind | undefined) => void>();
  private nextRequestId = 1;
  private stopping = false;
  private fault: FaultView | undefined;

  /** `entry` is the built file of the thread. */
  constructor(entry: string, data: EngineThreadData, listener: EngineThreadListener) {
    this.listener = listener;
    this.worker = new Worker(entry, { name: 'engine', workerData: data, resourceLimits: engineHeap });
    this.worker.on('message', (message: unknown) => this.receive(message));
    this.worker.on('error', (error: unknown) => {
      console.error(error);
      this.fault ??= crash(error);
    });
    this.exited = new Promise((resolve) => {
      this.worker.once('exit', (code) => {
        resolve();
        this.ended(code);
      });
    });
  }

  /** Gives the thread its ends of a window's connection. */
  connect(calls: MessagePort, streams: MessagePort): void {
    this.post({ type: 'connect', calls, streams }, [calls, streams]);
  }

  tellVenueSaid(venue: string, message: unknown): void {
    this.post({ type: 'venue-said', venue, message });
  }

  tellVenueEnded(venue: string, exitCode: number): void {
    this.post({ type: 'venue-ended', venue, exitCode });
  }

  /**
   * The open orders and other work that an end of the engine now would leave behind; undefined when the engine does not
   * answer.
   */
  leftBehind(): Promise<LeftBehind | undefined> {
    const requestId = this.nextRequestId++;
    return new Promise((resolve) => {
      const answer = (left: LeftBehind | undefined): void => {
        clearTimeout(timer);
        this.questions.delete(requestId);
        resolve(left);
      };
      const timer = setTimeout(() => answer(undefined), leftBehindMsMax);
      this.questions.set(requestId, answer);
      this.post({ type: 'list-left-behind', requestId });
    });
  }

  /** Asks the engine to wait for outcomes and close. False when it has not ended within that time. */
  async stop(reason: string, timeoutMs: number): Promise<boolean> {
    this.stopping = true;
    this.post({ type: 'stop', reason });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    const inTime = await Promise.race([this.exited.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  }

  private post(message: ToEngineThread<MessagePort>, transfer: readonly MessagePort[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private receive(raw: unknown): void {
    const parsed = fromEngineThreadSchema.safeParse(raw);
    if (!parsed.success) {
      console.error('a message of the engine is not what its contract says', parsed.error.message);
      return;
    }
    this.handle(parsed.data);
  }

  private handle(message: FromEngineThread): void {
    switch (message.type) {
      case 'ready':
        this.listener.onReady(message.environment);
        return;
      case 'venue-wanted':
        this.listener.onVenueWanted(message.venue, message.args);
        return;
      case 'venue-unneeded':
        this.listener.onVenueUnneeded(message.venue);
        return;
      case 'file-wanted':
        void this.askForFile(message.purpose);
        return;
      case 'password-wanted':
        this.answerPassword(message.requestId, this.listener.passwords.read(message.key));
        return;
      case 'password-given':
        this.answerPassword(message.requestId, this.listener.passwords.keep(message.key, message.password));
        return;
      case 'left-behind':
        this.questions.get(message.requestId)?.(message.left);
        return;
      case 'failed':
        this.fault = message.fault;
        return;
      case 'stopped':
        this.stopping = true;
    }
  }

  private async askForFile(purpose: FilePurpose): Promise<void> {
    const path = await this.listener.onFileWanted(purpose).catch((error: unknown) => {
      console.error('the dialog for a file failed', error);
      return undefined;
    });
    this.post({ type: 'file-chosen', ...(path !== undefined && { path }) });
  }

  private answerPassword(requestId: number, answer: Result<string | undefined, Fault>): void {
    const password = answer.ok ? answer.value : undefined;
    this.post({
      type: 'password-answered',
      requestId,
      ...(password !== undefined && { password }),
      ...(!answer.ok && { fault: answer.error }),
    });
  }

  private ended(code: number): void {
    for (const answer of this.questions.values()) answer(undefined);
    if (this.stopping && this.fault === undefined) return;
    const message = `The engine's thread ended with exit code ${code}.`;
    this.listener.onGone(this.fault ?? { code: 'engine_gone', message });
  }
}

function crash(error: unknown): FaultView {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'engine_crashed', message: `The engine ended with an error: ${message}` };
}
