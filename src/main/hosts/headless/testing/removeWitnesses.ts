/** What a forger removes who leaves the event store alone: all that has seen its head. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exportedHeadName } from '../../../infra/sqlite/log/exportedHead.ts';
import { headRecordName } from '../../../infra/sqlite/log/headRecord.ts';

const witnesses = [exportedHeadName, headRecordName, 'views.db', 'snapshots.db', 'subscriptions.db'];

export function removeWitnesses(data: string): void {
  const found = readdirSync(data).filter((name) => witnesses.some((witness) => name.startsWith(witness)));
  for (const name of found) rmSync(join(data, name), { recursive: true });
}
