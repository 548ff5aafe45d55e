/** A data folder on a medium that takes no writes: an archive is read as it stands. */
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ndjson, sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { runAsNobody, runToEnd } from '../testing/deskProcess.ts';

let template: string;
let data: string;
let temporary: string;

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'breakwater-template-'));
  const file = join(template, 'signals.ndjson');
  writeFileSync(file, ndjson([sampleSignal('S-1'), sampleSignal('S-2', { quantity: '-1' })]));
  await runToEnd('replay', file, '--data', join(template, 'data'));
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'breakwater-archive-'));
  cpSync(join(template, 'data'), data, { recursive: true });
  temporary = mkdtempSync(join(tmpdir(), 'breakwater-temporary-'));
  chmodSync(temporary, 0o777);
  return () => {
    for (const folder of [data, temporary]) rmSync(folder, { recursive: true, force: true });
  };
});

/** Everybody may read it, and nobody may write. */
function archive(): void {
  for (const name of readdirSync(data)) {
    const path = join(data, name);
    chmodSync(path, statSync(path).isDirectory() ? 0o555 : 0o444);
  }
  chmodSync(data, 0o555);
}

/** Leaves a commit in the file's log alone, as a killed program does. */
function unfinish(name: string): void {
  const database = new Database(join(data, name));
  database.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 2');
  const log = `${name}-wal`;
  cpSync(join(data, log), join(data, `${log}.kept`));
  database.close();
  cpSync(join(data, `${log}.kept`), join(data, log));
  rmSync(join(data, `${log}.kept`));
}

const asNobody = (...args: string[]) => runAsNobody(temporary, ...args, '--data', data);

const readsBy: string[][] = [
  ['orders'],
  ['orders', '--json'],
  ['events', 'desk', '--json'],
  ['export'],
  ['verify'],
];

// Only root may start a program as another user.
describe.skipIf(process.getuid?.() !== 0)('a data folder that takes no writes', () => {
  it.each(readsBy)('is read by desk %s as any other', async (...command) => {
    const expected = await runToEnd(...command, '--data', data);
    archive();
    const before = readdirSync(data);
    const { code, stdout, stderr } = await asNobody(...command);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expected.stdout, stderr: expected.stderr });
    expect(readdirSync(data)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is copied elsewhere by desk backup', async () => {
    archive();
    expect(await asNobody('backup', join(temporary, 'backup.db'))).toMatchObject({ code: 0 });
    expect(readdirSync(temporary)).toEqual(['backup.db']);
  });

  it('is refused where commits are in the log alone, with what to do', async () => {
    unfinish('events.db');
    archive();
    for (const command of ['export', 'verify']) {
      const refused = await asNobody(command);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('store_unrecovered');
      expect(refused.stderr).toContain('copy the whole folder to a place that can be written');
    }
  });

  it('gives its orders where only the read model can not be read', async () => {
    const { stdout } = await runToEnd('orders', '--json', '--data', data);
    unfinish('views.db');
    archive();
    expect(await asNobody('orders', '--json')).toMatchObject({ code: 0, stdout });
  });
});
