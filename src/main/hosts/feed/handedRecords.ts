/** Records of one input that first one reader takes and then another, without a record lost between the two. */
export class HandedRecords<Item> {
  private readonly source: AsyncIterator<Item>;
  /** Asked of the source, and taken by nobody yet. */
  private next: Promise<IteratorResult<Item>> | undefined;

  constructor(source: AsyncIterable<Item>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Takes records until the signal aborts, one after the other. Resolves then, or at the end of the input. */
  async takeUntil(signal: AbortSignal, take: (item: Item) => Promise<void>): Promise<void> {
    // Ends the wait for the present record. A race of every record with one promise would keep memory for each.
    let stop: () => void = () => undefined;
    const onAbort = (): void => stop();
    signal.addEventListener('abort', onAbort, { once: true });
    while (!signal.aborted) {
      const next = (this.next ??= this.source.next());
      const step = await new Promise<IteratorResult<Item> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        next.then(resolve, reject);
      });
      if (step === undefined || step.done === true) break;
      this.next = undefined;
      await take(step.value);
    }
    signal.removeEventListener('abort', onAbort);
  }

  /** The records that nobody has taken. */
  async *rest(): AsyncGenerator<Item, void, undefined> {
    for (;;) {
      const step = await (this.next ?? this.source.next());
      this.next = undefined;
      if (step.done === true) return;
      yield step.value;
    }
  }
}
