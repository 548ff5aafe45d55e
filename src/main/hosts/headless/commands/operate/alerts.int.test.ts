/** Alerts from a shell: over the control channel, on an engine in simulated time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ids } from '../../../../../shared/kernel/testing/ids.ts';
import type { AlertView } from '../../../../../shared/contract/status.ts';
import type { Alert } from '../../../../domain/desk/alert.ts';
import { BridgeDesk } from '../../../../ipc/testing/bridgeDesk.ts';
import { openControlChannel } from '../../../control/controlServer.ts';
import { whileTimePasses } from '../../../control/testing/whileTimePasses.ts';
import { runDesk } from '../../runDesk.ts';
import type { DeskResult } from '../../testing/deskProcess.ts';
import { runHere } from '../../testing/runHere.ts';
import { tempDesk } from '../../testing/tempDesk.ts';

const why = ['--reason', 'looked into it'];
let bridgeDesk: BridgeDesk;
let folder: string;
let closeChannel: () => Promise<void>;

const openChannel = async (): Promise<void> => {
  const apiFor = () => bridgeDesk.bridge.controlCalls();
  const channel = await openControlChannel({ folder, apiFor, logger: { log: () => undefined } });
  closeChannel = () => channel.close();
};

beforeEach(async () => {
  bridgeDesk = new BridgeDesk();
  await bridgeDesk.open();
  folder = tempDesk().data;
  mkdirSync(folder);
  // The store itself is in memory; a command looks for its file before it asks.
  writeFileSync(join(folder, 'events.db'), '');
  await openChannel();
  onTestFinished(() => closeChannel());
});

const desk = (...args: string[]): Promise<DeskResult> =>
  whileTimePasses(bridgeDesk, runHere(...args, '--data', folder));

const raise = (id: string, change: Partial<Alert> = {}): Promise<void> =>
  whileTimePasses(
    bridgeDesk,
    bridgeDesk.engine.alerts.raise({
      alertId: ids.alert(id),
      kind: 'overfill',
      holdsOrders: false,
      message: `what happened in ${id}`,
      advice: 'Look at it',
      ...change,
    }),
  );

describe.skipIf(process.platform === 'win32')('desk alerts', () => {
  it('says what is open, how much it matters and how often it was, and ends with 1', async () => {
    await raise('quiet', { kind: 'reader_ended' });
    await raise('a', { cause: 'one' });
    await raise('b', { cause: 'one' });
    const told = await desk('alerts');
    expect(told).toMatchObject({ code: 1, stderr: '' });
    const [first, second] = told.stdout.split('\n');
    expect(first).toMatch(/^critical overfill, since \S+, 2 times: what happened in b\. Look at it \(a\)$/);
    expect(second).toMatch(/^info reader_ended, since /);
  });

  it('acknowledges by name, and shows for as long as the cause lasts who has seen it', async () => {
    await raise('a', { lasts: true });
    expect(await desk('alerts', 'acknowledge', 'a')).toMatchObject({ code: 2 });
    const done = await desk('alerts', 'acknowledge', 'a', ...why);
    expect(done).toMatchObject({ code: 0, stdout: '1 acknowledged, 0 still open\n' });
    const left = await desk('alerts', '--json');
    expect(left.code).toBe(0);
    expect(left.json<AlertView>()).toMatchObject([
      {
        alertId: ids.alert('a'),
        acknowledged: { reason: 'looked into it', by: expect.stringMatching(/./) as string },
      },
    ]);
  });

  it('mutes a kind for some minutes, and no longer than a week', async () => {
    await raise('a');
    for (const wrong of ['0', '10081', 'ten']) {
      expect(await desk('alerts', 'mute', 'overfill', '--minutes', wrong, ...why)).toMatchObject({ code: 2 });
    }
    const muted = await desk('alerts', 'mute', 'overfill', '--minutes', '30', ...why);
    expect(muted.stdout).toMatch(/^overfill calls nobody until \S+Z\n$/);
    const quiet = await desk('alerts');
    expect(quiet.code).toBe(0);
    expect(quiet.stdout).toContain(', muted until ');
    expect(await desk('alerts', 'unmute', 'overfill', ...why)).toMatchObject({ code: 0 });
    expect(await desk('alerts')).toMatchObject({ code: 1 });
    const refused = await desk('alerts', 'mute', 'chain_broken', '--minutes', '5', ...why);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('mute_holds_orders');
  });
});

describe.skipIf(process.platform === 'win32')('desk alerts --follow', () => {
  function follow(...args: string[]) {
    const lines: string[] = [];
    const notes: string[] = [];
    const unread = new AbortController();
    const line = async (text: string): Promise<void> => void lines.push(text);
    const ended = runDesk(['alerts', '--follow', ...args, '--data', folder], {
      line,
      record: line,
      json: (value) => line(JSON.stringify(value)),
      note: (text) => void notes.push(text),
      input: (async function* () {
        // Nothing comes in.
      })(),
      secret: () => Promise.resolve(''),
      closeInput: () => undefined,
      isTerminal: false,
      columns: 80,
      flushed: () => Promise.resolve(),
      unread: unread.signal,
    });
    const stop = async () => {
      unread.abort();
      return ended;
    };
    onTestFinished(() => void stop());
    return { lines, notes, stop };
  }

  const told = (lines: readonly string[]) =>
    lines.map((line) => (JSON.parse(line) as { data: { alertId: string } }).data.alertId);

  it('tells everything once and in order, also what happens while the engine is away', async () => {
    await raise('before');
    const { lines, notes, stop } = follow('--json', '--after', '0');
    const { poll } = expect;
    const options = { timeout: 20_000 };
    await poll(() => told(lines), options).toEqual(['before']);
    await raise('first');
    await poll(() => told(lines), options).toEqual(['before', 'first']);
    await closeChannel();
    await poll(() => notes.join(), options).toContain('waiting');
    await raise('away-1');
    await raise('away-2');
    await openChannel();
    await poll(() => told(lines), options).toEqual(['before', 'first', 'away-1', 'away-2']);
    expect(await stop()).toBe(0);

    const last = JSON.parse(lines[1] ?? '{}') as { position: number };
    const resumed = follow('--json', '--after', String(last.position));
    await poll(() => told(resumed.lines), options).toEqual(['away-1', 'away-2']);
    expect(await resumed.stop()).toBe(0);
  });

  it('needs an engine to begin with', async () => {
    await closeChannel();
    const refused = await runHere('alerts', '--follow', '--data', folder);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('engine_not_running');
    expect(await runHere('alerts', '--after', '3', '--data', folder)).toMatchObject({ code: 2 });
  });
});
