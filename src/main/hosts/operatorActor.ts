/** The person at the keyboard, as the audit trail names them. */
import { userInfo } from 'node:os';
import { parseActor, type Actor } from '../../shared/kernel/ids.ts';

/** `operator:` and the name the operating system knows, or another one given. */
export function operatorActor(name: string = accountName()): Actor {
  const plain = name.replace(/[^A-Za-z0-9._@+-]/g, '_').slice(0, 50);
  return parseActor(`operator:${plain}`) ?? ('operator:unknown' as Actor);
}

/** The same person, who came through the control channel: only this user may enter it. */
export function controlActor(name: string = accountName()): Actor {
  return operatorActor(`${name.slice(0, 42)}@control`);
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's accounts, as in some containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
