/** Who sits at this console: the user of the operating system, as the audit trail names them. */
import { userInfo } from 'node:os';
import { idLengthMax, parseActor, type Actor } from '../../shared/kernel/ids.ts';
import { invariant } from '../../shared/kernel/invariant.ts';

const prefix = 'operator:';

/** The name of the operating system's user; `unknown` where it has none. */
export function operatorName(): string {
  try {
    return userInfo().username || 'unknown';
  } catch {
    // A container may run under a user id that no list of users holds.
    return 'unknown';
  }
}

/** `operator:<name>`, with a hyphen for each character that an actor may not have. */
export function operatorActor(name: string): Actor {
  const safe = name.replaceAll(/[^A-Za-z0-9._@/+-]/g, '-').slice(0, idLengthMax - prefix.length);
  const actor = parseActor(`${prefix}${safe || 'unknown'}`);
  invariant(actor !== undefined, `no actor can be made of the user name ${name}`);
  return actor;
}
