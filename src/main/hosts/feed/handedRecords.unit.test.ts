import { expect, it } from 'vitest';
import { HandedRecords } from './handedRecords.ts';

/** An input whose items the test gives. */
function input() {
  const waiting: ((step: IteratorResult<string>) => void)[] = [];
  return {
    give: (value: string) => waiting.shift()?.({ done: false, value }),
    source: {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<string>>((resolve) => void waiting.push(resolve)),
      }),
    },
  };
}

it('gives what was asked for but came too late for the first reader to the second one', async () => {
  const { give, source } = input();
  const records = new HandedRecords(source);
  const active = new AbortController();
  const taken: string[] = [];
  const first = records.takeUntil(active.signal, (item) => Promise.resolve(void taken.push(item)));
  give('one');
  await expect.poll(() => taken).toEqual(['one']);
  active.abort();
  await first;
  const rest = records.rest();
  const second = rest.next();
  give('two');
  expect(await second).toEqual({ done: false, value: 'two' });
  expect(taken).toEqual(['one']);
});
