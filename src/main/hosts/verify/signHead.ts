/** Signs the chain of a data folder at its head or at an earlier event, beside a running engine or without one. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import { emptyChainHash } from '../../engine/events/chainInput.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { signCheckpoint, type SignedCheckpoint } from '../../infra/checkpoints/signedCheckpoint.ts';
import { signingKeyOf } from '../../infra/checkpoints/signingKey.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { CheckpointTable } from '../../infra/sqlite/checkpointTable.ts';
import { eventDatabaseName, openEventDatabase } from '../../infra/sqlite/eventDatabase.ts';
import { sqliteFault } from '../../infra/sqlite/sqliteFault.ts';

/**
 * `at` is the event to sign, the last one when absent. A chain that is not the one its own last checkpoint stands for
 * is not signed: `chain_broken`. Other faults: those of opening the store, `signing_key_unusable`, and
 * `checkpoint_unsigned` for a store that no engine has opened since there are checkpoints.
 */
export function signHead(folder: string, at?: StoreHead): Result<SignedCheckpoint, Fault> {
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    const table = new CheckpointTable(database);
    const store = table.storeId();
    if (store === undefined) return err(noStoreId);
    const hashAt = database.prepare<[number], string>('SELECT hash FROM events WHERE position = ?').pluck();
    const last = table.last();
    if (last !== undefined && hashAt.get(last.position) !== last.hash) return err(broken(last.position));
    const head = database
      .prepare<[], StoreHead>('SELECT position, hash FROM events ORDER BY position DESC LIMIT 1')
      .get();
    const key = signingKeyOf(folder);
    if (!key.ok) return key;
    const signed = at ?? head ?? { position: 0, hash: emptyChainHash };
    return ok(signCheckpoint(key.value, { store, at: signed, time: formatMicros(systemClock().now()) }));
  } catch (error) {
    return err(sqliteFault(error, eventDatabaseName));
  } finally {
    database.close();
  }
}

const noStoreId: Fault = {
  code: 'checkpoint_unsigned',
  message: 'The store is of an older version, without an id to sign for: start the engine on it once',
};

function broken(position: number): Fault {
  const message = `The event at ${position} is not the one that was signed before: run desk verify`;
  return { code: 'chain_broken', message, details: { position } };
}
