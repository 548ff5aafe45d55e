/** Consoles of other machines whose certificates their authority withdraws, while they are connected and after. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { linkProtocol } from '../../../shared/contract/consoleLink.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { dialRemote } from '../../infra/link/dialRemote.ts';
import { FrameReader, writeFrame } from '../../infra/link/frames.ts';
import type { PeerFiles } from '../../infra/link/peerFiles.ts';
import { TestAuthority } from '../../infra/link/testing/authority.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { openConsoleDoor } from './consoleDoor.ts';

const withdrawn = {
  type: 'refused',
  fault: {
    code: 'certificate_refused',
    message: 'The engine does not take the certificate of this console: it was withdrawn.',
  },
};
const waitMsMax = 10_000;

/** An engine with a list of withdrawn certificates, which is empty, and the certificates of two consoles. */
async function engineWithList() {
  const folder = mkdtempSync(join(tmpdir(), 'bw-withdrawn-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const authority = new TestAuthority(folder);
  const [engine, one, other] = ['engine', 'one', 'other'].map((name) => authority.peer(name)) as [
    PeerFiles,
    PeerFiles,
    PeerFiles,
  ];
  const crlFile = join(folder, 'crl.pem');
  writeFileSync(crlFile, authority.list([]));
  const desk = await new BridgeDesk().open();
  const logged: string[] = [];
  const open = () =>
    openConsoleDoor({
      folder: mkdtempSync(join(folder, 'data-')),
      remote: { listen: { host: '127.0.0.1', port: 0 }, ...engine, crlFile },
      bridge: desk.bridge,
      facts: desk.facts,
      recordId: undefined,
      hasOperators: () => true,
      clock: desk.time,
      scheduler: nodeScheduler(),
      record: (event, actor) => desk.engine.record(event, actor),
      logger: { log: (_level, message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`) },
    });
  return { authority, crlFile, desk, logged, one, other, open };
}

/** Connects a console and greets. What it is told is in `told`. */
async function connected({ facts }: BridgeDesk, port: number, files: PeerFiles) {
  const socket = await dialRemote({ host: '127.0.0.1', port }, files);
  if (!socket.ok) throw new Error(socket.error.message);
  onTestFinished(() => void socket.value.destroy());
  const told: unknown[] = [];
  const reader = new FrameReader(
    1_000_000,
    ({ message }) => told.push(message),
    (why) => told.push(why),
  );
  let isOver = false;
  socket.value.on('error', () => undefined).on('close', () => (isOver = true));
  socket.value.on('data', (bytes: Buffer) => reader.push(bytes));
  const hello = { type: 'hello', protocol: linkProtocol, version: facts.version, machine: 'there' };
  socket.value.write(writeFrame({ channel: 'link', window: 0, message: hello }));
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), waitMsMax);
  return { told, isOver: () => isOver };
}

test('they are ended and told why, and not let in again; others stay', async () => {
  const { authority, crlFile, desk, logged, one, other, open } = await engineWithList();
  const door = await open();
  if (!door.ok) throw new Error(door.error.message);
  onTestFinished(() => door.value.close('end of the test'));
  const { port = 0 } = door.value;
  const [gone, stays] = [await connected(desk, port, one), await connected(desk, port, other)];
  expect([gone.told[0], stays.told[0]]).toMatchObject([{ type: 'welcome' }, { type: 'welcome' }]);

  // A list that can not be read changes nothing.
  writeFileSync(crlFile, 'no list');
  await vi.waitFor(() => expect(logged.join('\n')).toContain('is not taken'), waitMsMax);
  writeFileSync(crlFile, authority.list([one.certificate]));
  await vi.waitFor(() => expect(gone.told).toContainEqual(withdrawn), waitMsMax);
  await vi.waitFor(() => expect(gone.isOver()).toBe(true), waitMsMax);
  expect((await connected(desk, port, one)).told).toEqual([withdrawn]);
  expect((await connected(desk, port, other)).told[0]).toMatchObject({ type: 'welcome' });
  expect(stays.isOver()).toBe(false);
  expect(logged.join('\n')).toContain('it was withdrawn');
});

test('a list that has expired keeps the engine from starting, in words', async () => {
  const { authority, crlFile, open } = await engineWithList();
  writeFileSync(crlFile, authority.list([], '250601000000Z'));
  expect(await open()).toMatchObject({
    ok: false,
    error: {
      code: 'withdrawn_list_unusable',
      message: `${crlFile} has expired (2025-06-01T00:00:00.000Z): have the authority make a new list`,
    },
  });
});
