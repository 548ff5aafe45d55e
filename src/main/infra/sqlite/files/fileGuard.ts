/** Saves the contents of an open store whose file was removed. */
import type Database from 'better-sqlite3';
import { dirname } from 'node:path';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Logger } from '../../../engine/ports.ts';
import { dropRescued, rescueEvents } from './rescuedEvents.ts';

export class FileGuard {
  private readonly database: Database.Database;
  private readonly logger: Logger | undefined;
  private rescue: 'none' | 'running' | 'done' = 'none';
  private running: Promise<void> = Promise.resolve();

  constructor(database: Database.Database, logger: Logger | undefined) {
    this.database = database;
    this.logger = logger;
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
    return this.running;
  }

  private get folder(): string {
    return dirname(this.database.name);
  }

  private async save(): Promise<void> {
    const { database, logger } = this;
    const saved = await rescueEvents(database, this.folder);
    this.rescue = saved.ok ? 'done' : 'none';
    if (saved.ok) logger?.log('warn', 'what the vanished event store held is saved', { path: saved.value });
    else logger?.log('error', 'the vanished event store is not saved yet', { error: saved.error.message });
  }
}
