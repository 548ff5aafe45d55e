import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabaseFile } from './databaseFile.ts';
import { applicationIdOf } from './databaseFormat.ts';
import { openEventDatabase } from './eventDatabase.ts';
import { testFolder } from '../testing/testFolder.ts';

const hasStrace = spawnSync('strace', ['-V']).error === undefined;

const setting = (database: Database.Database, name: string): unknown =>
  database.pragma(name, { simple: true });

describe('settings that make a commit durable', () => {
  it('are in force on the connection that writes events: on disk before it is acknowledged', () => {
    const opened = openEventDatabase(testFolder());
    if (!opened.ok) throw new Error(opened.error.message);
    const found = ['journal_mode', 'synchronous', 'fullfsync', 'checkpoint_fullfsync'].map((name) =>
      setting(opened.value, name),
    );
    // 2 is FULL.
    expect(found).toEqual(['wal', 2, 1, 1]);
    opened.value.close();
  });

  it.skipIf(!hasStrace)('make the disk sync at every commit', async () => {
    const folder = testFolder();
    const counts = join(testFolder(), 'counts');
    const script = join(import.meta.dirname, '..', 'testing', 'appendSomeChild.ts');
    const traced = ['-f', '-e', 'trace=fsync,fdatasync', '-o', counts, process.execPath, script];
    const ran = spawnSync('strace', [...traced, folder, '20'], { encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toBe('20 commits\n');
    const syncs = readFileSync(counts, 'utf8')
      .split('\n')
      .filter((line) => line.includes('sync('));
    expect(syncs.length).toBeGreaterThanOrEqual(20);
  });

  it.each(['OFF', 'NORMALLY', '0'])('are read back: %s is refused', (level) => {
    const format = {
      applicationId: applicationIdOf('TEST'),
      formatVersion: 1,
      schema: 'CREATE TABLE t (a)',
      synchronous: level as 'FULL',
    };
    expect(openDatabaseFile(join(testFolder(), 't.db'), format)).toMatchObject({
      error: { code: 'store_not_durable', message: expect.stringContaining('synchronous') as unknown },
    });
  });
});
