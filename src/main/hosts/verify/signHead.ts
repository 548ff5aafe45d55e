/** Signs the chain of a data folder at its head or at an earlier event, with or without a running engine. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { StoreHead } from '../../engine/events/eventStore.ts';
import { signCheckpoint, type SignedCheckpoint } from '../../infra/checkpoints/signedCheckpoint.ts';
import { signingKeyOf } from '../../infra/checkpoints/signingKey.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { CheckpointTable } from '../../infra/sqlite/chain/checkpointTable.ts';
import { eventDatabaseName, openEventDatabase } from '../../infra/sqlite/files/eventDatabase.ts';
import { noteExportedHead } from '../../infra/sqlite/log/exportedHead.ts';
import { sqliteFault } from '../../infra/sqlite/files/sqliteFault.ts';
import { verifyChain } from '../../infra/sqlite/chain/verifyChain.ts';
import { believedKeys } from './judgeCheckpoint.ts';
import { doubtOf, seenHeads } from './storeDoubts.ts';

/**
 * `at` is the event to sign; the last event when absent. Only a verified chain is signed. Faults: `chain_broken` for a
 * chain that is not whole, or against which something speaks; those of opening the store; `signing_key_unusable`; and
 * `checkpoint_unsigned` for a store that no engine has opened since checkpoints exist.
 */
export async function signHead(folder: string, at?: StoreHead): Promise<Result<SignedCheckpoint, Fault>> {
  const verified = await verifyChain({
    folder,
    scheduler: nodeScheduler(),
    believedKeys: believedKeys(folder, undefined),
    seen: seenHeads(folder),
  });
  if (!verified.ok) return verified;
  if (!verified.value.intact) return err(broken(verified.value.message));
  const { head } = verified.value;
  try {
    const doubt = doubtOf(folder);
    if (doubt !== undefined) return err(broken(doubt));
    return sign(folder, at ?? head);
  } catch (error) {
    return err(sqliteFault(error, eventDatabaseName));
  }
}

function sign(folder: string, at: StoreHead): Result<SignedCheckpoint, Fault> {
  const opened = openEventDatabase(folder, true);
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    const store = new CheckpointTable(database).storeId();
    if (store === undefined) return err(noStoreId);
    const key = signingKeyOf(folder);
    if (!key.ok) return key;
    const signed = signCheckpoint(key.value, { store, at, time: formatMicros(systemClock().now()) });
    noteExportedHead(folder, at);
    return ok(signed);
  } finally {
    database.close();
  }
}

const noStoreId: Fault = {
  code: 'checkpoint_unsigned',
  message: 'The store is of an older version, without an id to sign for: start the engine on it once',
};

function broken(why: string): Fault {
  return {
    code: 'chain_broken',
    message: `Nothing is signed, for the store is not as it was written: ${why}`,
  };
}
