import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epochMicros } from '../../../shared/kernel/time.ts';
import { createLogger } from './createLogger.ts';
import { fileSink, logFile } from './fileSink.ts';
import { formatLogLine } from './logRecord.ts';
import { RotatingFile } from './rotatingFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => epochMicros(1_795_000_000_123_456) };
const lines = (): unknown[] =>
  readFileSync(logFile(folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('the log file', () => {
  it('holds one JSON object a line, from the sink’s level up', () => {
    const logger = createLogger(clock, [fileSink(folder)]);
    logger.log('debug', 'too fine');
    logger.log('info', 'started', { pid: 7, level: 'a field can not pretend' });
    logger.log('error', 'broken', { error: new Error('why'), at: 12n });
    expect(lines()).toEqual([
      { time: '2026-11-18T11:06:40.123456Z', level: 'info', message: 'started', pid: 7 },
      {
        time: '2026-11-18T11:06:40.123456Z',
        level: 'error',
        message: 'broken',
        error: { name: 'Error', message: 'why', stack: expect.stringContaining('why') as string },
        at: '12',
      },
    ]);
    logger.close();
  });

  it('goes on, and says how much is missing, when it could not be written for a while', () => {
    const faults: unknown[] = [];
    mkdirSync(dirname(logFile(folder)), { recursive: true });
    // A folder in the file's place: no user, not even root, can write into it.
    mkdirSync(logFile(folder));
    const logger = createLogger(clock, [fileSink(folder, { onFault: (error) => faults.push(error) })]);
    logger.log('info', 'one');
    logger.log('info', 'two');
    rmSync(logFile(folder), { recursive: true });
    logger.log('info', 'three');
    expect(lines()).toMatchObject([{ message: 'three', missedEntries: 2 }]);
    expect(faults).toHaveLength(1);
    logger.close();
  });

  it('is there again with the next entry when somebody has moved or removed it', () => {
    const logger = createLogger(clock, [fileSink(folder)]);
    logger.log('info', 'one');
    renameSync(logFile(folder), join(folder, 'kept'));
    logger.log('info', 'two');
    expect(lines()).toMatchObject([{ message: 'two' }]);
    rmSync(dirname(logFile(folder)), { recursive: true });
    logger.log('info', 'three');
    expect(lines()).toMatchObject([{ message: 'three' }]);
    logger.close();
  });
});

describe('formatLogLine', () => {
  const record = { time: clock.now(), level: 'info', message: 'm' } as const;

  it('survives fields that can not be written', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    expect(JSON.parse(formatLogLine({ ...record, fields: loop }))).toMatchObject({
      note: 'fields can not be written',
    });
  });

  it('keeps a line at a readable length', () => {
    const line = formatLogLine({ ...record, fields: { text: 'x'.repeat(1_000_000) } });
    expect(line.length).toBeLessThan(2_000);
    expect(JSON.parse(line)).toMatchObject({
      message: 'm',
      note: expect.stringContaining('left out') as string,
    });
  });

  it('never spreads over two lines', () => {
    expect(formatLogLine({ ...record, message: 'a\nb' }).trimEnd()).not.toContain('\n');
  });
});

describe('RotatingFile', () => {
  it('moves full files up and drops the oldest', () => {
    const path = join(folder, 'a.log');
    const file = new RotatingFile({ path, bytesMax: 10, keptMax: 2 });
    for (const digit of ['1', '2', '3', '4', '5', '6', '7']) file.append(`${digit.repeat(4)}\n`);
    file.close();
    expect(readdirSync(folder).toSorted()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect(readFileSync(path, 'utf8')).toBe('7777\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('5555\n6666\n');
    expect(readFileSync(`${path}.2`, 'utf8')).toBe('3333\n4444\n');
  });

  it('does not grow beyond its bound when older files can not be moved up, and goes on when they can', () => {
    const path = join(folder, 'a.log');
    // A folder that is not empty: no user, not even root, can rename a file onto it or remove it as a file.
    mkdirSync(join(`${path}.1`, 'in-the-way'), { recursive: true });
    const file = new RotatingFile({ path, bytesMax: 10, keptMax: 1 });
    const failures = Array.from({ length: 20 }, () => {
      try {
        file.append('1234\n');
        return 0;
      } catch {
        return 1;
      }
    });
    expect(failures).toEqual([0, 0, ...Array.from({ length: 18 }, () => 1)]);
    expect(readFileSync(path, 'utf8')).toBe('1234\n1234\n');
    rmSync(`${path}.1`, { recursive: true });
    file.append('5678\n');
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('5678\n');
  });

  it('goes on with the file that is there', () => {
    const path = join(folder, 'a.log');
    writeFileSync(path, '123456\n');
    const file = new RotatingFile({ path, bytesMax: 10, keptMax: 1 });
    file.append('ab\n');
    file.append('c\n');
    file.close();
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('123456\nab\n');
    expect(existsSync(path)).toBe(true);
  });
});
