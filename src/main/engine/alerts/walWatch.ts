/**
 * Watches the size of the event store's write-ahead log. The store moves the log into the database all the time, but a
 * reader that stands still, or a disk without room, lets it grow without a bound. An alert tells a person before the disk is full.
 */
import { alertIdOf } from '../../../shared/kernel/ids.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Clock } from '../ports.ts';
import type { Alerts } from './alertBook.ts';

/** About fifteen times the size at which the store moves the log into the database. */
export const walBytesMax = 64_000_000;

export class WalWatch {
  private readonly alerts: Pick<Alerts, 'raise' | 'end'>;
  private readonly clock: Pick<Clock, 'now'>;
  private large = false;

  constructor(alerts: Pick<Alerts, 'raise' | 'end'>, clock: Pick<Clock, 'now'>) {
    this.alerts = alerts;
    this.clock = clock;
  }

  /** Called once a second. The alert ends once the log is half as large, so that the alert does not come and go. */
  look(walBytes: number): void {
    if (walBytes <= walBytesMax / 2) {
      this.large = false;
      void this.alerts.end(({ kind }) => kind === 'wal_large', 'the write-ahead log is small again');
    }
    if (this.large || walBytes <= walBytesMax) return;
    this.large = true;
    const megabytes = Math.round(walBytes / 1_000_000);
    void this.alerts.raise({
      alertId: alertIdOf(`wal_large:${formatMicros(this.clock.now())}`),
      kind: 'wal_large',
      cause: 'wal_large',
      lasts: true,
      holdsOrders: false,
      message: `the write-ahead log of the event store has ${megabytes} MB: somebody reads the store and stands still, or the disk takes no more into the store itself`,
      advice:
        'Look for a backup, an export or an SQLite tool that hangs, and end it before the disk is full; look at the room on the disk.',
    });
  }
}
