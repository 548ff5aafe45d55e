/** The programs of `examples/`, as whoever writes a strategy starts them, against a desk that is killed meanwhile. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RunningDesk, runToEnd } from '../headless/testing/deskProcess.ts';
import { tempDesk } from '../headless/testing/tempDesk.ts';
import type { Answer } from './testing/intakeClient.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const prices = `${root}resources/prices/sp500-2000.csv`;
const hasPython = spawnSync('python3', ['--version']).status === 0;
/** Below the ports that a system gives to connections, so that nobody takes it while the desk is away. */
const port = String(20_000 + (process.pid % 10_000));

function start(program: string, script: string, ...args: readonly string[]) {
  const child = spawn(program, [`${root}examples/${script}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Answer[] = [];
  let onFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (onFirst = resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as Answer);
    onFirst();
  });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { lines, first, ended };
}

describe('the examples', () => {
  it.each([
    { program: process.execPath, script: 'smaCross.ts', actor: 'intake:websocket' },
    // A machine without Python has nobody who would write a strategy in it.
    ...(hasPython ? [{ program: 'python3', script: 'mean_reversion.py', actor: 'intake:http' }] : []),
  ])('$script trades the real prices over a kill -9 of the desk', async ({ program, script, actor }) => {
    const { data } = tempDesk();
    const open = async (): Promise<{ desk: RunningDesk; address: string; token: string }> => {
      const desk = new RunningDesk('--data', data, '--intake-port', port);
      const [ready] = await desk.answered(1);
      return { desk, address: String(ready?.['intake']), token: String(ready?.['intakeToken']) };
    };
    const before = await open();
    const example = start(program, script, before.address, before.token, prices, '1500');
    await example.first;
    before.desk.kill('SIGKILL');
    await before.desk.ended;
    const after = await open();
    expect(await example.ended).toBe(0);
    const { acknowledged, ...others } = example.lines.at(-1) ?? {};
    expect(acknowledged).toBeGreaterThan(50);
    expect(others).toMatchObject({ type: 'done', refused: 0 });

    const again = start(program, script, after.address, after.token, prices, '1500');
    expect(await again.ended).toBe(0);
    expect(again.lines.at(-1)).toEqual({ type: 'done', acknowledged, refused: 0, duplicates: acknowledged });
    after.desk.kill('SIGTERM');
    expect((await after.desk.ended).code).toBe(0);
    const events = (await runToEnd('export', '--format', 'ndjson', '--data', data)).json<Answer>();
    expect(events.filter(({ type }) => type === 'OrderCreated')).toHaveLength(Number(acknowledged));
    expect(events.find(({ type }) => type === 'SignalReceived')).toMatchObject({
      actor,
      data: { signal: { source: `examples/${script}` } },
    });
  });
});
