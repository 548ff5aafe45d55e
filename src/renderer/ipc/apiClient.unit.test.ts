import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expose } from 'comlink';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiClient } from './apiClient.ts';

const ports: MessagePort[] = [];

/** The engine's side answers with whatever the test says. */
function connected(calls: Record<string, (input: unknown) => unknown>, deadlineMs?: number) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  expose(calls, port1);
  const client = new ApiClient(deadlineMs);
  client.attach(port2);
  return client;
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
  vi.useRealTimers();
});

test('a call hands its input over and gives the parsed reply', async () => {
  const startReplay = vi.fn<(input: unknown) => unknown>(() => ({
    ok: true,
    value: { jobId: 'j1', extra: 1 },
  }));
  const client = connected({ startReplay });
  await expect(client.call('startReplay', { source: 'sample' })).resolves.toEqual({
    ok: true,
    value: { jobId: 'j1' },
  });
  expect(startReplay).toHaveBeenCalledWith({ source: 'sample' });
});

test('a fault of the engine comes through as it is, and is an answer', async () => {
  const fault = { code: 'order_unknown', message: 'no such order' };
  const client = connected({ getOrder: () => ({ ok: false, fault, unanswered: true }) });
  await expect(client.call('getOrder', { orderId: 'x' })).resolves.toEqual({ ok: false, fault });
});

test('an answer that breaks the contract is a fault that says where', async () => {
  const client = connected({ startVerify: () => ({ ok: true, value: { jobId: 7 } }) });
  const reply = await client.call('startVerify', {});
  expect(reply).toMatchObject({ ok: false, fault: { code: 'invalid_message' } });
  expect(!reply.ok && reply.fault.message).toContain('value.jobId');
});

test('an error on the other side is a fault, not a rejection', async () => {
  const client = connected({
    startVerify: () => {
      throw new Error('boom');
    },
  });
  await expect(client.call('startVerify', {})).resolves.toEqual({
    ok: false,
    fault: { code: 'call_failed', message: 'boom' },
    unanswered: true,
  });
});

test('a call without an answer ends at its deadline', async () => {
  const client = connected({ startVerify: () => new Promise(() => undefined) }, 20);
  await expect(client.call('startVerify', {})).resolves.toMatchObject({
    ok: false,
    fault: { code: 'deadline' },
  });
});

test('nothing of a reply stays with the connection once its call is over', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const client = connected({ startVerify: () => ({ ok: true, value: { jobId: 'j1' } }) });
  const replies: WeakRef<object>[] = [];
  for (let call = 0; call < 50; call++) replies.push(new WeakRef(await client.call('startVerify', {})));
  // What a turn has held is let go of with its end.
  await new Promise((resolve) => setTimeout(resolve, 1));
  collect();
  expect(replies.filter((reply) => reply.deref() !== undefined).length).toBeLessThan(5);
});

test('a call that waits for a person has no deadline', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const reply = { ok: true, value: { canceled: true } };
  let answer: (reply: unknown) => void = () => undefined;
  const asked = new Promise((resolve) => (answer = resolve));
  const client = connected({ startBackup: () => asked }, 20);
  const call = client.call('startBackup', { source: 'dialog' });
  vi.advanceTimersByTime(3_600_000);
  answer(reply);
  await expect(call).resolves.toEqual(reply);
});

test('calls under way end without an answer when the engine goes, whatever ended it, and so do later ones', async () => {
  const client = connected({ startVerify: () => new Promise(() => undefined) });
  const underWay = client.call('startVerify', {});
  const fault = { code: 'engine_crashed', message: 'exit code 1' };
  client.detach(fault);
  await expect(underWay).resolves.toEqual({ ok: false, fault, unanswered: true });
  await expect(client.call('startVerify', {})).resolves.toEqual({ ok: false, fault, unanswered: true });
});

test('before the first connection a call says so', async () => {
  await expect(new ApiClient().call('startVerify', {})).resolves.toMatchObject({
    ok: false,
    fault: { code: 'not_connected' },
  });
});
