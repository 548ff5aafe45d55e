/** The dock as the rest of the window knows it: which panels stand in it, and what somebody wants of it. */
import { create } from 'zustand';
import type { PanelId } from '../../../shared/contract/panels.ts';

/** `show` brings the panel to sight, and adds it where it is missing and has no window of its own. */
export interface DockRequest {
  readonly kind: 'show' | 'close';
  readonly panel: PanelId;
}

interface DockStore {
  /** The panels in the dock, those behind other tabs included. */
  readonly docked: readonly PanelId[];
  /** The panels in sight when the dock was last shown. */
  readonly inSight: readonly PanelId[];
  /** The panels that have a window of their own. */
  readonly inWindows: readonly PanelId[];
  /** The dock does this as soon as it can. */
  readonly request: DockRequest | undefined;
  /** The open dialog about the current workspace. */
  readonly dialog: 'save' | 'rename' | 'delete' | undefined;
}

export const useDock = create<DockStore>(() => ({
  docked: [],
  inSight: [],
  inWindows: [],
  request: undefined,
  dialog: undefined,
}));

export function wantPanel(panel: PanelId): void {
  useDock.setState({ request: { kind: 'show', panel } });
}

export function closePanel(panel: PanelId): void {
  useDock.setState({ request: { kind: 'close', panel } });
}

export function openWorkspaceDialog(dialog: DockStore['dialog']): void {
  useDock.setState({ dialog });
}
