/** The items of a source until a signal aborts; after that it does not wait for the source any more. */
export async function* untilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  // Ends the wait for the current item. Racing every item against one long-lived promise would keep memory for every
  // item.
  let stop: () => void = () => undefined;
  const onAbort = (): void => stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      if (signal?.aborted === true) return;
      const step = await new Promise<IteratorResult<Item> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        // A failure of the source after the abort has no meaning.
        iterator.next().then(resolve, reject);
      });
      if (step === undefined || step.done === true) return;
      yield step.value;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
