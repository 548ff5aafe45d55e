/**
 * A fault of the machine as data. It crosses threads and processes, where an Error would lose everything but its
 * message.
 */
export interface Fault {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: Fault;
}

export function faultFrom(code: string, error: unknown): Fault {
  return { code, message: error instanceof Error ? error.message : String(error) };
}
