import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StoreReadError } from '../../../engine/events/storeReadError.ts';
import type { SubscriptionCheckpoints } from '../../../engine/events/subscriptions/subscriptionCheckpoints.ts';
import { subscriptionCheckpointContract } from '../../../engine/events/subscriptions/testing/subscriptionCheckpointContract.ts';
import { openSqliteSubscriptionCheckpoints } from './sqliteSubscriptionCheckpoints.ts';
import { testFolder } from '../testing/testFolder.ts';

function open(folder: string): SubscriptionCheckpoints {
  const opened = openSqliteSubscriptionCheckpoints(folder);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

subscriptionCheckpointContract('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-checkpoints-'));
  return { open: () => open(folder), dispose: () => rmSync(folder, { recursive: true }) };
});

it('begins anew with a damaged file, so that events come again and none is left out', () => {
  const folder = testFolder();
  const first = open(folder);
  first.save(new Map([['journal', 7]]));
  first.close();
  writeFileSync(
    join(folder, 'subscriptions.db'),
    'no database, and long enough to be taken for one'.repeat(50),
  );
  const second = open(folder);
  expect(second.load('journal')).toBe(0);
  second.close();
  expect(() => second.load('journal')).toThrow(StoreReadError);
});
