/** An engine that says that it lives, and does not do what an engine does. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { callDeadlineMs } from '../../../shared/contract/connection.ts';
import { consoleFrameBytesMax } from '../../../shared/contract/consoleLink.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { ok } from '../../../shared/kernel/result.ts';
import { ApiClient } from '../../../renderer/ipc/apiClient.ts';
import { FrameReader, writeFrame, type Frame } from '../../infra/link/frames.ts';
import { AttachedEngine } from './attachedEngine.ts';

afterEach(() => void vi.useRealTimers());

/** The engine's end of one connection: it greets, and leaves every call to the test. */
class SilentEngine {
  private readonly calls: Frame[] = [];
  private readonly server = createServer((socket) => this.serve(socket));
  private socket: Socket | undefined;

  async open(): Promise<() => Promise<Socket>> {
    await new Promise<void>((resolve) => void this.server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      this.socket?.destroy();
      this.server.close();
    });
    return async () => {
      const socket = connect((this.server.address() as { port: number }).port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    };
  }

  /** The call of this number, once it has come. */
  async call(number: number): Promise<Frame> {
    for (;;) {
      const call = this.calls[number - 1];
      if (call !== undefined) return call;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  answer({ window, message }: Frame, value: unknown): void {
    const { id } = message as { id: string };
    this.send({ channel: 'calls', window, message: { id, type: 'RAW', value } });
  }

  say(message: object): void {
    this.send({ channel: 'link', window: 0, message });
  }

  private send(frame: Frame): void {
    this.socket?.write(writeFrame(frame));
  }

  private serve(socket: Socket): void {
    this.socket = socket;
    const reader = new FrameReader(
      consoleFrameBytesMax,
      (frame) => {
        if (frame.channel === 'calls') this.calls.push(frame);
        // Whatever the console says is answered with a sign of life.
        else if (JSON.stringify(frame.message).includes('hello')) this.say(welcome);
        else this.say({ type: 'ping' });
      },
      (why) => expect.fail(why),
    );
    socket.on('error', () => undefined).on('data', (chunk) => reader.push(chunk));
  }
}

const welcome = {
  type: 'welcome',
  environment: 'SIMULATION',
  process: { host: 'desk run', processId: 1, machine: 'here' },
  resume: 'key',
};

async function attached() {
  const peer = new SilentEngine();
  const dial = await peer.open();
  const gone: FaultView[] = [];
  const engine = new AttachedEngine({
    version: '0.1.0',
    dial: async () => ok(await dial()),
    whyNotRecord: () => undefined,
    listener: {
      onReady: () => undefined,
      onGone: (fault) => gone.push(fault),
      onBack: () => undefined,
      onFileWanted: () => Promise.resolve(undefined),
    },
  });
  onTestFinished(() => void engine.stop());
  const [calls, streams] = [new MessageChannel(), new MessageChannel()];
  const client = new ApiClient();
  client.attach(calls.port1);
  engine.connect(calls.port2, streams.port2);
  onTestFinished(() => client.detach({ code: 'over', message: 'end of the test' }));
  return { peer, gone, client };
}

test('a call that the engine takes and never answers ends at its deadline, and the connection stays', async () => {
  const { peer, gone, client } = await attached();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const outcomes: unknown[] = [];
  const asked = client.call('startVerify', {}).then((outcome) => outcomes.push(outcome));
  const first = await peer.call(1);
  vi.advanceTimersByTime(callDeadlineMs - 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(outcomes).toEqual([]);
  vi.advanceTimersByTime(1);
  await asked;
  const message = `No answer to startVerify within ${callDeadlineMs / 1_000} s; the outcome is unknown.`;
  expect(outcomes).toEqual([{ ok: false, fault: { code: 'deadline', message }, unanswered: true }]);

  // The late answer is nobody's, and the next call has its own.
  const next = client.call('startVerify', {});
  const second = await peer.call(2);
  peer.answer(first, { ok: true, value: { jobId: 'late' } });
  peer.answer(second, { ok: true, value: { jobId: 'own' } });
  await expect(next).resolves.toEqual({ ok: true, value: { jobId: 'own' } });
  expect(gone).toEqual([]);
});

test('an engine that greets twice is let go, so that no call is sent twice', async () => {
  const { peer, gone, client } = await attached();
  void client.call('startVerify', {});
  await peer.call(1);
  peer.say(welcome);
  await vi.waitFor(() => expect(gone).toMatchObject([{ code: 'engine_lost' }]));
  expect(gone[0]?.message).toContain('it greeted twice');
});
