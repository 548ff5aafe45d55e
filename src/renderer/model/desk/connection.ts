/** Whether the window has a living engine on the other side. Times are milliseconds on the window's clock. */
import { attachFaults } from '../../../shared/contract/connection.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';

export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'connected'; readonly since: number }
  | { readonly state: 'gone'; readonly since: number; readonly fault: FaultView };

/** Whether the fault says that an engine in another process is out of reach, and not that an engine has ended. */
export function isElsewhere({ code }: FaultView): boolean {
  const codes: readonly string[] = attachFaults;
  return codes.includes(code);
}

/** Why nothing can be done while there is no engine on the other side. */
export function goneWords(fault: FaultView): string {
  return isElsewhere(fault) ? 'The connection to the engine is lost' : 'The engine has stopped';
}
