/**
 * The size of the event store's write-ahead log. SQLite begins it anew when everybody has read it, so a reader that
 * stands still lets it grow without a bound; somebody has to know before the disk is full.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Clock } from '../ports.ts';
import type { Alarms } from './alarmBook.ts';

/** Some fifteen times what it has between two checkpoints of SQLite's own. */
export const walBytesMax = 64_000_000;

export class WalWatch {
  private readonly alarms: Alarms;
  private readonly clock: Pick<Clock, 'now'>;
  private large = false;

  constructor(alarms: Alarms, clock: Pick<Clock, 'now'>) {
    this.alarms = alarms;
    this.clock = clock;
  }

  /** Once a second. One alarm for each time that it grows large. */
  look(walBytes: number): void {
    const isLarge = walBytes > walBytesMax;
    const begins = isLarge && !this.large;
    this.large = isLarge;
    if (!begins || this.alarms.open().some(({ kind }) => kind === 'wal_large')) return;
    const megabytes = Math.round(walBytes / 1_000_000);
    void this.alarms.raise({
      alarmId: `wal_large:${formatMicros(this.clock.now())}`,
      kind: 'wal_large',
      holdsOrders: false,
      message: `the write-ahead log of the event store has ${megabytes} MB: somebody reads the store and stands still`,
      advice:
        'Look for a backup, an export or an SQLite tool that hangs, and end it before the disk is full.',
    });
  }
}
