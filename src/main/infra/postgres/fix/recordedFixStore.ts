/** The record of a session whose numbers and messages PostgreSQL has too, so that another machine can go on with it. */
import type Database from 'better-sqlite3';
import { FixStore } from '../../venues/fix/store/fixStore.ts';
import {
  keptOf,
  type KeptMessage,
  type LoggedMessage,
  type MessageRow,
} from '../../venues/fix/store/keptMessage.ts';
import type { KeptNumbers } from '../../venues/fix/store/sessionRecord.ts';
import { SessionCopy, type OwnRows, type SessionCopyOptions } from './sessionCopy.ts';

export class RecordedFixStore extends FixStore {
  readonly shared: SessionCopy;

  constructor(database: Database.Database, options: Omit<SessionCopyOptions, 'own'>) {
    super(database);
    this.shared = new SessionCopy({ ...options, own: ownRows(database, () => super.numbers()) });
  }

  override numbers(): KeptNumbers {
    this.shared.assertOwn();
    return super.numbers();
  }

  override commit(messages: readonly LoggedMessage[], numbers: KeptNumbers): readonly number[] {
    this.shared.assertPromised(numbers.nextOut);
    const positions = super.commit(messages, numbers);
    this.shared.wake();
    return positions;
  }

  override markUnsent(positions: readonly number[]): void {
    super.markUnsent(positions);
    this.shared.marked(positions);
  }
}

export function ownRows(database: Database.Database, numbers: () => KeptNumbers): OwnRows {
  const between = database.prepare<[number, number, number], MessageRow>(
    'SELECT * FROM message WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  );
  const last = database.prepare<[], number>('SELECT coalesce(max(position), 0) FROM message').pluck();
  return {
    numbers,
    rowsBetween: (after, to, limit): readonly KeptMessage[] => between.all(after, to, limit).map(keptOf),
    lastPosition: () => last.get() ?? 0,
  };
}
