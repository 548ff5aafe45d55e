/** The signals by which a shell or a service manager asks a command to end. */

export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Which one it was. */
  readonly name: () => NodeJS.Signals | undefined;
  /** Listens no more. */
  stop(): void;
}

const interruptedExitCode = 130;

/** Listens for Ctrl-C and a polite kill. Ctrl-C once more ends the process where it stands: the store is made for that. */
export function onInterrupt(): Interrupt {
  const abort = new AbortController();
  let first: NodeJS.Signals | undefined;
  const hear = (name: NodeJS.Signals): void => {
    if (first !== undefined && name === 'SIGINT') process.exit(interruptedExitCode);
    first ??= name;
    abort.abort();
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
  return {
    signal: abort.signal,
    name: () => first,
    stop: () => void process.off('SIGINT', hear).off('SIGTERM', hear),
  };
}
