/** The items of a source until a signal says that it is enough; does not wait for the source then. */
export async function* untilAborted<Item>(
  source: AsyncIterable<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let stop: () => void = () => undefined;
  const aborted = new Promise<'aborted'>((resolve) => {
    stop = () => resolve('aborted');
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    for (;;) {
      const next = iterator.next();
      // When nobody waits for it any more, its failure means nothing.
      next.catch(() => undefined);
      const step = await Promise.race([aborted, next]);
      if (step === 'aborted' || step.done === true) return;
      yield step.value;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
