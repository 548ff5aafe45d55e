/** Consoles that come and go, however many, leave a bounded number of logins behind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { linkProtocol } from '../../../shared/contract/consoleLink.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { writeFrame } from '../../infra/link/frames.ts';
import { findSocket } from '../../infra/paths/engineSocket.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { openConsoleDoor } from './consoleDoor.ts';
import { consolesMax } from './servedConsoles.ts';

test.skipIf(process.platform === 'win32')('the oldest logins of lost connections end first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bw-consoles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const desk = await new BridgeDesk().open();
  const ended: number[] = [];
  let opened = 0;
  const door = await openConsoleDoor({
    folder,
    remote: undefined,
    bridge: {
      openConsole(place, files) {
        const console = desk.bridge.openConsole(place, files);
        const number = opened++;
        return { ...console, close: (why) => (ended.push(number), console.close(why)) };
      },
    },
    facts: desk.facts,
    hasOperators: () => false,
    scheduler: nodeScheduler(),
    logger: { log: () => undefined },
  });
  if (!door.ok) throw new Error(door.error.message);
  onTestFinished(() => door.value.close('end of the test'));
  const { version } = desk.facts;
  const hello = { type: 'hello', protocol: linkProtocol, version, machine: 'here' };
  for (let index = 0; index < consolesMax + 3; index++) {
    const socket = connect(findSocket(folder, 'console') ?? '');
    socket.write(writeFrame({ channel: 'link', window: 0, message: hello }));
    await once(socket, 'data');
    socket.destroy();
    await once(socket, 'close');
  }
  await vi.waitFor(() => expect(ended).toEqual([0, 1, 2]));
  expect(opened).toBe(consolesMax + 3);
});
