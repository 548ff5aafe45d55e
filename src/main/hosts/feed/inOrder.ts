/**
 * Works on items as they come, at most `atOnceMax` at a time. Hands over each result in the order of the items.
 * Resolves at the end of the items; rejects with the first error of source, work or receiver.
 */
export async function inOrder<Item, Result>(
  items: AsyncIterable<Item>,
  atOnceMax: number,
  work: (item: Item) => Promise<Result>,
  receive: (result: Result) => void | Promise<void>,
): Promise<void> {
  const received: Promise<void>[] = [];
  let last = Promise.resolve();
  const receiveAfter = async (before: Promise<void>, working: Promise<Result>): Promise<void> => {
    await before;
    await receive(await working);
  };
  for await (const item of items) {
    const working = work(item);
    last = receiveAfter(last, working);
    // Both promises are awaited later. Until then Node must not report a failure as unhandled.
    working.catch(() => undefined);
    last.catch(() => undefined);
    received.push(last);
    if (received.length >= atOnceMax) await received.shift();
  }
  await last;
}
