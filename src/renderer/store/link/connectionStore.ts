/** Whether the window has a living engine on the other side. */
import { create } from 'zustand';
import type { Connection } from '../../model/desk/connection.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';

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
