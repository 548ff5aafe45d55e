/**
 * The engine of the data folder: the one that runs there in another process, else one in this process. The choice is
 * made at each start; a console that was attached once stays so.
 */
import type { MessagePort } from 'node:worker_threads';
import type { LeftBehind } from '../../../shared/contract/engineThread.ts';
import type { ConsoleEngine, StartedEngine } from './consoleEngine.ts';

/** Milliseconds between two looks for the engine that holds the folder, and the number of looks. */
const lookMs = 1_000;
const looksMax = 15;

interface OwnEngine extends StartedEngine {
  readonly isRunning: boolean;
}

export class ChosenEngine implements StartedEngine {
  private readonly own: OwnEngine;
  private readonly attached: StartedEngine;
  private readonly isThere: () => Promise<boolean>;
  private chosen: ConsoleEngine | undefined;
  private choosing: Promise<ConsoleEngine> | undefined;
  private over = false;

  /** `isThere` tells whether an engine of another process takes consoles on the folder. */
  constructor(own: OwnEngine, attached: StartedEngine, isThere: () => Promise<boolean>) {
    this.own = own;
    this.attached = attached;
    this.isThere = isThere;
  }

  start(): void {
    void this.choose();
  }

  connect(calls: MessagePort, streams: MessagePort): void {
    void this.choose().then((engine) => {
      engine.connect(calls, streams);
    });
  }

  leftBehind(): Promise<LeftBehind | undefined> {
    return this.chosen?.leftBehind() ?? Promise.resolve(undefined);
  }

  async stop(reason: string): Promise<boolean> {
    this.over = true;
    return (await this.choosing?.then((engine) => engine.stop(reason))) ?? this.chosen?.stop(reason) ?? true;
  }

  /** Another process holds the folder: it may be starting, and take consoles in a moment. */
  async heldByOther(): Promise<void> {
    for (let look = 0; look < looksMax && !this.over && !this.own.isRunning; look++) {
      if (await this.isThere()) {
        this.attach();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }

  private choose(): Promise<ConsoleEngine> {
    if (this.chosen === this.attached || (this.chosen !== undefined && this.own.isRunning)) {
      return Promise.resolve(this.chosen);
    }
    this.choosing ??= this.look().finally(() => (this.choosing = undefined));
    return this.choosing;
  }

  private async look(): Promise<ConsoleEngine> {
    if (await this.isThere()) return this.attach();
    if (!this.over) this.own.start();
    return (this.chosen = this.own);
  }

  private attach(): ConsoleEngine {
    this.chosen = this.attached;
    if (!this.over) this.attached.start();
    return this.attached;
  }
}
