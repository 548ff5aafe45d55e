/** Signs the head of an open store from time to time, and keeps the signed checkpoints in the store's file. */
import type { KeyObject } from 'node:crypto';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type { EventSourcingSettings } from '../../../engine/configuration.ts';
import type { Clock, Scheduler, Timer } from '../../../engine/ports.ts';
import { signCheckpoint } from '../../checkpoints/signedCheckpoint.ts';
import type { CheckpointTable } from '../chain/checkpointTable.ts';
import type { WritableEventStore } from './writableEventStore.ts';

export interface CheckpointKeeperParts {
  readonly store: WritableEventStore;
  readonly table: CheckpointTable;
  readonly key: KeyObject;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Whether the chain is broken, or nobody has accepted yet that the store is another one. Throws SqliteError. */
  readonly isDoubted: () => boolean;
  readonly settings: Pick<EventSourcingSettings, 'checkpointEveryEvents' | 'checkpointEveryMs'>;
}

export class CheckpointKeeper {
  private readonly parts: CheckpointKeeperParts;
  private readonly storeId: string;
  private readonly timer: Timer;
  /** Position of the last checkpoint. */
  private signedAt: number;
  private isDoubted: boolean;

  /** Throws SqliteError when the table can't be read. */
  constructor(parts: CheckpointKeeperParts) {
    this.parts = parts;
    this.storeId = parts.table.storeId() ?? '';
    this.signedAt = parts.table.last()?.position ?? 0;
    const { checkpointEveryEvents, checkpointEveryMs } = parts.settings;
    this.timer = parts.scheduler.every(checkpointEveryMs, () => this.sign());
    this.isDoubted = parts.isDoubted();
    parts.store.onCommitted((events) => {
      if (events.some(({ type }) => type === 'AlertRaised' || type === 'AlertAcknowledged')) {
        this.isDoubted = parts.isDoubted();
      }
      if (parts.store.head().position - this.signedAt >= checkpointEveryEvents) this.sign();
    });
  }

  /** Signs what came since the last checkpoint, and stops. */
  close(): void {
    this.timer.cancel();
    this.sign();
  }

  /** Signs the head. A checkpoint that can't be kept is no reason to stop: the next one covers its events too. */
  private sign(): void {
    const { store, key, clock } = this.parts;
    const at = store.head();
    // Only verified events are signed. The rows since the last checkpoint were verified when the file was opened.
    if (this.isDoubted || at.position <= this.signedAt || store.writeFault() !== undefined) return;
    this.signedAt = at.position;
    store.keepCheckpoint(signCheckpoint(key, { store: this.storeId, at, time: formatMicros(clock.now()) }));
  }
}
