/** The engine's status, and when it came. */
import { create } from 'zustand';
import type { Status } from '../../../shared/contract/status.ts';

interface StatusStore {
  readonly status: Status | undefined;
  /** When the status came: milliseconds on the window's clock. */
  readonly receivedAt: number;
}

export const useStatus = create<StatusStore>(() => ({ status: undefined, receivedAt: 0 }));

export function takeStatus(status: Status): void {
  useStatus.setState({ status, receivedAt: Date.now() });
}

/** Whether the event store takes nothing more until the engine is started again. */
export function isStoreEnded(): boolean {
  return useStatus.getState().status?.store.ended === true;
}

/** Milliseconds after which a status is not shown as live, and no order can be entered. */
export const staleAfterMs = 2_000;
