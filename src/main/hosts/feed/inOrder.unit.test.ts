import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { inOrder } from './inOrder.ts';
import { untilAborted } from './untilAborted.ts';

async function* numbers(count: number): AsyncGenerator<number, void, undefined> {
  for (let number = 0; number < count; number++) yield number;
}

/** Work whose end the test decides. */
function handWork() {
  const ends = new Map<number, (result: string) => void>();
  return {
    started: () => [...ends.keys()],
    work: (item: number) => new Promise<string>((resolve) => void ends.set(item, resolve)),
    end: (item: number) => ends.get(item)?.(`r${item}`),
  };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('inOrder', () => {
  it('hands results over in the order of the items, as soon as all before are there', async () => {
    const { work, end } = handWork();
    const received: string[] = [];
    const done = inOrder(numbers(3), 10, work, (result) => void received.push(result));
    await turn();
    end(1);
    await turn();
    expect(received).toEqual([]);
    end(0);
    await turn();
    expect(received).toEqual(['r0', 'r1']);
    end(2);
    await done;
    expect(received).toEqual(['r0', 'r1', 'r2']);
  });

  it('works on no more items at once than it may', async () => {
    const { work, end, started } = handWork();
    const done = inOrder(numbers(4), 2, work, () => undefined);
    await turn();
    expect(started()).toEqual([0, 1]);
    end(0);
    await turn();
    expect(started()).toEqual([0, 1, 2]);
    for (const item of [1, 2]) end(item);
    await turn();
    end(3);
    await done;
  });

  it('rejects with the first failure', async () => {
    const work = (item: number) => (item === 1 ? Promise.reject(new Error('no')) : Promise.resolve(item));
    const received: number[] = [];
    await expect(inOrder(numbers(3), 10, work, (item) => void received.push(item))).rejects.toThrow('no');
    expect(received).toEqual([0]);
  });
});

describe('untilAborted', () => {
  it('gives what comes, and ends at once when aborted, whatever the source waits for', async () => {
    const abort = new AbortController();
    async function* source() {
      yield 1;
      yield 2;
      await new Promise(() => undefined);
    }
    const received: number[] = [];
    setImmediate(() => abort.abort());
    for await (const item of untilAborted(source(), abort.signal)) received.push(item);
    expect(received).toEqual([1, 2]);
  });

  it('gives nothing when it was aborted before', async () => {
    const received: number[] = [];
    for await (const item of untilAborted(numbers(3), AbortSignal.abort())) received.push(item);
    expect(received).toEqual([]);
  });

  it('passes on the end and the failure of its source', async () => {
    async function* source() {
      yield 1;
      throw new Error('unplugged');
    }
    const received: number[] = [];
    await expect(async () => {
      for await (const item of untilAborted(source(), undefined)) received.push(item);
    }).rejects.toThrow('unplugged');
    expect(received).toEqual([1]);
  });

  it('keeps nothing of the items that it has given', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const given: WeakRef<object>[] = [];
    async function* source() {
      for (let item = 0; item < 1_000; item++) yield { item };
    }
    let alive = -1;
    for await (const item of untilAborted(source(), new AbortController().signal)) {
      given.push(new WeakRef(item));
      if (item.item !== 999) continue;
      // A turn of its own: what was looked at in this one is kept until its end.
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      alive = given.filter((one) => one.deref() !== undefined).length;
    }
    expect(alive).toBeLessThan(10);
  });
});
