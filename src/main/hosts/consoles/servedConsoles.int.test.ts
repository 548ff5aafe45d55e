/** Logins of consoles whose connection was lost: how many are kept, and how a console takes its own up again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fromEngineSchema, linkProtocol, type FromEngine } from '../../../shared/contract/consoleLink.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { isEngineThere } from '../../infra/link/dialHere.ts';
import { FrameReader, writeFrame } from '../../infra/link/frames.ts';
import { findSocket } from '../../infra/paths/engineSocket.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { openConsoleDoor } from './consoleDoor.ts';
import { consolesMax } from './servedConsoles.ts';

/** A door, the numbers of the consoles that have ended, and a way to greet. */
async function doorOf() {
  const folder = mkdtempSync(join(tmpdir(), 'bw-consoles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const desk = await new BridgeDesk().open();
  const ended: number[] = [];
  const counts = { opened: 0, recorded: 0 };
  const log: string[] = [];
  const door = await openConsoleDoor({
    folder,
    remote: undefined,
    bridge: {
      openConsole(place, files) {
        const console = desk.bridge.openConsole(place, files);
        const number = counts.opened++;
        return { ...console, close: (why) => (ended.push(number), console.close(why)) };
      },
    },
    facts: desk.facts,
    recordId: undefined,
    hasOperators: () => false,
    clock: desk.time,
    scheduler: nodeScheduler(),
    record: () => Promise.resolve(counts.recorded++),
    logger: { log: (_level, message, fields) => log.push(`${message}: ${String(fields?.['why'])}`) },
  });
  if (!door.ok) throw new Error(door.error.message);
  onTestFinished(() => door.value.close('end of the test'));
  const { version } = desk.facts;
  const greet = (resume?: string, other: object = {}): Socket => {
    const hello = { type: 'hello', protocol: linkProtocol, version, machine: 'here', resume, ...other };
    const socket = connect(findSocket(folder, 'console') ?? '');
    socket.write(writeFrame({ channel: 'link', window: 0, message: hello }));
    return socket;
  };
  return { counts, ended, log, folder, greet };
}

/** The engine's answer to the greeting. */
function answerTo(socket: Socket): Promise<FromEngine> {
  return new Promise((resolve, reject) => {
    const reader = new FrameReader(
      1024 * 1024,
      ({ message }) => {
        const said = fromEngineSchema.parse(message);
        if (said.type !== 'ping') resolve(said);
      },
      (why) => reject(new Error(why)),
    );
    socket.on('data', (chunk) => reader.push(chunk));
  });
}

test.skipIf(process.platform === 'win32')(
  'a look whether an engine is there leaves no line in the log, and a stranger leaves one',
  async () => {
    const { log, folder } = await doorOf();
    expect(await isEngineThere(folder)).toBe(true);
    const stranger = connect(findSocket(folder, 'console') ?? '');
    stranger.write('GET / HTTP/1.1\r\n\r\n');
    await once(stranger, 'close');
    await vi.waitUntil(() => log.length > 0);
    expect(log).toEqual([expect.stringContaining('a connection ended before its console greeted: it sent')]);
  },
);

/** The key of the welcome. */
async function keyTo(socket: Socket): Promise<string> {
  const said = await answerTo(socket);
  if (said.type !== 'welcome') throw new Error(JSON.stringify(said));
  return said.resume;
}

describe.skipIf(process.platform === 'win32')('consoles whose connection was lost', () => {
  test('the oldest logins end first', async () => {
    const { counts, ended, greet } = await doorOf();
    for (let index = 0; index < consolesMax + 3; index++) {
      const socket = greet();
      await once(socket, 'data');
      socket.destroy();
      await once(socket, 'close');
    }
    await vi.waitFor(() => expect(ended).toEqual([0, 1, 2]));
    expect(counts.opened).toBe(consolesMax + 3);
  });

  test('a console that has never got its new key comes back with the one before, as often as it takes', async () => {
    const { counts, greet } = await doorOf();
    const first = greet();
    const key = await keyTo(first);
    first.destroy();
    // An engine that stood still reads what consoles have sent that gave up meanwhile.
    for (let time = 0; time < 2; time++) {
      const gone = greet(key);
      gone.resume().end();
      await once(gone, 'close');
    }
    const back = greet(key);
    const next = await keyTo(back);
    expect(counts.opened).toBe(1);

    // The next key is in use from here on, and the one before counts no more.
    back.destroy();
    const again = greet(next);
    const third = await keyTo(again);
    again.destroy();
    await keyTo(greet(third));
    expect(counts.opened).toBe(1);
    await keyTo(greet(key));
    expect(counts.opened).toBe(2);
    // None of them has opened a window: nobody sat there.
    expect(counts.recorded).toBe(0);
  });
});

test.skipIf(process.platform === 'win32').each([
  [
    { version: '9.9.9', mood: 'good' },
    'is version 9.9.9, and the engine (test, process 1 on here) is version 0.1.0',
  ],
  [{ protocol: 99 }, 'speaks protocol 99, and the engine (test, process 1 on here) speaks protocol 2'],
])(
  'a console that greets as another version does, %j, is told which one the engine is',
  async (other, said) => {
    const { greet } = await doorOf();
    expect(await answerTo(greet(undefined, other))).toMatchObject({
      type: 'refused',
      fault: { code: 'console_version', message: expect.stringContaining(said) as string },
    });
  },
);
