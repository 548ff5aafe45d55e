/** Whether the window has a living engine on the other side. Times are milliseconds on the window's clock. */
import { attachFaults, type AttachFault } from '../../../shared/contract/connection.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';

export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'connected'; readonly since: number }
  | { readonly state: 'gone'; readonly since: number; readonly fault: FaultView };

const attachWords: { readonly [Code in AttachFault]: string } = {
  engine_lost: 'The connection to the engine is lost',
  console_version: 'The console is of another version than the engine',
  operators_needed: 'The engine does not let this console in',
  certificate_refused: 'A certificate is refused',
  attach_unusable: "The way to the engine can't be used",
  standby: 'The engine is a standby',
  other_desk: 'Another desk answers at this place',
  desk_twice: 'This desk has a window already',
  busy: 'The engine has no room for this console',
};

/** The fault's code where an engine in another process is out of reach; undefined where an engine has ended. */
function attachFaultOf({ code }: FaultView): AttachFault | undefined {
  return attachFaults.find((one) => one === code);
}

/** Whether the fault says that an engine in another process is out of reach, and not that an engine has ended. */
export function isElsewhere(fault: FaultView): boolean {
  return attachFaultOf(fault) !== undefined;
}

/** Why nothing can be done while there is no engine on the other side. */
export function goneWords(fault: FaultView): string {
  const code = attachFaultOf(fault);
  return code === undefined ? 'The engine has stopped' : attachWords[code];
}
