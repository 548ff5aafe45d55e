/** The workspaces of the window's owner, and how they are kept. */
import { create } from 'zustand';
import type { PanelId, PanelPlace } from '../../../shared/contract/panels.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { LayoutNode } from '../../model/dock/layoutTree.ts';
import type { DockForm } from '../../model/dock/standardLayouts.ts';
import {
  currentOf,
  deleted,
  firstWorkspaces,
  renamed,
  reset,
  savedAs,
  switched,
  withLayout,
  withoutWindow,
  withWindow,
  workspacesSchema,
  type Workspaces,
} from '../../model/dock/workspaces.ts';
import { notify } from '../notices/noticesStore.ts';
import { forEachOwner, ownerNow } from '../window/owner.ts';
import { readOrSetAside, writeSetting } from '../window/persisted.ts';
import { showScreen } from '../window/uiStore.ts';

interface WorkspaceStore {
  readonly all: Workspaces;
  /** Rises when the dock must be arranged anew; not when the dock itself has changed the arrangement. */
  readonly revision: number;
}

export const useWorkspaces = create<WorkspaceStore>(() => ({ all: firstWorkspaces, revision: 0 }));

/** Shows the workspaces of the owner, and of each who logs in. */
export function startWorkspaces(): void {
  forEachOwner((owner) => {
    useWorkspaces.setState(({ revision }) => ({ all: readWorkspaces(owner), revision: revision + 1 }));
  });
}

export function keepLayout(form: DockForm, layout: LayoutNode): void {
  put(withLayout(useWorkspaces.getState().all, form, layout));
}

/** The panel has a window of its own, at this place. */
export function keepWindow(panel: PanelId, place: PanelPlace): void {
  put(withWindow(useWorkspaces.getState().all, panel, place));
}

export function forgetWindow(panel: PanelId): void {
  const { all } = useWorkspaces.getState();
  if (currentOf(all).windows?.[panel] !== undefined) put(withoutWindow(all, panel));
}

/** Switches to the next workspace, or to the one before, around the end. */
export function showWorkspaceBeside(by: 1 | -1): void {
  const { workspaces, current } = useWorkspaces.getState().all;
  const at = workspaces.findIndex(({ name }) => name === current);
  const next = workspaces[(at + by + workspaces.length) % workspaces.length];
  if (next !== undefined) showWorkspace(next.name);
}

/** Shows the trade screen in this workspace. */
export function showWorkspace(name: string): void {
  showScreen('trade');
  arrange(switched(useWorkspaces.getState().all, name));
}

export function resetWorkspace(): void {
  arrange(reset(useWorkspaces.getState().all));
}

export function deleteWorkspace(): void {
  arrange(deleted(useWorkspaces.getState().all));
}

/** Gives a sentence when the name can't be used. */
export function saveWorkspaceAs(name: string): string | undefined {
  return putIfOk(savedAs(useWorkspaces.getState().all, name));
}

/** Gives a sentence when the name can't be used. */
export function renameWorkspace(name: string): string | undefined {
  return putIfOk(renamed(useWorkspaces.getState().all, name));
}

function putIfOk(next: Result<Workspaces, string>): string | undefined {
  if (!next.ok) return next.error;
  put(next.value);
  return undefined;
}

function put(all: Workspaces): void {
  useWorkspaces.setState({ all });
  writeSetting(settingOf(ownerNow()), all);
}

function arrange(all: Workspaces): void {
  put(all);
  useWorkspaces.setState(({ revision }) => ({ revision: revision + 1 }));
}

function readWorkspaces(owner: string): Workspaces {
  const kept = readOrSetAside(settingOf(owner), workspacesSchema);
  if (kept.state === 'read') return kept.value;
  if (kept.state === 'broken') {
    notify(
      'warn',
      'The kept workspaces can not be read, so the standard one is shown. What was kept stays aside and is not lost.',
    );
  }
  return firstWorkspaces;
}

function settingOf(owner: string): string {
  return `workspaces.${owner}`;
}
