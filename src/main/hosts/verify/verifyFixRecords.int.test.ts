/** A message in the record of a FIX session that somebody changed is named. */
import Database from 'better-sqlite3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { frame } from '../../infra/venues/fix/codec/encodeMessage.ts';
import { openFixStore } from '../../infra/venues/fix/store/fixStore.ts';
import { redact } from '../../infra/venues/fix/store/redact.ts';
import { verifyFixRecords } from './verifyFixRecords.ts';
import { epochMicrosFromMillis } from '../../../shared/kernel/time.ts';

const identity = { beginString: 'FIX.4.4', senderCompId: 'DESK', targetCompId: 'VENUE' };
const order = frame('FIX.4.4', [
  [35, 'D'],
  [11, 'C1'],
  [38, '10'],
]);
const logon = frame('FIX.4.4', [
  [35, 'A'],
  [554, 'hunter2'],
]);

function folderWith(raws: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-verify-fix-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const opened = openFixStore(join(folder, 'fix-exec.db'), identity);
  if (!opened.ok) throw new Error(opened.error.message);
  const time = epochMicrosFromMillis(0);
  opened.value.commit(
    raws.map((raw, n) => ({
      direction: 'out',
      kind: 'sent',
      epoch: 1,
      seqNum: n + 1,
      msgType: 'D',
      time,
      raw,
    })),
    { epoch: 1, nextOut: raws.length + 1, nextIn: 1, windowStart: 0 },
  );
  opened.value.close();
  return folder;
}

test('says nothing where there is no record', () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-verify-fix-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(verifyFixRecords(folder)).toBeUndefined();
});

test('counts whole messages, and passes over those without their password', () => {
  expect(verifyFixRecords(folderWith([redact(logon), order, order]))).toEqual({
    good: true,
    summary: '2 FIX messages have their checksum',
  });
});

test('names the first message that was changed, and a file that can not be read', () => {
  const folder = folderWith([order, order, order]);
  const database = new Database(join(folder, 'fix-exec.db'));
  database.prepare("UPDATE message SET raw = replace(raw, '38=10', '38=90') WHERE position >= 2").run();
  database.close();
  writeFileSync(join(folder, 'fix-other.db'), 'no database');
  const report = verifyFixRecords(folder);
  expect(report).toMatchObject({ good: false });
  expect(report?.summary).toMatch(
    /^1 FIX message has its checksum; message 2 of fix-exec\.db is not as it was written: .*; fix-other\.db can not be read: /,
  );
});
