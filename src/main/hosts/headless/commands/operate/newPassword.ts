/**
 * Asks for a new password. The command line never contains it, because other users of the machine could see it there.
 */
import type { Call } from '../../desk/call.ts';
import { UsageError } from '../../terminal/exitCode.ts';

export async function newPassword({ io }: Call): Promise<string> {
  const password = await io.secret('New password: ');
  if (password === '') throw new UsageError('expected the new password as a line of the input');
  if (io.isTerminal && (await io.secret('Again: ')) !== password) {
    throw new UsageError('the two passwords differ');
  }
  return password;
}
