/** The snapshot that a standby makes of its copy is the one that an engine would have made. */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { defaultConfiguration } from '../../engine/configuration.ts';
import { snapshotDatabaseName } from '../../infra/sqlite/derived/sqliteSnapshotStore.ts';
import { runToEnd } from '../headless/testing/deskProcess.ts';
import { tempDesk } from '../headless/testing/tempDesk.ts';
import { runTask } from '../threads/workTasks.ts';

interface Row {
  readonly position: number;
  readonly data: string;
}

it('is the same as that of an engine which has ended in order', async () => {
  const { data, file } = tempDesk();
  const signals = [
    sampleSignal('market'),
    sampleSignal('rests', { orderType: 'limit', limitPrice: '1000' }),
    sampleSignal('bracket', { takeProfit: '9000', stopLoss: '500' }),
    sampleSignal('denied', { symbol: 'NOPE' }),
  ];
  const replayed = await runToEnd('replay', file('some.ndjson', ndjson(signals)), '--data', data);
  expect(replayed.code, replayed.stderr).toBe(0);
  const database = new Database(join(data, snapshotDatabaseName));
  const read = (): Row | undefined =>
    database.prepare<[], Row>(`SELECT position, data FROM snapshots WHERE key = 'start'`).get();
  const byEngine = read();
  database.exec('DELETE FROM snapshots');
  const made = await runTask({ kind: 'snapshot', folder: data, configuration: defaultConfiguration() }, {});
  expect(made).toEqual({ ok: true, value: undefined });
  const byStandby = read();
  database.close();
  expect(byStandby?.position).toBe(byEngine?.position);
  expect(JSON.parse(byStandby?.data ?? '')).toEqual(JSON.parse(byEngine?.data ?? ''));
});
