/** Which engine a console uses: one that runs on its folder, else its own. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ChosenEngine } from './chosenEngine.ts';

class FakeEngine {
  starts = 0;
  isRunning = false;
  readonly windows: MessagePort[] = [];
  readonly stops: string[] = [];

  start(): void {
    this.starts++;
    this.isRunning = true;
  }

  connect(calls: MessagePort): void {
    this.windows.push(calls);
  }

  leftBehind(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  stop(reason: string): Promise<boolean> {
    this.stops.push(reason);
    return Promise.resolve(true);
  }
}

function chosen(isThere: () => boolean) {
  const [own, attached] = [new FakeEngine(), new FakeEngine()];
  const engine = new ChosenEngine(own, attached, () => Promise.resolve(isThere()));
  onTestFinished(() => void engine.stop('end of the test'));
  return { own, attached, engine };
}

function openWindow(engine: ChosenEngine): void {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port2.close());
  engine.connect(port1, port1);
}

test('an engine of another process is attached to, once for all windows, and its own is not started', async () => {
  const { own, attached, engine } = chosen(() => true);
  engine.start();
  openWindow(engine);
  openWindow(engine);
  await vi.waitFor(() => expect(attached.windows).toHaveLength(2));
  expect([own.starts, attached.starts]).toEqual([0, 1]);
  expect(await engine.stop('closed')).toBe(true);
  expect([own.stops, attached.stops]).toEqual([[], ['closed']]);
});

test('where none runs, its own is started; once that has ended, the choice is made anew', async () => {
  let isThere = false;
  const { own, attached, engine } = chosen(() => isThere);
  openWindow(engine);
  await vi.waitFor(() => expect(own.windows).toHaveLength(1));
  isThere = true;
  openWindow(engine);
  await vi.waitFor(() => expect(own.windows).toHaveLength(2));
  own.isRunning = false;
  openWindow(engine);
  await vi.waitFor(() => expect(attached.windows).toHaveLength(1));
  expect([own.starts, attached.starts]).toEqual([1, 1]);
});

test('a folder that another engine has just taken is looked at until that one takes consoles', async () => {
  let isThere = false;
  const { own, attached, engine } = chosen(() => isThere);
  openWindow(engine);
  await vi.waitFor(() => expect(own.starts).toBe(1));
  own.isRunning = false;
  const held = engine.heldByOther();
  isThere = true;
  await held;
  expect(attached.starts).toBe(1);
});
