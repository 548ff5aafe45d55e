import { expect, test } from 'vitest';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import { atOnceMax, UnknownOrders, waitingMax } from './unknownOrders.ts';

const id = (i: number): ClientOrderId => `other-${i}` as ClientOrderId;

/** Every call, and a way to end the oldest one. */
function recorder() {
  const calls: ClientOrderId[] = [];
  const ends: (() => void)[] = [];
  const unknown = new UnknownOrders((_orderId, clientOrderId) => {
    calls.push(clientOrderId);
    return new Promise((resolve) => ends.push(resolve));
  });
  const endOne = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { calls, unknown, endOne };
}

test('thousands of unknown orders are looked into a few at a time, each once, in their order', async () => {
  const { calls, unknown, endOne } = recorder();
  for (let i = 0; i < 100; i++) {
    unknown.reported(id(i));
    unknown.reported(id(0));
  }
  expect(calls).toHaveLength(atOnceMax);
  for (let ended = 1; ended <= 100; ended++) {
    await endOne();
    expect(calls).toHaveLength(Math.min(100, atOnceMax + ended));
  }
  expect(calls).toEqual(Array.from({ length: 100 }, (_, i) => id(i)));
});

test('a report after the order was looked into has it looked into again', async () => {
  const { calls, unknown, endOne } = recorder();
  unknown.reported(id(1));
  await endOne();
  unknown.reported(id(1));
  expect(calls).toEqual([id(1), id(1)]);
});

test('no more wait than the bound says, and none after the end', async () => {
  const { calls, unknown, endOne } = recorder();
  for (let i = 0; i < atOnceMax + waitingMax + 10; i++) unknown.reported(id(i));
  await endOne();
  expect(calls).toHaveLength(atOnceMax + 1);
  unknown.close();
  await endOne();
  expect(calls).toHaveLength(atOnceMax + 1);
});
