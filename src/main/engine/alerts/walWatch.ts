/**
 * Watches the size of the event store's write-ahead log. The store moves the log into the database all the time, but a
 * reader that stands still, or a disk without room, lets it grow without a bound. An alert tells a person before the disk is full.
 */
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Clock } from '../ports.ts';
import type { Alerts } from './alertBook.ts';

/** Some fifteen times the size at which the store moves the log. */
export const walBytesMax = 64_000_000;

export class WalWatch {
  private readonly alerts: Alerts;
  private readonly clock: Pick<Clock, 'now'>;
  private large = false;

  constructor(alerts: Alerts, clock: Pick<Clock, 'now'>) {
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Called once a second. It raises one alert each time the log becomes large. */
  look(walBytes: number): void {
    const isLarge = walBytes > walBytesMax;
    const begins = isLarge && !this.large;
    this.large = isLarge;
    if (!begins || this.alerts.open().some(({ kind }) => kind === 'wal_large')) return;
    const megabytes = Math.round(walBytes / 1_000_000);
    void this.alerts.raise({
      alertId: `wal_large:${formatMicros(this.clock.now())}`,
      kind: 'wal_large',
      holdsOrders: false,
      message: `the write-ahead log of the event store has ${megabytes} MB: somebody reads the store and stands still, or the disk takes no more into the store itself`,
      advice:
        'Look for a backup, an export or an SQLite tool that hangs, and end it before the disk is full; look at the room on the disk.',
    });
  }
}
