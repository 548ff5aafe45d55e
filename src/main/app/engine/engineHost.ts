/** Runs one engine for the application: its thread and the venues' processes. Starts it again when a window asks. */
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { EngineThreadData, FilePurpose, LeftBehind } from '../../../shared/contract/engineThread.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Status } from '../../../shared/contract/status.ts';
import type { ConsoleEngine } from './consoleEngine.ts';
import { EngineThread, type EngineThreadListener } from './engineThread.ts';
import { VenueProcess } from './venueProcess.ts';

/**
 * Milliseconds that the engine gets to wait for outcomes. It is longer than the longest venue call, and shorter than
 * the time that a session's end allows.
 */
const stopMsMax = 10_000;

export interface EngineHostListener {
  onReady(environment: Status['environment']): void;
  onGone(fault: FaultView): void;
  /** Lets the person at the window choose a file; undefined when the person canceled. */
  onFileWanted(purpose: FilePurpose): Promise<string | undefined>;
  readonly passwords: EngineThreadListener['passwords'];
}

export class EngineHost implements ConsoleEngine {
  private readonly mainFolder: string;
  private readonly data: EngineThreadData;
  private readonly listener: EngineHostListener;
  private thread: EngineThread | undefined;
  private readonly venues = new Map<string, VenueProcess>();
  /** Venues that were asked to end and have not ended yet. */
  private readonly ending = new Set<Promise<void>>();

  /** `mainFolder` holds the built files of the main process. */
  constructor(mainFolder: string, data: EngineThreadData, listener: EngineHostListener) {
    this.mainFolder = mainFolder;
    this.data = data;
    this.listener = listener;
  }

  get isRunning(): boolean {
    return this.thread !== undefined;
  }

  /** Starts the engine if it does not run. */
  start(): void {
    if (this.thread !== undefined) return;
    const thread: EngineThread = new EngineThread(join(this.mainFolder, 'engineWorker.js'), this.data, {
      onReady: (environment) => this.listener.onReady(environment),
      onGone: (fault) => {
        this.thread = undefined;
        void this.stopVenues();
        this.listener.onGone(fault);
      },
      onVenueWanted: (venue, args) => {
        this.stopVenue(venue);
        const listener = {
          onMessage: (message: unknown) => thread.tellVenueSaid(venue, message),
          onEnded: (exitCode: number) => thread.tellVenueEnded(venue, exitCode),
        };
        this.venues.set(venue, new VenueProcess(join(this.mainFolder, 'simVenue.js'), args, listener));
      },
      onVenueUnneeded: (venue) => this.stopVenue(venue),
      onFileWanted: (purpose) => this.listener.onFileWanted(purpose),
      passwords: this.listener.passwords,
    });
    this.thread = thread;
  }

  /** Serves a window; starts the engine if it does not run. */
  connect(calls: MessagePort, streams: MessagePort): void {
    this.start();
    this.thread?.connect(calls, streams);
  }

  /**
   * The open orders and other work that an end of the application now would leave behind; undefined when no engine
   * answers.
   */
  async leftBehind(): Promise<LeftBehind | undefined> {
    return this.thread?.leftBehind();
  }

  /** Waits for outcomes and ends everything. False when the engine was still busy at the end of its time. */
  async stop(reason: string): Promise<boolean> {
    const inTime = (await this.thread?.stop(reason, stopMsMax)) ?? true;
    this.thread = undefined;
    await this.stopVenues();
    return inTime;
  }

  private stopVenue(venue: string): void {
    const ended = this.venues.get(venue)?.stop();
    this.venues.delete(venue);
    if (ended === undefined) return;
    this.ending.add(ended);
    void ended.then(() => this.ending.delete(ended));
  }

  /** Also waits for venues that were asked to end before. */
  private async stopVenues(): Promise<void> {
    for (const venue of this.venues.keys()) this.stopVenue(venue);
    await Promise.all(this.ending);
  }
}
