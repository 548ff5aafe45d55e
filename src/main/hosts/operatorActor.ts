/** The name under which the audit trail records the person at the keyboard. */
import { userInfo } from 'node:os';
import { personActor, type Actor } from '../../shared/kernel/ids.ts';

/** `operator:` and the user name of the operating system, or a given name. */
export function operatorActor(name: string = accountName()): Actor {
  return personActor(plain(name).slice(0, 50));
}

/** The same person, through the control channel: only this user may connect to it. */
export function controlActor(name: string = accountName()): Actor {
  return personActor(plain(name).slice(0, 42), 'control');
}

const plain = (name: string): string => name.replace(/[^A-Za-z0-9._@+-]/g, '_');

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The user id has no entry in the system's accounts, as in some containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
