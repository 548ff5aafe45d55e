/** Whether the window has a living engine on the other side. */
import { create } from 'zustand';
import type { FaultView } from '../../shared/contract/faults.ts';

export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'connected'; readonly since: number }
  | { readonly state: 'gone'; readonly since: number; readonly fault: FaultView };

export const useConnection = create<Connection>(() => ({ state: 'connecting', since: Date.now() }));

export function setConnecting(): void {
  useConnection.setState({ state: 'connecting', since: Date.now() }, true);
}

export function setConnected(): void {
  useConnection.setState({ state: 'connected', since: Date.now() }, true);
}

export function setGone(fault: FaultView): void {
  useConnection.setState({ state: 'gone', since: Date.now(), fault }, true);
}
