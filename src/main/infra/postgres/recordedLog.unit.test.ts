import { expect, it } from 'vitest';
import { renewMs, silentMsMax } from '../../domain/lease/leaseRules.ts';
import type { FromLogThread } from '../sqlite/log/logMessages.ts';
import { RecordedLog, type CopyLog, type WrittenRecord } from './recordedLog.ts';

function log() {
  const seen = { renewals: 0, nowMs: 0, isConnected: true, posted: [] as FromLogThread[] };
  const record: Partial<WrittenRecord> = {
    get isConnected() {
      return seen.isConnected;
    },
    async look() {
      seen.renewals++;
    },
  };
  const copy: Partial<CopyLog> = { listen: () => undefined, look: (ended) => ended(undefined) };
  const recorded = new RecordedLog({
    record: record as WrittenRecord,
    copy: copy as CopyLog,
    clock: { monotonicMs: () => seen.nowMs },
    scheduler: { after: () => ({ cancel: () => undefined }), soon: setImmediate },
    commitEventsMax: 1,
    post: (message) => void seen.posted.push(message),
    onReleased: () => Promise.resolve(),
    onClosed: () => undefined,
  });
  /** How many renewals there were when the log's own thread looked at that moment. */
  const renewedAt = async (ms: number): Promise<number> => {
    seen.nowMs = ms;
    await recorded.renewForSilent();
    return seen.renewals;
  };
  return { seen, recorded, renewedAt };
}

it('renews the lease while the engine asks for nothing, tells nobody, and leaves a stuck engine its end', async () => {
  const { seen, recorded, renewedAt } = log();
  expect(await renewedAt(renewMs - 1)).toBe(0);
  expect(await renewedAt(renewMs)).toBe(1);
  expect(await renewedAt(silentMsMax)).toBe(2);
  expect(await renewedAt(silentMsMax + 1)).toBe(2);
  expect(seen.posted).toEqual([]);
  await recorded.take({ type: 'look' });
  expect([seen.renewals, seen.posted]).toEqual([3, [{ type: 'done', fault: undefined }]]);
  expect(await renewedAt(seen.nowMs + renewMs)).toBe(4);
});

it('makes no way of its own to a record that it has lost', async () => {
  const { seen, renewedAt } = log();
  seen.isConnected = false;
  expect(await renewedAt(renewMs)).toBe(0);
});
