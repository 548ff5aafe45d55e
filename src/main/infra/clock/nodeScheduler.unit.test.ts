import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MessageChannel } from 'node:worker_threads';
import { nodeScheduler } from './nodeScheduler.ts';

/** As far as the event loop can tell: the process was stopped. */
function standStill(milliseconds: number): void {
  const untilMs = performance.now() + milliseconds;
  while (performance.now() < untilMs);
}

describe('nodeScheduler with simulated timers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs a task once after its delay, and not at all when canceled', () => {
    const ran: string[] = [];
    nodeScheduler().after(10, () => ran.push('kept'));
    nodeScheduler()
      .after(10, () => ran.push('canceled'))
      .cancel();
    vi.advanceTimersByTime(9);
    expect(ran).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(ran).toEqual(['kept']);
  });

  it('waits longer than the longest timer of Node, and can be canceled on the way', () => {
    const sixtyDaysMs = 60 * 24 * 3_600_000;
    const ran: string[] = [];
    nodeScheduler().after(sixtyDaysMs, () => ran.push('kept'));
    const canceled = nodeScheduler().after(sixtyDaysMs, () => ran.push('canceled'));
    vi.advanceTimersByTime(sixtyDaysMs - 1);
    expect(ran).toEqual([]);
    canceled.cancel();
    vi.advanceTimersByTime(1);
    expect(ran).toEqual(['kept']);
  });

  it('repeats until canceled', () => {
    let count = 0;
    const timer = nodeScheduler().every(20, () => count++);
    vi.advanceTimersByTime(100);
    timer.cancel();
    vi.advanceTimersByTime(100);
    expect(count).toBe(5);
  });

  it('refuses an interval that Node would not keep', () => {
    expect(() => nodeScheduler().every(2 ** 31, () => undefined)).toThrow(RangeError);
    expect(() => nodeScheduler().every(0, () => undefined)).toThrow(RangeError);
  });
});

describe('nodeScheduler on the real machine', () => {
  it('never fires before the delay has passed', async () => {
    for (const delayMs of [0, 0.4, 1, 3.7]) {
      const start = performance.now();
      await new Promise<void>((resolve) => nodeScheduler().after(delayMs, resolve));
      expect(performance.now() - start).toBeGreaterThanOrEqual(delayMs);
    }
  });

  it('lets what came in while the process stood still be read before what fell due meanwhile runs', async () => {
    const order: string[] = [];
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((resolve) => {
      const done = (what: string) => (): void => {
        order.push(what);
        if (order.length === 4) resolve();
      };
      port2.on('message', done('message'));
      nodeScheduler().after(5, done('late'));
      nodeScheduler().after(400, done('due right after'));
      const interval = nodeScheduler().every(5, () => {
        interval.cancel();
        done('interval')();
      });
      setTimeout(() => {
        port1.postMessage('answer');
        standStill(399);
      }, 0);
    });
    port1.close();
    expect(order[0]).toBe('message');
  });

  it('cancels a timer that waits for input to be read', async () => {
    const ran: string[] = [];
    const timers = [
      nodeScheduler().after(5, () => ran.push('after')),
      nodeScheduler().every(5, () => ran.push('every')),
    ];
    standStill(300);
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (const timer of timers) timer.cancel();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ran).toEqual([]);
  });

  it('runs a soon task after the promises that are already waiting', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      nodeScheduler().soon(() => {
        order.push('soon');
        resolve();
      });
      void Promise.resolve().then(() => order.push('promise'));
      order.push('now');
    });
    expect(order).toEqual(['now', 'promise', 'soon']);
  });
});
