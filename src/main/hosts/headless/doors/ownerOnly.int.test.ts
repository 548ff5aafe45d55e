/** What other users of the machine find of a desk: nothing. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programFile } from '../../../infra/paths/programFiles.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk, runAsNobody, runToEnd } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

/** Every file and folder at and below, with the rights that others have on it, where they have some. */
function openToOthers(path: string): string[] {
  const stat = statSync(path);
  const below = stat.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [];
  const own = (stat.mode & 0o077) === 0 ? [] : [`${path} ${(stat.mode & 0o777).toString(8)}`];
  return [...own, ...below.flatMap(openToOthers)];
}

describe.skipIf(process.platform === 'win32')('the files of a desk', () => {
  it('are for its user alone from the first byte, backups and proofs too', async () => {
    const { data, file } = tempDesk();
    const out = file('empty', '').replace(/empty$/, '');
    const desk = new RunningDesk('--data', data, '--signals', '-');
    await desk.answered(1);
    desk.send(sampleSignal('S-1'));
    await desk.answered(2);
    expect(openToOthers(data)).toEqual([]);
    for (const [name, ...args] of [
      ['copy.db', 'backup'],
      ['head.json', 'checkpoint', '--out'],
      ['proof.json', 'export', '--proof'],
    ]) {
      const made = await runToEnd(...args, join(out, name ?? ''), '--data', data);
      expect(made.code, made.stderr).toBe(0);
      expect(openToOthers(join(out, name ?? ''))).toEqual([]);
    }
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
    expect(openToOthers(data)).toEqual([]);
  });

  it('are tightened at the start where they were open to others, which is said', async () => {
    const { data } = tempDesk();
    const first = await runToEnd('status', '--data', data);
    expect(first.code).not.toBe(0);
    mkdirSync(join(data, 'logs'), { recursive: true });
    writeFileSync(join(data, 'configuration.json'), '{}');
    writeFileSync(join(data, 'notes.txt'), 'of somebody else');
    writeFileSync(join(data, 'engine.lock'), '');
    const loose = ['', 'logs', 'configuration.json', 'engine.lock', 'notes.txt'];
    for (const name of loose) chmodSync(join(data, name), 0o755);
    const desk = new RunningDesk('--data', data);
    await desk.answered(1);
    expect(openToOthers(data)).toEqual([`${join(data, 'notes.txt')} 755`]);
    const told = desk.stderr.split('\n').filter((line) => line.includes('other users could read'));
    expect(told).toHaveLength(1);
    for (const name of ['logs', 'configuration.json', 'engine.lock']) {
      expect(told[0]).toContain(join(data, name));
    }
  });

  it.skipIf(process.getuid?.() !== 0)('can not be opened by another user, nor locked', async () => {
    const { data } = tempDesk();
    chmodSync(join(data, '..'), 0o755);
    const desk = new RunningDesk('--data', data);
    await desk.answered(1);
    for (const name of ['events.db', 'events.db-shm', 'engine.lock', 'venue-sim.db']) {
      const tried = spawnSync('cat', [join(data, name)], { uid: 65_534, gid: 65_534 });
      expect(tried.status).not.toBe(0);
      expect(String(tried.stderr)).toContain('Permission denied');
    }
  });
});

const nobody = 65_534;
const trading = [
  ['run'],
  ['replay', 'x.ndjson'],
  ['kill', '--scope', 'desk', '--reason', 'why'],
  ['status'],
  ['rebuild'],
  ['checkpoint'],
];
const reading = [['orders'], ['verify'], ['export'], ['events', 'desk'], ['backup', 'copy.db']];

// Only root may give a folder away, and start a program as another user.
describe.skipIf(process.getuid?.() !== 0)('a data folder of another user', () => {
  it.each([0o700, 0o777])('is refused before anything is opened, mode %o', async (mode) => {
    const { data } = tempDesk();
    mkdirSync(data);
    chmodSync(data, mode);
    chownSync(data, nobody, nobody);
    for (const args of trading) {
      const { code, stdout, stderr } = await runToEnd(...args, '--data', data);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^desk: .+ belongs to user 65534, .+ --data DIR, .+ \(data_folder_foreign\)\n$/);
    }
    expect(readdirSync(data)).toEqual([]);
    expect(statSync(data).mode & 0o777).toBe(mode);
  });

  it.each(['events.db', 'checkpoint-key.pem', 'configuration.json', 'control.sock'])(
    'is believed as little where only %s is theirs',
    async (name) => {
      const { data } = tempDesk();
      mkdirSync(data);
      writeFileSync(join(data, name), '');
      chownSync(join(data, name), nobody, nobody);
      const { code, stderr } = await runToEnd('run', '--data', data, '--json');
      expect(code).toBe(1);
      expect(JSON.parse(stderr)).toMatchObject({
        code: 'data_folder_foreign',
        details: { path: join(data, name), owner: nobody, user: 0 },
      });
      expect(readdirSync(data)).toEqual([name]);
    },
  );

  it('that may not be entered is said to be that by every command, while an engine runs there', async () => {
    const { data } = tempDesk();
    chmodSync(join(data, '..'), 0o755);
    const desk = new RunningDesk('--data', data);
    await desk.answered(1);
    for (const args of [...trading, ...reading]) {
      const { code, stdout, stderr } = await runAsNobody(data, ...args, '--data', data);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^desk: this user may not enter the folder .+ \(data_folder_unusable\)\n$/);
    }
  });

  it('that may be entered takes no command of theirs', async () => {
    const { data } = tempDesk();
    chmodSync(join(data, '..'), 0o755);
    mkdirSync(data);
    chmodSync(data, 0o777);
    for (const args of trading) {
      const { code, stderr } = await runAsNobody(data, ...args, '--data', data);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^desk: .+ belongs to user 0, .+ \(data_folder_foreign\)\n$/);
    }
  });
});

describe('a user without a home', () => {
  it('gets one sentence that names --data where the home is not there', () => {
    const entry = programFile('desk');
    const { HOME: _home, XDG_DATA_HOME: _xdg, BREAKWATER_DATA: _data, ...env } = process.env;
    const home = '/nonexistent';
    for (const args of [['run'], ['orders']]) {
      const { status, stderr } = spawnSync(process.execPath, [entry, ...args], {
        env: { ...env, HOME: home },
        encoding: 'utf8',
      });
      expect(status).toBe(2);
      expect(stderr).toMatch(/^desk: There is no place to keep data: .+\/nonexistent, .+ --data DIR\n$/);
    }
  });

  it.each(['', 'somewhere'])('gets one sentence that names --data, for HOME "%s"', (home) => {
    const entry = programFile('desk');
    for (const args of [
      ['run'],
      ['orders'],
      ['replay', 'x.ndjson'],
      ['kill', '--scope', 'desk', '--reason', 'why'],
    ]) {
      const env = { PATH: process.env['PATH'], HOME: home, XDG_DATA_HOME: 'data' };
      const { status, stderr, stdout } = spawnSync(process.execPath, [entry, ...args], {
        env,
        encoding: 'utf8',
      });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^desk: There is no place to keep data: .+ --data DIR\n$/);
    }
  });

  it.skipIf(process.getuid?.() !== 0).each([
    ['the system knows none', 54_321],
    ['the one that it knows is not there', nobody],
  ])('gets it also where %s', (_, id) => {
    const entry = programFile('desk');
    const options = { env: { PATH: process.env['PATH'] }, uid: id, gid: id, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(process.execPath, [entry, 'orders'], options);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^desk: .+ --data DIR\n$/) as string,
    });
  });
});
