/** The main process's side of the engine's thread, with threads that do as the test says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { EngineThread, type EngineThreadListener } from './engineThread.ts';

const data = { dataFolder: 'data', resourceFolder: 'resources', version: '0' };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-thread-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that runs `script`, with `port` to the main process in its hand. */
function threadOf(
  name: string,
  script: string,
  onFileWanted: (purpose: string) => Promise<string | undefined> = () => Promise.resolve(undefined),
  passwords: EngineThreadListener['passwords'] = { read: () => ok(undefined), keep: () => ok(undefined) },
) {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort as port, workerData } from 'node:worker_threads';\n${script}`);
  const ready: string[] = [];
  const wanted: string[] = [];
  let told: (fault: FaultView) => void = () => undefined;
  const gone = new Promise<FaultView>((resolve) => (told = resolve));
  const onGone = vi.fn<(fault: FaultView) => void>((fault) => told(fault));
  const thread = new EngineThread(file, data, {
    onReady: (environment) => ready.push(environment),
    onGone,
    onVenueWanted: (venue, args) => wanted.push(`${venue} ${args.join(' ')}`),
    onVenueUnneeded: (venue) => wanted.push(`not ${venue}`),
    onFileWanted,
    passwords,
  });
  onTestFinished(async () => void (await thread.stop('the test is over', 0)));
  return { thread, ready, wanted, gone, onGone };
}

const stoppable = `port.on('message', ({ type }) => type === 'stop' && port.close());`;

test('a thread says that it is ready, and what venues it wants', async () => {
  const { ready, wanted } = threadOf(
    'ready',
    `port.postMessage({ type: 'venue-wanted', venue: 'sim', args: ['--record', workerData.dataFolder] });
     port.postMessage({ type: 'venue-unneeded', venue: 'sim' });
     port.postMessage({ type: 'ready', environment: 'SIMULATION' }); ${stoppable}`,
  );
  await vi.waitFor(() => expect(ready).toEqual(['SIMULATION']));
  expect(wanted).toEqual(['sim --record data', 'not sim']);
});

test('a window is connected through the ports that travel with the message', async () => {
  const { thread } = threadOf(
    'connect',
    `port.on('message', ({ type, calls, streams }) => {
       if (type === 'connect') { calls.postMessage('calls'); streams.postMessage('streams'); }
       if (type === 'stop') process.exit(0);
     });`,
  );
  const [calls, streams] = [new MessageChannel(), new MessageChannel()];
  const heard = Promise.all(
    [calls, streams].map(({ port1 }) => new Promise((resolve) => port1.once('message', resolve))),
  );
  thread.connect(calls.port2, streams.port2);
  expect(await heard).toEqual(['calls', 'streams']);
  for (const { port1 } of [calls, streams]) port1.close();
});

test('a thread that wants a file is told the chosen one, or that there is none', async () => {
  const answers = [
    Promise.resolve('/home/ak/day.csv'),
    Promise.resolve(undefined),
    Promise.reject(new Error()),
  ];
  for (const answer of answers) answer.catch(() => undefined);
  const asked: string[] = [];
  const { wanted } = threadOf(
    'files',
    `const ask = () => port.postMessage({ type: 'file-wanted', purpose: 'replay' });
     port.on('message', ({ type, path }) => {
       if (type === 'stop') process.exit(0);
       port.postMessage({ type: 'venue-wanted', venue: path ?? 'none', args: [] });
       ask();
     });
     ask();`,
    (purpose) => {
      asked.push(purpose);
      return answers.shift() ?? new Promise(() => undefined);
    },
  );
  await vi.waitFor(() => expect(wanted).toEqual(['/home/ak/day.csv ', 'none ', 'none ']));
  expect(asked[0]).toBe('replay');
});

test('an error that nobody caught is told as a fault', async () => {
  const { gone } = threadOf(
    'crash',
    `setTimeout(() => { throw new Error('disk on fire'); }, 1); ${stoppable}`,
  );
  expect(await gone).toEqual({
    code: 'engine_crashed',
    message: 'The engine ended with an error: disk on fire',
  });
});

test('a thread that ends by itself is told as gone', async () => {
  expect(await threadOf('exit', 'process.exit(3);').gone).toEqual({
    code: 'engine_gone',
    message: "The engine's thread ended with exit code 3.",
  });
});

test('an engine that can not start says why', async () => {
  const { gone } = threadOf(
    'failed',
    `port.postMessage({ type: 'failed', fault: { code: 'data_folder_in_use', message: 'In use.', details: { pid: 7 } } });`,
  );
  expect(await gone).toEqual({ code: 'data_folder_in_use', message: 'In use.', details: { pid: 7 } });
});

test('a message that is not of the contract is passed over', async () => {
  const { ready } = threadOf(
    'malformed',
    `port.postMessage({ type: 'ready', environment: 'HEAVEN' }); port.postMessage(null);
     port.postMessage({ type: 'ready', environment: 'PAPER' }); ${stoppable}`,
  );
  await vi.waitFor(() => expect(ready).toEqual(['PAPER']));
});

test('a thread that is stopped in time is not gone', async () => {
  const { thread, onGone } = threadOf('stop', stoppable);
  expect(await thread.stop('test', 5_000)).toBe(true);
  expect(onGone).not.toHaveBeenCalled();
});

test('a thread that does not stop holds up nobody for longer than its time', async () => {
  const { thread } = threadOf('late', `port.on('message', () => setTimeout(() => process.exit(0), 400));`);
  expect(await thread.stop('test', 50)).toBe(false);
  expect(await thread.stop('test', 5_000)).toBe(true);
});

test('what is left behind is asked for, and a thread that ends answers with nothing', async () => {
  const { thread } = threadOf(
    'working',
    `let asked = 0;
     port.on('message', ({ type, requestId }) => {
       if (type === 'stop' || ++asked === 2) process.exit(0);
       port.postMessage({ type: 'left-behind', requestId, left: { venues: [], forgotten: ['x'] } });
     });`,
  );
  expect(await thread.leftBehind()).toEqual({ venues: [], forgotten: ['x'] });
  expect(await thread.leftBehind()).toBeUndefined();
});

test('a password that is asked for or given is answered, and stands in nothing that is printed', async () => {
  const fault = { code: 'key_store_unusable', message: 'there is no keyring' };
  const given: string[] = [];
  const { ready } = threadOf(
    'password',
    `const answers = [];
     port.on('message', (message) => {
       if (message.type !== 'password-answered') return;
       answers.push(message);
       if (answers.length < 4) return;
       const expected = JSON.stringify([
         { type: 'password-answered', requestId: 1, password: 'hunter2' },
         { type: 'password-answered', requestId: 2 },
         { type: 'password-answered', requestId: 3, fault: { code: 'key_store_unusable', message: 'there is no keyring' } },
         { type: 'password-answered', requestId: 4 },
       ]);
       if (JSON.stringify(answers) === expected) port.postMessage({ type: 'ready', environment: 'SIMULATION' });
     });
     port.postMessage({ type: 'password-wanted', requestId: 1, key: 'exec' });
     port.postMessage({ type: 'password-wanted', requestId: 2, key: 'none' });
     port.postMessage({ type: 'password-wanted', requestId: 3, key: 'locked' });
     port.postMessage({ type: 'password-given', requestId: 9, key: 7, password: 'hunter2' });
     port.postMessage({ type: 'password-given', requestId: 4, key: 'exec', password: 'hunter2' }); ${stoppable}`,
    undefined,
    {
      read: (key) => (key === 'locked' ? err(fault) : ok(key === 'exec' ? 'hunter2' : undefined)),
      keep: (key, password) => {
        given.push(`${key} ${password}`);
        return ok(undefined);
      },
    },
  );
  await vi.waitFor(() => expect(ready).toEqual(['SIMULATION']));
  expect(given).toEqual(['exec hunter2']);
  const printed = JSON.stringify(vi.mocked(console.error).mock.calls);
  expect(printed).toContain('not what its contract says');
  expect(printed).not.toContain('hunter2');
});
