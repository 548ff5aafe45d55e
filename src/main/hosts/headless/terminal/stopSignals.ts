/** The signals by which a shell or a service manager asks a command to end. */

export interface Interrupt {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The signal that came; undefined before. */
  readonly name: () => NodeJS.Signals | undefined;
  /** Stops listening. */
  stop(): void;
}

/** Exit codes by which shells report a process that a signal ended. */
const exitCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143 };
/** One request may come twice, for example from a service manager and passed on by npm. */
const sameRequestMs = 250;

/** Listens for Ctrl-C and SIGTERM. A second signal ends the process at once: the store survives that. */
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
