/** Exit codes of commands, and the errors that lead to them. */
import type { Fault } from '../../../../shared/kernel/fault.ts';

/** How a command ends. */
export const exitCode = { done: 0, no: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The command line asks for something that can't be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command can not begin: the answer is no. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;
  /** It is told as JSON. */
  readonly json: boolean;

  constructor(fault: Fault, json: boolean) {
    super(fault.message);
    this.fault = fault;
    this.json = json;
  }
}
