/** How a command ends (SPEC section 10). */
export const exitCode = { done: 0, no: 1, usage: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The command line asks for something that can't be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
