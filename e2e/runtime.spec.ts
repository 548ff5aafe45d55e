// What the console asks of any runtime: its SQLite, in the engine's thread and in a process of its own.
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';

const script = `
  const { createRequire } = require('node:module');
  const answer = (message) => (process.parentPort ?? require('node:worker_threads').parentPort).postMessage(message);
  const [app, file] = process.argv.slice(-2);
  const Database = createRequire(app + '/out/main/main.js')('better-sqlite3');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec('create table t (a text)');
  db.prepare('insert into t values (?)').run('kept');
  answer(db.prepare('select a from t').pluck().get());
  db.close();
`;

test('SQLite works where the console asks for it', async ({ desk }) => {
  const file = join(desk.dataFolder, 'probe.cjs');
  await writeFile(file, script);

  await test.step('SQLite works in a worker thread of the main process', async () => {
    const answer = await desk.app.evaluate(
      ({ app }, [probe, database]) =>
        new Promise<unknown>((resolve, reject) => {
          const { Worker } = process.getBuiltinModule('node:worker_threads');
          const worker = new Worker(probe, { argv: [app.getAppPath(), database] });
          worker.once('message', resolve);
          worker.once('error', (error) => {
            reject(error);
          });
        }),
      [file, join(desk.dataFolder, 'worker.db')] as const,
    );
    expect(answer).toBe('kept');
  });

  await test.step('SQLite works in a utility process', async () => {
    const answer = await desk.app.evaluate(
      ({ app, utilityProcess }, [probe, database]) =>
        new Promise<unknown>((resolve, reject) => {
          const child = utilityProcess.fork(probe, [app.getAppPath(), database]);
          child.once('message', resolve);
          child.once('exit', (code) => {
            reject(new Error(`exit code ${code}`));
          });
        }),
      [file, join(desk.dataFolder, 'utility.db')] as const,
    );
    expect(answer).toBe('kept');
  });
});
