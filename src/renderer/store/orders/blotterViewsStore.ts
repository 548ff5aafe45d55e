/** The views of the blotter that the window's owner has saved, and which one is shown. */
import { z } from 'zod';
import { create } from 'zustand';
import {
  builtInViews,
  filterOf,
  readViews,
  viewOf,
  type BlotterView,
  type SavedView,
} from '../../model/orders/blotterViews.ts';
import { counted } from '../../format/decimals.ts';
import { notify } from '../notices/noticesStore.ts';
import { forEachOwner, ownerNow } from '../window/owner.ts';
import { handOver, readSetting, writeSetting } from '../window/persisted.ts';
import { columnsOf, showColumnsOf, showInBlotter, useUi } from '../window/uiStore.ts';

interface BlotterViewsStore {
  readonly saved: readonly SavedView[];
  /** The view with which the console opens; undefined for all orders. */
  readonly first: string | undefined;
  /** The view that was shown last. The filter and the columns may have changed since. */
  readonly current: string | undefined;
}

const viewsOf = (owner: string): string => `views.${owner}`;
const firstViewOf = (owner: string): string => `firstView.${owner}`;

export const useBlotterViews = create<BlotterViewsStore>(() => ({
  saved: [],
  first: undefined,
  current: undefined,
}));

/** Shows the columns and the first view of the window's owner, and of each who logs in. */
export function startViews(): void {
  forEachOwner((owner) => {
    if (owner !== '') takeOver(owner);
    showColumnsOf(owner);
    const first = readSetting(firstViewOf(owner), z.string().optional(), undefined);
    useBlotterViews.setState({ saved: readSaved(owner), first, current: undefined });
    showFirstView();
  });
}

/** Earlier versions kept one set for the window: it goes to whoever is here first. */
function takeOver(owner: string): void {
  handOver('blotterViews', viewsOf(owner));
  handOver('blotterViews.first', firstViewOf(owner));
  handOver('blotter', columnsOf(owner));
}

function readSaved(owner: string): readonly SavedView[] {
  const { views, broken } = readViews(readSetting(viewsOf(owner), z.array(z.unknown()), []));
  if (broken.length > 0) {
    writeSetting(`${viewsOf(owner)}.broken`, broken);
    notify('warn', `${counted(broken.length, 'saved view')} of the orders could not be read, put aside`);
  }
  return views;
}

export function allViews(saved: readonly SavedView[]): readonly BlotterView[] {
  return [...builtInViews, ...saved];
}

export function showView(view: BlotterView): void {
  showInBlotter(filterOf(view, Date.now()), view.layout);
  useBlotterViews.setState({ current: view.name });
}

/** Shows the view with which the console opens. */
function showFirstView(): void {
  const { saved, first } = useBlotterViews.getState();
  const view = allViews(saved).find(({ name }) => name === first);
  if (view !== undefined) showView(view);
}

/** Keeps the filter, the sort and the columns of now under the name. A view of that name is replaced in its place. */
export function saveView(name: string): void {
  const { filter, blotterLayout } = useUi.getState();
  const view = viewOf(name, filter, blotterLayout);
  const { saved } = useBlotterViews.getState();
  const replaced = saved.map((one) => (one.name === name ? view : one));
  keep(replaced.includes(view) ? replaced : [...saved, view]);
  useBlotterViews.setState({ current: name });
  notify('ok', `View ${name} saved`);
}

export function renameView(from: string, to: string): void {
  const { saved, first, current } = useBlotterViews.getState();
  keep(saved.map((view) => (view.name === from ? { ...view, name: to } : view)));
  if (first === from) chooseFirstView(to);
  if (current === from) useBlotterViews.setState({ current: to });
}

export function deleteView(name: string): void {
  const { saved, first } = useBlotterViews.getState();
  const owner = ownerNow();
  keep(saved.filter((view) => view.name !== name));
  if (first === name) chooseFirstView(undefined);
  const takeBack = (): void => {
    if (ownerNow() !== owner) return;
    keep(saved);
    if (first === name) chooseFirstView(first);
  };
  notify('ok', `View ${name} deleted`, { lead: { label: 'Take back', go: takeBack } });
}

export function chooseFirstView(first: string | undefined): void {
  writeSetting(firstViewOf(ownerNow()), first);
  useBlotterViews.setState({ first });
}

function keep(saved: readonly SavedView[]): void {
  writeSetting(viewsOf(ownerNow()), saved);
  useBlotterViews.setState({ saved });
}
