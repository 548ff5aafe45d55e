/** The signals by which a shell or a service manager asks a command to end. */

export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Which one it was. */
  readonly name: () => NodeJS.Signals | undefined;
  /** Listens no more. */
  stop(): void;
}

/** As shells report a process that a signal ended. */
const exitCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143 };
/** One request may come twice, such as from a service manager and passed on by npm. */
const sameRequestMs = 250;

/** Listens for Ctrl-C and a polite kill. Either once more ends the process where it stands: the store is made for that. */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let first: NodeJS.Signals | undefined;
  let firstMs = 0;
  const hear = (name: NodeJS.Signals): void => {
    if (first !== undefined && performance.now() - firstMs > sameRequestMs) process.exit(exitCodes[name]);
    if (first !== undefined) return;
    first = name;
    firstMs = performance.now();
    abort.abort();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    signal: abort.signal,
    name: () => first,
    stop: () => void process.off('SIGINT', hear).off('SIGTERM', hear),
  };
}
