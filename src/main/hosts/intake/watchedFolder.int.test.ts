/** The rules of a watched folder: which file is taken, when, and what stands beside it afterwards. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ndjson, sampleSignal } from '../../domain/signal/testing/sampleSignal.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { jsonLines } from '../headless/testing/deskProcess.ts';
import { IntakeTally } from './intakeTally.ts';
import { ScriptedEngine } from './testing/scriptedEngine.ts';
import { defaultFolderTimes, WatchedFolder } from './watchedFolder.ts';

const { settledMs, unfinishedMs, retryMs } = defaultFolderTimes;

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bw-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A watched folder whose time passes when the test says so. */
function watch(folder = tempFolder()) {
  const scripted = new ScriptedEngine();
  const alerts: string[] = [];
  let nowMs = 0;
  const waiting: (() => void)[] = [];
  const watched = new WatchedFolder({
    engine: scripted.engine,
    clock: { ...systemClock(), monotonicMs: () => nowMs },
    scheduler: {
      ...nodeScheduler(),
      after: (_delayMs, task) => {
        waiting.push(task);
        return { cancel: () => undefined };
      },
    },
    logger: { log: () => undefined },
    tally: new IntakeTally(),
    raise: ({ message }) => void alerts.push(message),
    folder,
    times: defaultFolderTimes,
  });
  onTestFinished(() => watched.close());
  /** One look, so much later. */
  const look = async (afterMs = 0): Promise<void> => {
    nowMs += afterMs;
    const go = waiting.pop() ?? ((): void => watched.start());
    go();
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const results = (name: string): Record<string, unknown>[] =>
    jsonLines(readFileSync(join(folder, `${name}.results.ndjson`), 'utf8'));
  const files = (): string[] => readdirSync(folder).toSorted();
  return { folder, scripted, watched, alerts, look, put, results, files };
}

const csv = `id,source,strategy,account,symbol,side,quantity,orderType,timeInForce,confidence,createdAt\nC-1,test,manual,main,SPX,buy,1,market,DAY,0.9,2000-01-03T21:00:00Z\n`;

describe('a file in the watched folder', () => {
  it('is taken once it has stayed as it is, with its results beside it, and not again', async () => {
    const { look, put, results, files, scripted } = watch();
    put('a.ndjson', `${ndjson([sampleSignal('A-1')])}\n{"id":\n`);
    put('b.csv', csv);
    await look();
    await look(settledMs - 1);
    expect(files()).toEqual(['a.ndjson', 'b.csv']);
    await look(1);
    expect(results('a.ndjson')).toMatchObject([
      { type: 'acknowledged', signalId: 'A-1', line: 1 },
      { type: 'refused', code: 'json_malformed', line: 3 },
      { type: 'done', file: 'a.ndjson', acknowledged: 1, refused: 1, duplicates: 0 },
    ]);
    expect(results('b.csv')).toMatchObject([{ type: 'acknowledged', signalId: 'C-1', line: 2 }, {}]);
    await look(settledMs);
    await look(unfinishedMs);
    expect(scripted.taken).toBe(3);
    expect(files()).toEqual(['a.ndjson', 'a.ndjson.results.ndjson', 'b.csv', 'b.csv.results.ndjson']);
  });

  it('is known again by another run, and read again when it has changed', async () => {
    const first = watch();
    first.put('a.ndjson', ndjson([sampleSignal('A-1')]));
    await first.look();
    await first.look(settledMs);
    await first.watched.close();
    const second = watch(first.folder);
    await second.look();
    await second.look(settledMs);
    expect(second.scripted.taken).toBe(0);
    expect(second.watched.filesDone).toBe(1);
    appendFileSync(join(first.folder, 'a.ndjson'), ndjson([sampleSignal('A-2')]));
    await second.look(settledMs);
    await second.look(settledMs);
    expect(second.results('a.ndjson')).toMatchObject([{ signalId: 'A-1' }, { signalId: 'A-2' }, {}]);
  });

  it('waits while it grows, while its last line has no end, and while it has another name', async () => {
    const { look, put, results, files, scripted, folder } = watch();
    const path = put('a.ndjson', ndjson([sampleSignal('A-1')]));
    put('b.ndjson.part', ndjson([sampleSignal('B-1')]));
    put('.c.ndjson', ndjson([sampleSignal('C-1')]));
    for (let i = 0; i < 5; i++) {
      await look(settledMs);
      appendFileSync(path, ndjson([sampleSignal(`A-${i}`)]));
    }
    appendFileSync(path, '{"id":"A-9","quan');
    utimesSync(path, 1, 1);
    await look(settledMs);
    await look(settledMs);
    await look(settledMs);
    expect(scripted.taken).toBe(0);
    expect(files()).toEqual(['.c.ndjson', 'a.ndjson', 'b.ndjson.part']);
    await look(unfinishedMs);
    expect(results('a.ndjson')).toMatchObject([
      { type: 'refused', code: 'file_unfinished' },
      { type: 'done', acknowledged: 0 },
    ]);
    // It goes on all the same, and the other one gets its name.
    appendFileSync(path, 'tity":"1"}\n');
    renameSync(join(folder, 'b.ndjson.part'), join(folder, 'b.ndjson'));
    await look();
    await look(settledMs);
    expect(results('a.ndjson').at(-1)).toMatchObject({ type: 'done', acknowledged: 7 });
    expect(results('b.ndjson')).toMatchObject([{ signalId: 'B-1' }, {}]);
  });

  const isRoot = process.getuid?.() === 0;
  it
    .skipIf(process.platform === 'win32')
    .each<[code: string, what: string, name: string, make: (path: string) => void]>([
      ['file_refused', 'a link', 'x.ndjson', (path) => symlinkSync('/etc/passwd', path)],
      ['file_refused', 'a link to nothing', 'x.ndjson', (path) => symlinkSync('/nowhere', path)],
      ['file_refused', 'a folder', 'x.ndjson', (path) => mkdirSync(path)],
      ['file_refused', 'a pipe', 'x.csv', (path) => void spawnSync('mkfifo', [path])],
      ...(isRoot
        ? [
            [
              'file_refused',
              'a file of another user',
              'x.ndjson',
              (path: string) => (writeFileSync(path, csv), chownSync(path, 65_534, 65_534)),
            ] as [string, string, string, (path: string) => void],
          ]
        : []),
      [
        'file_without_signals',
        'no text',
        'x.ndjson',
        (path) => writeFileSync(path, Buffer.alloc(5_000, 'PK\u0003\u0004\n')),
      ],
      ['file_without_signals', 'a list', 'x.ndjson', (path) => writeFileSync(path, '[\n1\n]\n')],
      ['file_without_signals', 'CSV', 'x.ndjson', (path) => writeFileSync(path, csv)],
      ['csv_header_malformed', 'no header', 'x.csv', (path) => writeFileSync(path, 'colour\nred\n')],
      ['csv_header_malformed', 'NDJSON', 'x.csv', (path) => writeFileSync(path, ndjson([sampleSignal('x')]))],
      [
        'oversized',
        'too long',
        'x.ndjson',
        (path) => (writeFileSync(path, ''), truncateSync(path, 67_108_865)),
      ],
      ['file_unfinished', 'empty', 'x.ndjson', (path) => writeFileSync(path, '')],
    ])('is refused as a whole, as %s, when it is %s', async (code, _what, name, make) => {
    const { folder, alerts, look, results, files, scripted } = watch();
    make(join(folder, name));
    await look();
    await look(unfinishedMs);
    expect(results(name)).toMatchObject([
      { type: 'refused', code, reasons: [{ code }] },
      { type: 'done', file: name, acknowledged: 0, refused: 0 },
    ]);
    await look(unfinishedMs);
    expect(files()).toEqual([name, `${name}.results.ndjson`]);
    expect(scripted.taken).toBe(0);
    expect(alerts).toEqual([expect.stringContaining(`${name} is refused as a whole`)]);
  });

  it('has no results while the engine takes nothing, and is read again from its start', async () => {
    const { look, put, results, files, scripted, watched } = watch();
    put('a.ndjson', ndjson([1, 2, 3].map((i) => sampleSignal(`A-${i}`))));
    scripted.fault = { code: 'store_full', message: 'the disk is full' };
    await look();
    await look(settledMs);
    await look(retryMs);
    expect(files()).toEqual(['a.ndjson']);
    expect(watched).toMatchObject({ filesDone: 0, filesWaiting: 1 });
    scripted.fault = undefined;
    await look(retryMs);
    expect(results('a.ndjson').map(({ type }) => type)).toEqual([...Array(3).fill('acknowledged'), 'done']);
  });

  it('takes no signal while its results have no place, and replaces a link that lies there', async () => {
    const { folder, look, put, results, scripted } = watch();
    const other = join(tempFolder(), 'other');
    writeFileSync(other, 'mine');
    symlinkSync(other, join(folder, 'a.ndjson.results.ndjson'));
    mkdirSync(join(folder, '.a.ndjson.results.ndjson.new'));
    put('a.ndjson', ndjson([sampleSignal('A-1')]));
    await look();
    await look(settledMs);
    expect(scripted.taken).toBe(0);
    rmSync(join(folder, '.a.ndjson.results.ndjson.new'), { recursive: true });
    await look(retryMs);
    expect(results('a.ndjson')).toMatchObject([{ signalId: 'A-1' }, { type: 'done' }]);
    expect(readFileSync(other, 'utf8')).toBe('mine');
  });
});

describe.skipIf(process.platform === 'win32')('a folder', () => {
  it.each<[why: string, make: (path: string) => void]>([
    ['there is no', () => undefined],
    ['it is a link', (path) => symlinkSync(tempFolder(), path)],
    ['it is no folder', (path) => writeFileSync(path, '')],
    ['other users can write to it', (path) => (mkdirSync(path), chmodSync(path, 0o777))],
  ])('is not watched when %s, which one alert says', async (why, make) => {
    const path = join(tempFolder(), 'in');
    make(path);
    const { look, watched, alerts } = watch(path);
    await look();
    await look();
    expect(watched.fault?.message).toContain(why);
    expect(alerts).toEqual([expect.stringContaining(why)]);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { mode: 0o700 });
    await look();
    expect(watched.fault).toBeUndefined();
  });
});
