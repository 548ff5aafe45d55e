/** The name of this machine's user, who acts at the doors while the desk has no operators. */
import { userInfo } from 'node:os';

export function machineUser(): string {
  return accountName()
    .replace(/[^A-Za-z0-9._@+-]/g, '_')
    .slice(0, 42);
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The user id has no entry in the system's accounts, as in some containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
