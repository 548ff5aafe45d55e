/** The engine's status and when it came in. */
import { create } from 'zustand';
import type { Status } from '../../shared/contract/status.ts';

interface StatusStore {
  readonly status: Status | undefined;
  /** On the window's clock, in milliseconds. */
  readonly receivedAt: number;
}

export const useStatus = create<StatusStore>(() => ({ status: undefined, receivedAt: 0 }));

export function takeStatus(status: Status): void {
  useStatus.setState({ status, receivedAt: Date.now() });
}

/** The event store takes nothing more before the engine is started again. */
export function isStoreEnded(): boolean {
  return useStatus.getState().status?.store.ended === true;
}

/** A status older than this is not shown as live, and entry is gated. */
export const staleAfterMs = 2_000;
