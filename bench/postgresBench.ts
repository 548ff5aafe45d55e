/** Appends through the event store on PostgreSQL beside raw multi-row inserts of the same columns in the same groups. */
import pg from 'pg';
import { readFileSync } from 'node:fs';
import { systemClock } from '../src/main/infra/clock/systemClock.ts';
import { uuidV7 } from '../src/main/infra/clock/uuidV7.ts';
import type { PostgresSettings } from '../src/main/infra/postgres/recordAddress.ts';
import { hasPostgres, PostgresServer } from '../src/main/infra/testing/postgresServer.ts';
import { figure, type Figure } from './figures.ts';
import { inFolder } from './inFolder.ts';
import { ratePerSecond } from './ratePerSecond.ts';
import { rawColumns, rawRow } from './rawRows.ts';
import { sampleEvent } from './sampleEvent.ts';
import { groups, storeRate } from './storeBench.ts';

const goal = { ratioMin: 0.7 };

/** Nothing where PostgreSQL is not installed. */
export async function benchPostgres(folder: string, runs: number, runMs: number): Promise<readonly Figure[]> {
  if (!hasPostgres) return [];
  const server = await PostgresServer.start();
  try {
    const figures: Figure[] = [];
    for (const group of groups) {
      const ours: number[] = [];
      const raw: number[] = [];
      for (let run = 0; run < runs; run++) {
        raw.push(await rawRate(server.database(`raw_${group}_${run}`), group, runMs));
        const postgres = server.database(`ours_${group}_${run}`);
        ours.push(
          await inFolder(folder, (place) => storeRate(place, group, runMs, { kind: 'postgres', postgres })),
        );
      }
      const is = `raw pg, one prepared insert of ${group} rows of the same columns, synchronous_commit on`;
      figures.push(figure(`postgres.append.${group}`, 'events/s', ours, { peer: { values: raw, is }, goal }));
    }
    return figures;
  } finally {
    await server.stop();
  }
}

/** Rows a second in groups of that size, each group one statement and one commit. */
async function rawRate(settings: PostgresSettings, group: number, runMs: number): Promise<number> {
  const { host, port, user, database, passwordFile = '' } = settings;
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    password: readFileSync(passwordFile, 'utf8').trim(),
  });
  await client.connect();
  await client.query(`CREATE TABLE events (${rawColumns('BIGINT')})`);
  const ids = uuidV7(systemClock());
  const columns = rawRow(sampleEvent(ids, 0), 0).length;
  const rows = Array.from({ length: group }, (_row, row) => {
    const values = Array.from({ length: columns }, (_value, column) => `$${row * columns + column + 1}`);
    return `(${values.join(',')})`;
  });
  const text = `INSERT INTO events VALUES ${rows.join(',')}`;
  let appended = 0;
  const insertGroup = async (): Promise<number> => {
    const values = Array.from({ length: group }, () => rawRow(sampleEvent(ids, appended), ++appended)).flat();
    await client.query({ name: 'raw', text, values });
    return group;
  };
  const rate = await ratePerSecond(insertGroup, runMs);
  await client.end();
  return rate;
}
