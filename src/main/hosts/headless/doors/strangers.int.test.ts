/** Another user of the machine, who was there first: the desk trades all the same, and without them. */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';
import { RunningDesk } from '../testing/deskProcess.ts';
import { tempDesk } from '../testing/tempDesk.ts';

/** The process ids of a process's children. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return new RegExp(`^PPid:\\t${pid}$`, 'm').test(readFileSync(`/proc/${name}/status`, 'utf8'));
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Ports on which a process listens, by the inodes of its sockets. */
function listeningPorts(pid: number): number[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`, { withFileTypes: true }).flatMap(({ name }) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inodes.has(inode ?? ''))
    .map(([, local]) => Number.parseInt(local?.split(':')[1] ?? '', 16));
}

const canChangeOwner = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canChangeOwner)('where the folder of the venue is of somebody else already', () => {
  it('the venue listens in another private one, and on no port', async () => {
    const { data } = tempDesk();
    const temporary = mkdtempSync(join(tmpdir(), 'bw-'));
    onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
    const taken = join(temporary, 'breakwater-0');
    mkdirSync(taken, { mode: 0o700 });
    chownSync(taken, 65_534, 65_534);
    const launcher = ['env', '-u', 'XDG_RUNTIME_DIR', `TMPDIR=${temporary}`];
    const desk = RunningDesk.through(launcher, '--data', data, '--signals', '-');
    await desk.answered(1);
    desk.send(sampleSignal('S-1'));
    expect((await desk.answered(2))[1]).toMatchObject({ type: 'acknowledged' });
    expect([desk.pid, ...childrenOf(desk.pid)].flatMap(listeningPorts)).toEqual([]);
    expect(readdirSync(taken)).toEqual([]);
    desk.kill('SIGTERM');
    expect((await desk.ended).code).toBe(0);
    expect(readdirSync(temporary)).toEqual(['breakwater-0']);
  });
});

describe.skipIf(process.platform !== 'linux')('where no private folder can be had', () => {
  it('the venue listens on a port, says so, and hears nobody without its token', async () => {
    const { data } = tempDesk();
    const temporary = mkdtempSync(join(tmpdir(), `bw-${'long'.repeat(30)}`));
    onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
    const launcher = ['env', '-u', 'XDG_RUNTIME_DIR', `TMPDIR=${temporary}`];
    const desk = RunningDesk.through(launcher, '--data', data, '--signals', '-');
    await desk.answered(1);
    desk.send(sampleSignal('S-1'));
    await desk.answered(2);
    expect(desk.stderr).toContain('a simulated venue listens on a port, with a token');
    const [port = 0] = childrenOf(desk.pid).flatMap(listeningPorts);
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    socket.write('{"type":"configureFaults","id":1,"faults":{"freeze":true}}\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(JSON.parse(heard)).toMatchObject({ type: 'error', code: 'no_token' });
  });
});
