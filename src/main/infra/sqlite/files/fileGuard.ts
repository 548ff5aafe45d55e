/** Watches whether the file of an open store is still there, and saves its contents when it is not. */
import type Database from 'better-sqlite3';
import { dirname } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Logger, Scheduler, Timer } from '../../../engine/ports.ts';
import { dropRescued, rescueEvents } from '../events/rescuedEvents.ts';

/** Milliseconds between two looks at the file while nothing is written. */
export const fileCheckMs = 1_000;

export interface FileGuardOptions {
  readonly database: Database.Database;
  readonly scheduler: Scheduler;
  readonly logger: Logger | undefined;
  /** Called every `fileCheckMs`. */
  readonly look: () => void;
}

export class FileGuard {
  private readonly options: FileGuardOptions;
  private readonly timer: Timer;
  private rescue: 'none' | 'running' | 'done' = 'none';
  private running: Promise<void> = Promise.resolve();

  constructor(options: FileGuardOptions) {
    this.options = options;
    this.timer = options.scheduler.every(fileCheckMs, options.look);
  }

  /**
   * Called when the store can't write. If its file was removed, saves the contents; tries again at each call until they
   * are saved.
   */
  faulted({ code }: Fault): void {
    if (code !== 'store_vanished' || this.rescue !== 'none') return;
    this.rescue = 'running';
    this.running = this.save();
  }

  /** Called when the store writes to its own file again. */
  healed(): void {
    if (this.rescue === 'none') return;
    this.running = this.running.then(() => {
      dropRescued(this.folder);
      this.rescue = 'none';
    });
  }

  /** Waits until the contents of the file are saved. */
  close(): Promise<void> {
    this.timer.cancel();
    return this.running;
  }

  private get folder(): string {
    return dirname(this.options.database.name);
  }

  private async save(): Promise<void> {
    const { database, logger } = this.options;
    const saved = await rescueEvents(database, this.folder);
    this.rescue = saved.ok ? 'done' : 'none';
    if (saved.ok) logger?.log('warn', 'what the vanished event store held is saved', { path: saved.value });
    else logger?.log('error', 'the vanished event store is not saved yet', { error: saved.error.message });
  }
}
