/** The files of FIX sessions on a machine, as SQLite has them in memory, and the record of a session in a process. */
import Database from 'better-sqlite3';
import { ok } from '../../../../shared/kernel/result.ts';
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { SessionFile } from '../../../infra/postgres/fix/openRecordedFixStore.ts';
import type { RecordedFixStore } from '../../../infra/postgres/fix/recordedFixStore.ts';
import { beginSession } from '../../../infra/venues/fix/store/fixStore.ts';
import { fixStoreFormat } from '../../../infra/venues/fix/store/fixStoreFormat.ts';
import { messageIndexes } from '../../../infra/venues/fix/store/messagePages.ts';
import { fixSettings } from '../fix/fixSettings.ts';

/** Outlives the processes of its machine. */
export function sessionFile(): SessionFile {
  let database: Database.Database | undefined;
  return {
    open: () => ok((database ??= newDatabase())),
    setAside: () => (database = undefined),
  };
}

/** A process that closes it only lets go of it. */
function newDatabase(): Database.Database {
  const database = new Database(':memory:');
  for (const sql of [fixStoreFormat.schema, ...messageIndexes]) database.exec(sql);
  beginSession(database, fixSettings);
  return Object.assign(database, { close: () => database });
}

export interface StoreWatch {
  readonly alive: () => boolean;
  /** While this is set, nothing can be written. */
  readonly fault: () => Fault | undefined;
  /** Called when messages are in the file, and none of them has left. */
  readonly onWritten: () => void;
}

/** The record as a process has it: nothing of a dead process is written. */
export function watchedStore(store: RecordedFixStore, watch: StoreWatch): RecordedFixStore {
  const mayWrite = (): void => {
    const fault = watch.fault();
    if (fault !== undefined) throw new Error(fault.message);
    if (!watch.alive()) throw new Error('the process is dead');
  };
  const own: Partial<RecordedFixStore> = {
    keepRoom: () => true,
    commit(...group) {
      mayWrite();
      const positions = store.commit(...group);
      watch.onWritten();
      return positions;
    },
    markUnsent(positions) {
      mayWrite();
      store.markUnsent(positions);
    },
  };
  return new Proxy(store, {
    get(target, key) {
      const value: unknown = Reflect.get(own, key) ?? Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
