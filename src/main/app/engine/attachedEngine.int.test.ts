/** A console in another process and its engine, over a real socket: the console's end as the window's process has it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { linkProtocol } from '../../../shared/contract/consoleLink.ts';
import type { ConsoleView } from '../../../shared/contract/consoles.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { streamMessageSchema, type StreamMessage } from '../../../shared/contract/streams.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { AttachedEngine } from './attachedEngine.ts';
import type { RemoteSettings } from '../../infra/configuration/deskConfiguration.ts';
import type { Logger } from '../../engine/ports.ts';
import { dialRemote } from '../../infra/link/dialRemote.ts';
import { writePeerFiles, type TestPeer } from '../../infra/link/testing/peerFiles.ts';
import { dialHere } from '../../infra/link/dialHere.ts';
import { writeFrame } from '../../infra/link/frames.ts';
import { findSocket } from '../../infra/paths/engineSocket.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { BridgeDesk } from '../../ipc/testing/bridgeDesk.ts';
import { whileTimePasses } from '../../hosts/control/testing/whileTimePasses.ts';
import { openConsoleDoor, type ConsoleDoor } from '../../hosts/consoles/consoleDoor.ts';

interface Served {
  readonly desk: BridgeDesk;
  readonly folder: string;
  readonly door: ConsoleDoor;
}

async function served(): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'bw-consoles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const desk = await new BridgeDesk().open();
  const door = await openDoor(desk, folder);
  return { desk, folder, door };
}

const quiet: Logger = { log: () => undefined };

async function openDoor(
  desk: BridgeDesk,
  folder: string,
  remote?: RemoteSettings,
  logger = quiet,
): Promise<ConsoleDoor> {
  mkdirSync(folder, { recursive: true });
  const door = await openConsoleDoor({
    folder,
    remote,
    bridge: desk.bridge,
    facts: desk.facts,
    recordId: 'record of the test',
    hasOperators: () => desk.engine.operators.all().size > 0,
    clock: desk.time,
    scheduler: nodeScheduler(),
    record: (event, actor) => desk.engine.record(event, actor),
    logger,
  });
  if (!door.ok) throw new Error(door.error.message);
  onTestFinished(() => door.value.close('end of the test'));
  return door.value;
}

/** The engine's door on the network, and the way to it with the certificate of `peer`. */
async function onNetwork(desk: BridgeDesk, folder: string, peer: TestPeer) {
  const logged: string[] = [];
  const logger: Logger = {
    log: (_level, message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
  };
  const listen = { host: '0.0.0.0', port: 0 };
  const remote = { listen, ...writePeerFiles(join(folder, 'engine'), 'engine') };
  const { port = 0 } = await openDoor(desk, join(folder, 'network'), remote, logger);
  const files = writePeerFiles(join(folder, 'console'), peer);
  return { port, files, logged, dial: () => dialRemote({ host: '127.0.0.1', port }, files) };
}

/** A window's ends of its two ports. */
class TestWindow {
  readonly messages: StreamMessage[] = [];
  private readonly answers = new Map<string, (reply: Reply<unknown>) => void>();
  private readonly desk: BridgeDesk;
  private readonly calls: MessagePort;
  private readonly streams: MessagePort;
  private nextId = 1;

  constructor(desk: BridgeDesk, engine: AttachedEngine) {
    const [calls, streams] = [new MessageChannel(), new MessageChannel()];
    this.desk = desk;
    this.calls = calls.port1;
    this.streams = streams.port1;
    onTestFinished(() => this.close());
    this.calls.on('message', ({ id, value }: { id: string; value: Reply<unknown> }) => {
      this.answers.get(id)?.(value);
    });
    this.streams.on('message', (message: unknown) => {
      this.messages.push(streamMessageSchema.parse(message));
    });
    engine.connect(calls.port2, streams.port2);
  }

  call(method: string, input: unknown): Promise<Reply<unknown>> {
    const id = `c${this.nextId++}`;
    const answer = new Promise<Reply<unknown>>((resolve) => this.answers.set(id, resolve));
    this.calls.postMessage({
      id,
      type: 'APPLY',
      path: [method],
      argumentList: [{ type: 'RAW', value: input }],
    });
    return whileTimePasses(this.desk, answer);
  }

  async status(): Promise<Status> {
    const reply = await this.call('getStatus', {});
    if (!reply.ok) throw new Error(reply.fault.message);
    return reply.value as Status;
  }

  async consoles(): Promise<readonly ConsoleView[]> {
    return (await this.status()).consoles;
  }

  /** Subscribes, and gives what the first message holds. */
  async first(topic: string, parameters: unknown, subscriptionId = topic): Promise<StreamMessage> {
    this.streams.postMessage({ type: 'subscribe', subscriptionId, topic, parameters });
    return whileTimePasses(this.desk, this.next(subscriptionId, 0));
  }

  async next(subscriptionId: string, after: number): Promise<StreamMessage> {
    const found = await vi.waitFor(() => {
      const message = this.messages.filter((one) => one.subscriptionId === subscriptionId)[after];
      if (message === undefined) throw new Error('nothing yet');
      return message;
    });
    return found;
  }

  close(): void {
    this.calls.close();
    this.streams.close();
  }
}

interface Attached {
  readonly engine: AttachedEngine;
  readonly gone: FaultView[];
  readonly environments: string[];
  readonly backs: number[];
}

function attach(
  desk: BridgeDesk,
  dial: () => Promise<Result<Socket, Fault>>,
  version = desk.facts.version,
  whyNotRecord: (record: string) => FaultView | undefined = () => undefined,
): Attached {
  const attached: Omit<Attached, 'engine'> = { gone: [], environments: [], backs: [] };
  const engine = new AttachedEngine({
    version,
    dial,
    whyNotRecord,
    listener: {
      onReady: (environment) => attached.environments.push(environment),
      onGone: (fault) => attached.gone.push(fault),
      onBack: () => attached.backs.push(1),
      onFileWanted: () => Promise.resolve('/chosen/by/a/person'),
    },
  });
  onTestFinished(() => void engine.stop());
  return { engine, ...attached };
}

/** A way to the engine that a test can cut and heal. */
class Network {
  private readonly server = createServer((socket) => this.join(socket));
  private readonly pairs = new Set<Socket>();
  private readonly path: string;
  private port = 0;
  private isCut = false;

  constructor(path: string) {
    this.path = path;
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => void this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.address() as { port: number }).port;
    onTestFinished(() => {
      this.cut();
      this.server.close();
    });
    return this;
  }

  dial = (): Promise<Result<Socket, Fault>> => {
    const socket = connect(this.port, '127.0.0.1');
    return new Promise((resolve) => void socket.once('connect', () => resolve(ok(socket))));
  };

  cut(): void {
    this.isCut = true;
    for (const socket of this.pairs) socket.destroy();
  }

  heal(): void {
    this.isCut = false;
  }

  private join(socket: Socket): void {
    if (this.isCut) {
      socket.destroy();
      return;
    }
    const other = connect(this.path);
    for (const one of [socket, other]) {
      this.pairs.add(one);
      one
        .on('error', () => undefined)
        .once('close', () => {
          this.pairs.delete(one);
          (one === socket ? other : socket).destroy();
        });
    }
    socket.pipe(other).pipe(socket);
  }
}

describe.skipIf(process.platform === 'win32')('a console attached to an engine of another process', () => {
  test('calls and streams as at home, with its own login, and is shown to others', async () => {
    const { desk, folder } = await served();
    const [one, other] = [attach(desk, () => dialHere(folder)), attach(desk, () => dialHere(folder))];
    const window = new TestWindow(desk, one.engine);
    expect(await window.status()).toMatchObject({
      process: desk.facts.process,
      session: { operator: 'ak', login: 'not_asked' },
    });
    expect(one.environments).toEqual(['SIMULATION']);
    const orderId = await desk.resting('S-1');
    expect(await window.first('orders', { limit: 10 })).toMatchObject({
      type: 'snapshot',
      sequence: 1,
      data: { rows: [{ orderId }] },
    });
    const list = await window.first('orderList', {});
    expect(list).toMatchObject({ data: { positions: expect.any(Float64Array) as Float64Array } });

    const elsewhere = new TestWindow(desk, other.engine);
    expect(await elsewhere.consoles()).toMatchObject([
      { isYours: false },
      { isYours: false },
      { isYours: true },
    ]);
    expect(await window.first('orderViewers', { orderId })).toMatchObject({ data: { viewers: [] } });
    expect(await elsewhere.first('orderViewers', { orderId })).toMatchObject({
      data: { viewers: [{ operator: 'ak' }] },
    });
    expect(await whileTimePasses(desk, window.next('orderViewers', 1))).toMatchObject({
      type: 'delta',
      data: { viewers: [{ operator: 'ak' }] },
    });
    expect(
      await elsewhere.call('cancelOrders', { orderIds: [orderId], reason: 'from elsewhere' }),
    ).toMatchObject({
      ok: true,
    });
    await other.engine.stop();
    await vi.waitFor(async () => expect(await window.consoles()).toHaveLength(2));
    expect(one.gone).toEqual([]);
  });

  test('keeps its login over a lost connection, and is told at once', async () => {
    const { desk, folder } = await served();
    const password = 'correct horse battery';
    const add = { operator: 'eva', role: 'administrator', password, reason: 'the first' };
    expect(await desk.callWith('addOperator', add)).toMatchObject({ ok: true });
    const network = await new Network(findSocket(folder, 'console') ?? '').open();
    const { engine, gone, backs } = attach(desk, network.dial);
    const window = new TestWindow(desk, engine);
    expect(await window.consoles()).toEqual([]);
    expect(await window.call('login', { operator: 'eva', password })).toMatchObject({ ok: true });
    network.cut();
    await vi.waitFor(() => expect(gone).toMatchObject([{ code: 'engine_lost' }]));
    network.heal();
    await vi.waitFor(() => expect(backs).toHaveLength(1), 5_000);
    const again = new TestWindow(desk, engine);
    expect(await again.status()).toMatchObject({
      session: { operator: 'eva', login: 'in' },
      consoles: [{ operator: 'nobody' }, { operator: 'eva', isYours: true }],
    });

    await engine.stop();
    const types = ['ConsoleConnected', 'OperatorLoggedIn', 'ConsoleDisconnected'] as const;
    const onRecord = await vi.waitFor(async () => {
      await desk.time.advance(10);
      const { events } = await desk.runtime.search.search({ types, limit: 9 });
      if (events.length < 5) throw new Error('not all is on record yet');
      return events.toReversed();
    });
    const named = { console: expect.stringMatching(/^[0-9a-f]{12}$/) as string };
    expect(onRecord).toMatchObject([
      { type: 'ConsoleConnected', data: { ...named, operator: 'nobody', standing: 'nobody' } },
      { type: 'OperatorLoggedIn', data: named },
      { type: 'ConsoleDisconnected', data: { ...named, operator: 'eva', standing: 'administrator' } },
      { type: 'ConsoleConnected', data: { ...named, operator: 'eva' } },
      { type: 'ConsoleDisconnected', data: { ...named, why: 'it was closed' } },
    ]);
    expect(new Set(onRecord.map(({ data }) => 'console' in data && data.console)).size).toBe(1);
  });

  test('is told why the engine ended, and attaches to the next one', async () => {
    const { desk, folder, door } = await served();
    const { engine, gone, environments, backs } = attach(desk, () => dialHere(folder));
    engine.start();
    await vi.waitFor(() => expect(environments).toHaveLength(1));
    // Its windows, which had no engine before, may have ports.
    expect(backs).toHaveLength(1);
    await door.close('a drill');
    await vi.waitFor(() => expect(gone).toHaveLength(1));
    expect(gone[0]?.message).toContain('The engine has ended: a drill.');
    await openDoor(desk, folder);
    await vi.waitFor(() => expect(backs).toHaveLength(2), 5_000);
  });

  test('of another version is told so', async () => {
    const { desk, folder } = await served();
    const { engine, gone } = attach(desk, () => dialHere(folder), '9.9.9');
    engine.start();
    await vi.waitFor(() => expect(gone).toMatchObject([{ code: 'console_version' }]));
    expect(gone[0]?.message).toContain(
      'is version 9.9.9, and the engine (test, process 1 on here) is version 0.1.0',
    );
  });

  test('leaves an engine whose record is not that of its window, and says why', async () => {
    const { desk, folder } = await served();
    let refusal: FaultView | undefined = { code: 'other_desk', message: 'it has another record' };
    const records: string[] = [];
    const { engine, gone, environments } = attach(
      desk,
      () => dialHere(folder),
      undefined,
      (record) => {
        records.push(record);
        return refusal;
      },
    );
    engine.start();
    await vi.waitFor(() => expect(gone).toEqual([refusal]));
    expect(records).toEqual(['record of the test']);
    expect(environments).toEqual([]);
    refusal = undefined;
    const window = new TestWindow(desk, engine);
    expect(await window.status()).toMatchObject({ process: desk.facts.process });
  });

  test('tells a reason that has changed, and the same one once', async () => {
    const { desk } = await served();
    const reasons = ['no JSON', 'no address', 'no address'];
    const { engine, gone } = attach(desk, () =>
      Promise.resolve(err({ code: 'attach_unusable', message: reasons.shift() ?? 'the last one' })),
    );
    engine.start();
    for (const left of [2, 1, 0]) {
      await vi.waitFor(() => expect(reasons).toHaveLength(left));
      await new Promise((resolve) => setImmediate(resolve));
      engine.start();
    }
    await vi.waitFor(() =>
      expect(gone.map(({ message }) => message)).toEqual(['no JSON', 'no address', 'the last one']),
    );
  });

  test('chooses files in a dialog of its own', async () => {
    const { desk, folder } = await served();
    const { engine } = attach(desk, () => dialHere(folder));
    const window = new TestWindow(desk, engine);
    expect(await window.call('startBackup', { source: 'dialog' })).toMatchObject({ ok: true });
    expect(desk.jobPath).toBe('/chosen/by/a/person');
  });

  test('on another machine shows a certificate, and logs in', async () => {
    const { desk, folder } = await served();
    const { dial } = await onNetwork(desk, folder, 'console');
    const refused = attach(desk, dial);
    refused.engine.start();
    await vi.waitFor(() => expect(refused.gone).toMatchObject([{ code: 'operators_needed' }]));
    await refused.engine.stop();

    const password = 'correct horse battery';
    const add = { operator: 'eva', role: 'administrator', password, reason: 'the first' };
    expect(await desk.callWith('addOperator', add)).toMatchObject({ ok: true });
    const { engine } = attach(desk, dial);
    const window = new TestWindow(desk, engine);
    expect(await window.call('queryOrders', {})).toMatchObject({ ok: false, fault: { code: 'not_allowed' } });
    expect(await window.call('login', { operator: 'eva', password })).toMatchObject({ ok: true });
    expect(await window.consoles()).toMatchObject([
      { operator: 'nobody' },
      { operator: 'eva', certificate: 'console-one', isYours: true },
    ]);
    expect(await window.call('startBackup', { source: 'dialog' })).toMatchObject({
      fault: { code: 'file_elsewhere' },
    });
    const { events } = await desk.runtime.search.search({ types: ['OperatorLoggedIn'], limit: 1 });
    expect(events).toMatchObject([{ actor: 'operator:eva', data: { certificate: 'console-one' } }]);
    const connected = await desk.runtime.search.search({ types: ['ConsoleConnected'], limit: 1 });
    expect(connected.events).toMatchObject([
      { actor: 'engine', data: { certificate: 'console-one', address: '127.0.0.1' } },
    ]);
  });

  test.each([
    ['that has expired', 'expired', 'does not take the certificate of this console: it has expired'],
    ['of another authority', 'stranger', 'it comes from no authority that is known here'],
  ] as const)('with a certificate %s is refused, and told so at both ends', async (_what, peer, why) => {
    const { desk, folder } = await served();
    const { dial, logged } = await onNetwork(desk, folder, peer);
    const { engine, gone } = attach(desk, dial);
    engine.start();
    await vi.waitFor(() => expect(gone).toMatchObject([{ code: 'certificate_refused' }]));
    expect(gone[0]?.message).toContain(why);
    expect(logged.join()).toContain('certificate: it ');
  });

  test('trusts no engine of another authority or name, and no key that others can read', async () => {
    const { desk, folder } = await served();
    const { port, files } = await onNetwork(desk, folder, 'console');
    const at = { host: '127.0.0.1', port };
    const elsewhere = { ...files, authorities: writePeerFiles(join(folder, 'x'), 'stranger').certificate };
    expect(await dialRemote(at, elsewhere)).toMatchObject({
      error: {
        code: 'certificate_refused',
        message: expect.stringContaining('no authority that is known') as string,
      },
    });
    expect(await dialRemote({ ...at, host: '127.0.0.2' }, files)).toMatchObject({
      error: { code: 'certificate_refused', message: expect.stringContaining('another name') as string },
    });
    chmodSync(files.key, 0o644);
    expect(await dialRemote(at, files)).toMatchObject({
      error: { message: `${files.key} can be read by others: chmod 600 ${files.key}` },
    });
  });

  test.each([
    ['that can not be read', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['before its greeting', writeFrame({ channel: 'link', window: 0, message: { type: 'open', window: 1 } })],
    [
      'with the name of a machine that turns the text around',
      writeFrame({
        channel: 'link',
        window: 0,
        message: { type: 'hello', protocol: linkProtocol, version: '0.1.0', machine: 'a\u202eb' },
      }),
    ],
    ['that nobody knows', writeFrame({ channel: 'link', window: 0, message: { type: 'odd' } })],
  ])('is let go after a message %s', async (_what, bytes) => {
    const { folder } = await served();
    const socket = connect(findSocket(folder, 'console') ?? '');
    socket.on('error', () => undefined).resume();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(bytes);
    await expect(closed).resolves.toBeTypeOf('boolean');
  });
});
