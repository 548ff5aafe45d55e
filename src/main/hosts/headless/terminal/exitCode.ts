/** Exit codes of commands, and the errors that lead to them. */
import type { Fault } from '../../../../shared/kernel/fault.ts';

/** How a command ends. */
export const exitCode = { done: 0, no: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Thrown when the command line asks for something that makes no sense. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown when a command can't begin; the exit code is then `no`. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;
  /** Whether to show the fault as JSON. */
  readonly json: boolean;

  constructor(fault: Fault, json: boolean) {
    super(fault.message);
    this.fault = fault;
    this.json = json;
  }
}
