/** Whether the window has a living engine on the other side. Times are milliseconds on the window's clock. */
import type { FaultView } from '../../../shared/contract/faults.ts';

export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'connected'; readonly since: number }
  | { readonly state: 'gone'; readonly since: number; readonly fault: FaultView };
